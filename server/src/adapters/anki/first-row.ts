/** The one row of `col`: what Anki's other tables are read by. One notetype, one deck, and what Anki's own first start writes. */

/** The same each time, so that Anki knows them again. */
export const notetypeId = 1_764_200_000_001
export const deckId = 1_764_200_000_002

const name = 'Mluv'
const fields = ['Front', 'Back', 'Example'] as const
const css = '.card { font-family: sans-serif; font-size: 22px; text-align: center; } .example { color: gray; }'

export function settingsOf(beginsMs: number, nowMs: number, cards: number): Readonly<Record<string, string | number>> {
  const mod = Math.floor(nowMs / 1000)
  const conf = {
    activeDecks: [1], curDeck: 1, newSpread: 0, collapseTime: 1200, timeLim: 0, estTimes: true, dueCounts: true, curModel: null, nextPos: cards + 1, sortType: 'noteFld', sortBackwards: false,
    addToCur: true, dayLearnFirst: false, schedVer: 2,
  }
  return {
    id: 1, crt: Math.floor(beginsMs / 1000), mod: nowMs, scm: nowMs, ver: 11, dty: 0, usn: 0, ls: 0, conf: JSON.stringify(conf), models: JSON.stringify({ [notetypeId]: notetype(mod) }),
    decks: JSON.stringify({ 1: deck(1, 'Default', 0), [deckId]: deck(deckId, name, mod) }), dconf: JSON.stringify({ 1: options }), tags: '{}',
  }
}

const notetype = (mod: number) => ({
  id: notetypeId, name, type: 0, mod, usn: -1, sortf: 0, did: deckId, vers: [], tags: [], css,
  latexPre: '\\documentclass[12pt]{article}\n\\begin{document}\n', latexPost: '\\end{document}', req: [[0, 'any', [0]]],
  flds: fields.map((field, ord) => ({ name: field, ord, sticky: false, rtl: false, font: 'Arial', size: 20, media: [] })),
  tmpls: [{ name: 'Card 1', ord: 0, qfmt: '{{Front}}', afmt: '{{FrontSide}}<hr id=answer>{{Back}}{{#Example}}<p class=example>{{Example}}</p>{{/Example}}', did: null, bqfmt: '', bafmt: '' }],
})

const deck = (id: number, called: string, mod: number) => ({
  id, name: called, mod, usn: id === 1 ? 0 : -1, lrnToday: [0, 0], revToday: [0, 0], newToday: [0, 0], timeToday: [0, 0], collapsed: false, browserCollapsed: false, desc: '', dyn: 0, conf: 1,
  extendNew: 0, extendRev: 0,
})

const options = {
  id: 1, name: 'Default', mod: 0, usn: 0, maxTaken: 60, autoplay: true, timer: 0, replayq: true, dyn: false,
  new: { bury: false, delays: [1, 10], initialFactor: 2500, ints: [1, 4, 0], order: 1, perDay: 20 },
  rev: { bury: false, ease4: 1.3, ivlFct: 1, maxIvl: 36_500, perDay: 200, hardFactor: 1.2 },
  lapse: { delays: [10], leechAction: 1, leechFails: 8, minInt: 1, mult: 0 },
}
