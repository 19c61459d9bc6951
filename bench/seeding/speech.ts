/** What learners and the tutor say in a seeded installation: sentences put together, so that hardly any two are the same. */
import { createHash } from 'node:crypto'
import { dice, type Dice } from './dice.ts'

const who = ['Můj bratr', 'Moje sestra', 'Kamarád', 'Naše učitelka', 'Můj soused', 'Já', 'Babička', 'Kolega', 'Moje dcera', 'Strýc', 'Ředitelka', 'Ten pán', 'Jeho žena', 'Řidič', 'Prodavačka', 'Náš děda']
const when = ['včera', 'dnes ráno', 'každý týden', 'někdy', 'v pondělí', 'o víkendu', 'po práci', 'v zimě', 'minulý rok', 'často', 'skoro nikdy', 'odpoledne']
const does = ['má rád', 'kupuje', 'vidí', 'hledá', 'dostal', 'čeká na', 'mluví o', 'chce', 'potřebuje', 'prodává', 'čte', 'opravuje', 'zapomněl', 'našel', 'nese']
const which = ['nový', 'dobrý', 'velký', 'starý', 'teplý', 'čerstvý', 'malý', 'český', 'dlouhý', 'levný', 'hezký', 'těžký', 'modrý', 'rychlý']
const what = ['dům', 'kávu', 'psa', 'knihu', 'počasí', 'chleba', 'zahradu', 'pivo', 'dovolenou', 'lístky', 'školu', 'auto', 'stůl', 'kabát', 'město', 'vlak', 'dopis', 'oběd', 'polévku', 'klíče', 'telefon', 'řeku']

export const utterance = (roll: Dice): string => `${roll.pick(who)} ${roll.pick(when)} ${roll.pick(does)} ${roll.pick(which)} ${roll.pick(what)}.`

export type Sound = { readonly soundId: string; readonly bytes: Uint8Array }

const soundBytes = 6_000
const remarks = ['Aha!', 'Opravdu?', 'To je zajímavé.', 'Rozumím.', 'To znám.', 'Skvělé!', 'No ne!', 'To zní dobře.']
const questions = ['A co tam budeš dělat', 'A proč zrovna', 'Líbí se ti', 'Kolik stojí', 'Kde najdu', 'Znáš ještě jiný', 'Pamatuješ si první', 'S kým sdílíš']

/** Everything the tutor says here, each with a sound of its own, as it is kept with a turn. */
export const tutorSays: readonly { readonly text: string; readonly json: string; readonly sound: Sound }[] =
  [...remarks, ...questions.flatMap((question) => which.flatMap((like) => ['dům', 'pes', 'vlak', 'stůl', 'oběd'].map((thing) => `${question} ${like} ${thing}?`)))].map((text, at) => {
    const bytes = dice(at + 1).bytes(soundBytes)
    const soundId = createHash('sha256').update(bytes).digest('hex')
    const words = Array.from(text.matchAll(/\S+/g), ({ 0: word, index }) => ({ start: index, end: index + word.length, startMs: index * 60, endMs: (index + word.length) * 60 }))
    const sentence = { text, translation: `What was said is sentence number ${at}.`, sound: { soundId, durationMs: text.length * 60, words } }
    return { text, json: JSON.stringify(sentence), sound: { soundId, bytes } }
  })
