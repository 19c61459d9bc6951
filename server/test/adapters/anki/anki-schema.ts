/**
 * What Anki says of its own tables, pinned: `rslib/src/storage/schema11.sql` of https://github.com/ankitects/anki at commit
 * 04ca8ec038ebfddc474ea9cbfdf9bfec46a5c140 (© Ankitects Pty Ltd and contributors, AGPL-3.0-or-later), as SQLite describes what it makes.
 * Columns as `pragma table_info` gives them: name, type, and `!` for not null or `*` for the primary key; indexes with their columns.
 */
export const ankiTables = {
  col: 'id integer*, crt integer!, mod integer!, scm integer!, ver integer!, dty integer!, usn integer!, ls integer!, conf text!, models text!, decks text!, dconf text!, tags text!',
  notes: 'id integer*, guid text!, mid integer!, mod integer!, usn integer!, tags text!, flds text!, sfld integer!, csum integer!, flags integer!, data text!',
  cards: 'id integer*, nid integer!, did integer!, ord integer!, mod integer!, usn integer!, type integer!, queue integer!, due integer!, ivl integer!, factor integer!, reps integer!, lapses integer!, left integer!, odue integer!, odid integer!, flags integer!, data text!',
  revlog: 'id integer*, cid integer!, usn integer!, ease integer!, ivl integer!, lastIvl integer!, factor integer!, time integer!, type integer!',
  graves: 'usn integer!, oid integer!, type integer!',
} as const

export const ankiIndexes = {
  ix_cards_nid: 'cards(nid)', ix_cards_sched: 'cards(did,queue,due)', ix_cards_usn: 'cards(usn)', ix_notes_csum: 'notes(csum)', ix_notes_usn: 'notes(usn)', ix_revlog_cid: 'revlog(cid)', ix_revlog_usn: 'revlog(usn)',
} as const
