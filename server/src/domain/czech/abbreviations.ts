/** Czech abbreviations: how they are read, and whether a sentence may end with one. */

/** `leads`: something always follows, so its dot never ends a sentence. */
export type Abbreviation = { readonly read: string; readonly leads: boolean }

const leading: Readonly<Record<string, string>> = {
  bc: 'bakalář', cca: 'cirka', č: 'číslo', čp: 'číslo popisné', doc: 'docent', dr: 'doktor', ing: 'inženýr', judr: 'doktor', kap: 'kapitola', mgr: 'magistr', mj: 'mimo jiné',
  mudr: 'doktor', mvdr: 'doktor', nám: 'náměstí', např: 'například', obr: 'obrázek', odst: 'odstavec', okr: 'okres', p: 'pan', phdr: 'doktor', popř: 'popřípadě', prof: 'profesor',
  př: 'před', příp: 'případně', resp: 'respektive', rndr: 'doktor', str: 'strana', sv: 'svatý', tab: 'tabulka', tel: 'telefon', tj: 'to jest', tř: 'třída', tzn: 'to znamená',
  tzv: 'takzvaný', ul: 'ulice', vs: 'versus',
}
const closing: Readonly<Record<string, string>> = {
  aj: 'a jiné', apod: 'a podobně', atd: 'a tak dále', atp: 'a tak podobně', hod: 'hodin', mil: 'milionů', min: 'minut', mld: 'miliard', sek: 'sekund', stol: 'století', tis: 'tisíc',
}

const listed = (readings: Readonly<Record<string, string>>, leads: boolean): [string, Abbreviation][] =>
  Object.entries(readings).map(([short, read]) => [short, { read, leads }])

/** By the letters before the dot, lower case. */
export const abbreviations: ReadonlyMap<string, Abbreviation> = new Map([...listed(leading, true), ...listed(closing, false)])
