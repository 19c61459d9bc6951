/**
 * A sentence of the learner's, said back to them: *jdu do školy* becomes *jdeš do školy*.
 *
 * It is only done where every word is understood well enough; for anything else the answer is null.
 */
import { fold } from '../listening.ts'

export const echoWordsMax = 10

const regular = `
  mám dělám znám hledám čekám dávám vstávám snídám obědvám poslouchám říkám potkávám plavám běhám vařívám nakupuju dívám koukám hrávám zpívám
  čtu jdu jedu píšu beru vezmu řeknu budu můžu zvu začnu zůstanu dostanu vstanu obleču peču
  pracuju pracuji studuju studuji potřebuju potřebuji miluju miluji děkuju děkuji jmenuju jmenuji nakupuji cestuju cestuji sportuju sportuji
  tancuju tancuji maluju maluji kupuju kupuji opakuju opakuji pamatuju pamatuji plánuju plánuji telefonuju lyžuju lyžuji bruslím
  piju hraju žiju kryju šiju umyju hraji piji žiji přeju přeji
  bydlím vařím mluvím učím chodím jezdím vidím rozumím musím umím vím jím sedím ležím spím běžím myslím sním platím končím cvičím těším
  cítím navštívím uvidím koupím zaplatím udělám uvařím potkám přijdu přijedu odjedu půjdu pojedu pojdu najdu navštěvuju navštěvuji bolím
  uklízím večeřím kouřím řídím létám letím zkouším chválím bojím směju ptám odpovídám pomáhám začínám používám stíhám
  nosím vozím peru myju odpočívám relaxuju relaxuji trénuju trénuji fotím fotografuju kreslím lovím chytám sbírám pěstuju pěstuji
  vidám volám posílám cestuju diskutuju poznávám vracím utrácím šetřím vydělávám sleduju sleduji vyrábím opravuju opravuji prodávám
  starám bavím zajímám učím rozumím dám dozvím vyprávím čtu stojím držím najím napiju vyspím vrátím zkusím snažím doufám nenávidím
`
const irregular = `chci:chceš:chcete mohu:můžeš:můžete jsem:jsi:jste bych:bys:byste já:ty:vy mi:ti:vám mně:tobě:vám mě:tě:vás mnou:tebou:vámi
  můj:tvůj:váš moje:tvoje:vaše moji:tvoji:vaši mojí:tvojí:vaší mou:tvou:vaši mého:tvého:vašeho mému:tvému:vašemu mém:tvém:vašem mým:tvým:vaším
  mých:tvých:vašich mé:tvé:vaše mými:tvými:vašimi prosím:prosím:prosím
  my:vy:vy jsme:jste:jste bychom:byste:byste nám:vám:vám nás:vás:vás námi:vámi:vámi náš:váš:váš naše:vaše:vaše našeho:vašeho:vašeho
  našemu:vašemu:vašemu našem:vašem:vašem naším:vaším:vaším naši:vaši:vaši naší:vaší:vaší našich:vašich:vašich`

const verbs = new Set(regular.trim().split(/\s+/))
const pairs = new Map(irregular.trim().split(/\s+/).map((row) => { const [from, ty, vy] = row.split(':'); return [from!, { ty: ty!, vy: vy! }] as const }))

const prepositions = new Set('na do v ve z ze s se k ke u o po pro před za pod nad bez mezi přes při od ode kolem podle kvůli'.split(' '))
/** Words that speak to somebody already, and beginnings after which the echo would not stand. */
const spokenTo = new Set('ty tě ti tebe tobě tebou tvůj tvoje tvá tvé vy vás vám vámi váš vaše vaši jsi jste bys byste ses sis'.split(' '))
const looseBeginnings = new Set('a ale protože že když tak aha ano ne jo no má mluvím ahoj dobrý čau prosím děkuju děkuji'.split(' '))

export function echo(sentence: string, address: 'ty' | 'vy', isWord: (word: string) => boolean, isName: (word: string) => boolean): string | null {
  const words = sentence.replace(/[.!\s]+$/u, '').split(/\s+/)
  if (/[?"„“:;()…\d]/u.test(sentence) || words.length < 2 || words.length > echoWordsMax) return null
  if (looseBeginnings.has(bare(words[0]!))) return null
  const said: string[] = []
  for (const [at, word] of words.entries()) {
    const turned = turn(word, bare(words[at - 1] ?? ''), address, isWord)
    if (turned === null) return null
    said.push(turned)
  }
  const first = words[0]!
  if (said[0] === first && !isName(first)) {
    if (!isWord(bare(first)) && !participle.test(bare(first))) return null
    said[0] = lowered(first)
  }
  return joined(said)
}

const bare = (word: string): string => word.toLowerCase().replace(/[^\p{L}]/gu, '')
const lowered = (word: string): string => word.slice(0, 1).toLowerCase() + word.slice(1)
const participle = /(?:[aeiouyáéíýěů]l[aoi]?|šl[aoi]?|šel|[bcdfhkmpstv]l[aoi]?)$/

/** Null for a word that may be a verb of the first person which is not known, or that speaks to somebody. */
function turn(word: string, before: string, address: 'ty' | 'vy', isWord: (word: string) => boolean): string | null {
  const core = bare(word)
  const tail = word.slice(word.search(/[^\p{L}]*$/u))
  if (spokenTo.has(core)) return null
  const known = pairs.get(core) ?? turnedVerb(core)
  if (known) return known[address] + tail
  const denied = core.startsWith('ne') ? (pairs.get(core.slice(2)) ?? turnedVerb(core.slice(2))) : undefined
  if (denied) return `ne${denied[address]}${tail}`
  if (/(?:á|í|e)me$/u.test(core)) return core.replace(/me$/u, 'te') + tail
  if (/(?:áš|íš|eš)$/u.test(core)) return null
  if (/(?:ám|ím|u|ji|ci)$/u.test(core) && core.length > 2 && !isWord(core) && !prepositions.has(before)) return null
  return word
}

function turnedVerb(word: string): { readonly ty: string; readonly vy: string } | undefined {
  if (!verbs.has(word)) return undefined
  const stem = word.replace(/ji$/u, 'j').replace(/[um]$/u, '')
  return /[áí]m$/u.test(word) ? { ty: `${stem}š`, vy: `${stem}te` } : { ty: `${stem}eš`, vy: `${stem}ete` }
}

/** *jsi se* is *ses*, *jsi si* is *sis*, *bys se* is *by ses*. */
function joined(words: readonly string[]): string {
  return words.join(' ').replace(/(?<!\p{L})jsi se(?!\p{L})/u, 'ses').replace(/(?<!\p{L})jsi si(?!\p{L})/u, 'sis')
    .replace(/(?<!\p{L})bys se(?!\p{L})/u, 'by ses').replace(/(?<!\p{L})bys si(?!\p{L})/u, 'by sis')
}

const clitics = new Set('jsi jste ses sis se si ti te tobe vam vas mu ji ho jim je by bys byste to'.split(' '))

/** Whether the echo may follow a word that stands first, such as *takže*: a clitic would have to move. */
export const standsAfterFirstWord = (echoed: string): boolean => !echoed.split(' ').some((word) => clitics.has(fold(word)))
