import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { loadContent } from '../../../src/adapters/content.ts'
import { offlineHonzik } from '../../../src/adapters/models/offline-honzik.ts'
import { nothingRecollected } from '../../../src/domain/recollection.ts'
import type { Exchange } from '../../../src/domain/conversation.ts'
import type { Correction } from '../../../src/domain/correction.ts'
import { firstSettings, type Settings } from '../../../src/domain/learner.ts'
import { advance, begin, type SceneState } from '../../../src/domain/scenario.ts'
import type { Content } from '../../../src/ports/content.ts'
import type { LanguageModel, ReplyPrompt, Written } from '../../../src/ports/language-model.ts'
import { languageModel } from '../../contracts/language-model.ts'
import { keeps } from '../../contracts/keep.ts'

let content: Content
let honzik: LanguageModel
before(async () => {
  content = await loadContent(new URL('../../../content', import.meta.url).pathname)
  honzik = offlineHonzik({ content })
})

const opening = ['Ahoj, já jsem Honzík z Prahy.', 'Jak se jmenuješ?']
const prompt = (utterance: string, more: Partial<ReplyPrompt> = {}): ReplyPrompt => ({
  language: 'cs', settings: firstSettings, scene: null, sceneBefore: null, topic: null, mode: null, opening,
  exchanges: [], earlier: 0, recollection: nothingRecollected, utterance, said: [], correction: Promise.resolve(null), ...more,
})
const wrong = (original: string, corrected: string, whole: string): Correction => {
  const start = whole.indexOf(original)
  const corrections = { corrected: whole.replace(original, corrected), questions: [], suggestion: null, by: 'test' }
  return { ...corrections, findings: [{ start, end: start + original.length, original, corrected, kind: 'case', counted: true, explanation: '' }] }
}

async function sentences(asked: ReplyPrompt): Promise<Extract<Written, { type: 'sentence' }>[]> {
  const pieces = await Array.fromAsync(honzik.write(asked, { signal: new AbortController().signal }))
  return pieces.filter((piece) => piece.type === 'sentence')
}
const reply = async (utterance: string, more?: Partial<ReplyPrompt>) => (await sentences(prompt(utterance, more))).map(({ text }) => text).join(' ')

/** Says these one after the other; the tutor's sentences, turn by turn. */
async function conversation(utterances: readonly string[], more: { readonly settings?: Partial<Settings>; readonly scene?: string } = {}): Promise<string[][]> {
  const settings = { ...firstSettings, ...more.settings }
  const scenario = more.scene === undefined ? undefined : content.in('cs').scenarios.get(more.scene)!
  const exchanges: Exchange[] = []
  const turns: string[][] = []
  let scene: SceneState | null = scenario ? begin(scenario) : null
  for (const utterance of utterances) {
    const sceneBefore = scene
    if (scenario && scene) scene = advance(scenario, scene, utterance)
    const began = scenario ? scenario.opening.map(({ cs }) => cs) : opening
    const told = (await sentences(prompt(utterance, { settings, scene, sceneBefore, exchanges: [...exchanges], opening: began }))).map(({ text }) => text)
    turns.push(told)
    exchanges.push({ learner: utterance, tutor: told.join(' ') })
  }
  return turns
}

keeps('the offline tutor', languageModel, () => honzik, { prompt: prompt('Mám rád pivo') })

describe('the offline tutor', () => {
  it('says who writes, reacts, and ends with a question', async () => {
    const pieces = await Array.fromAsync(honzik.write(prompt('Bydlím v Praze'), { signal: new AbortController().signal }))
    assert.deepEqual(pieces[0], { type: 'author', by: 'offline' })
    assert.ok(pieces.length >= 3 && pieces.length <= 5)
    assert.match((pieces.at(-1) as { text: string }).text, /\?$/)
  })

  it('leaves out what only leads over where it is to be short, and asks all the same', async () => {
    const exchanges: Exchange[] = []
    let isShorter = false
    for (const said of Array.from({ length: 12 }, () => 'Mám doma krásojezdectví.')) {
      const [usual, short] = await Promise.all((['usual', 'short'] as const).map((length) => sentences(prompt(said, { length, exchanges: [...exchanges] }))))
      assert.match(short!.at(-1)!.text, /\?$/)
      assert.ok(short!.length <= usual!.length && short!.length > 0)
      isShorter ||= short!.length < usual!.length
      exchanges.push({ learner: said, tutor: usual!.map(({ text }) => text).join(' ') })
    }
    assert.ok(isShorter)
  })

  it('takes up what the learner said', async () => {
    for (const [said, named] of [['Mám rád pivo', /piv/i], ['Mam psa a kocku', /pes|kočk/i], ['Pracuju v nemocnice', /nemocnic|prác/i], ['Hraju na kytaru', /kytar|nástroj/i], ['mam kolo', /kolo/i]] as const) assert.match(await reply(said), named)
  })

  it('reacts before the correction is known, and recasts once it is', async () => {
    const { promise, resolve } = Promise.withResolvers<Correction | null>()
    const pieces = honzik.write(prompt('Já jdu do škola', { correction: promise }), { signal: new AbortController().signal })[Symbol.asyncIterator]()
    await pieces.next()
    const first = await pieces.next()
    assert.equal((first.value as Written).type, 'sentence')
    resolve(wrong('škola', 'školy', 'Já jdu do škola'))
    assert.match((await pieces.next()).value.text, /jdeš do školy/)
  })

  it('recasts to a stranger politely, quotes what it cannot turn round, and leaves a right sentence alone', async () => {
    const settings = { ...firstSettings, persona: 'novakova' }
    assert.match(await reply('Bydlím v Praha', { settings, correction: Promise.resolve(wrong('Praha', 'Praze', 'Bydlím v Praha')) }), /bydlíte v Praze/)
    assert.match(await reply('Sednu si na televize', { correction: Promise.resolve(wrong('televize', 'televizi', 'Sednu si na televize')) }), /„(?:[^“]* )?na televizi“/)
    assert.equal((await sentences(prompt('Jsem z Brna', { correction: Promise.resolve({ corrected: 'Jsem z Brna', findings: [], questions: [], suggestion: null, by: 'test' }) }))).some(({ text }) => text.includes('jsi z Brna')), false)
  })

  it('does not recast a comma', async () => {
    const comma = wrong('že', ', že', 'Myslím že je hezky')
    assert.doesNotMatch(await reply('Myslím že je hezky', { correction: Promise.resolve({ ...comma, findings: comma.findings.map((finding) => ({ ...finding, kind: 'punctuation' as const })) }) }), /, že je/)
  })

  it('admits what it did not understand', async () => {
    assert.match(await reply('mám rád krasojezdectví'), /krasojezdectví/)
    assert.match(await reply('asdfgh qwrtz'), /nerozumím|neznám|ztrácím|nebude česky|kočka/)
    assert.match(await reply('😀😀'), /slov/i)
    assert.match(await reply('I want to speak English today'), /angli/i)
    assert.match(await reply('Я хочу їсти'), /ukrajin/i)
    assert.match(await reply('Я хочу есть, это вкусно'), /rus|azbuk/i)
    assert.match(await reply('مرحبا'), /písmo|jazyk/)
  })

  it('answers questions about itself, honestly', async () => {
    assert.match(await reply('Jsi člověk?'), /program/)
    assert.match(await reply('Kolik stojí pivo?'), /korun/)
    assert.match(await reply('Jak se máš?'), /A jak se máš ty\?/)
    assert.match(await reply('Kdo vyhrál volby v Peru?'), /hádat|vymýšlet|nestačí|poradil|zeptat|těžká|přehled|neporadí/i)
  })

  it('meets sad news with sympathy and danger with help', async () => {
    for (const said of ['Dneska mám špatnou náladu', 'Ztratila jsem peněženku', 'Šéf mě vyhodil z práce', 'Cítím se tady sama', 'Mám strach z operace']) assert.match(await reply(said), /líto|mrzí|těžké|vzteku|pomohlo|smutné|zná|chápu|boj|fér|odvaha|nepříjemn|bolí/i, said)
    for (const said of ['Líbí se mi české pohádky', 'Jedu do Břeclavi', 'Večer budu doma', 'Je jí sedm']) assert.doesNotMatch(await reply(said), /líto|mrzí|vzteku|jíst|večeře/i, said)
    assert.match(await reply('Umřel mi pes'), /líto|soustrast|mrzí/)
    assert.match(await reply('Jsem nemocný'), /mrzí|uzdravení|příjemné/)
    const help = await sentences(prompt('Chci se zabít'))
    assert.match(help.map(({ text }) => text).join(' '), /116 111.*112/)
    assert.match(help.at(-1)!.text, /\?$/)
  })

  it('is never cheerful at bad news, even with good news beside it', async () => {
    const said = await reply('Mam rada kafe a jsem trochu smutna, chybi mi maminka.')
    assert.doesNotMatch(said, /krása|skvělá|Paráda|Super|oslavíš/)
    assert.notEqual(said, await reply('Mám ráda kafe.'))
  })

  it('says its last question slower, simpler and translated to somebody who is lost, in whatever tongue', async () => {
    const exchanges = [{ learner: 'Ahoj', tutor: 'Ahoj, jsem rád, že jsi tady. Jaké je tvoje oblíbené jídlo?' }]
    for (const said of ['Nerozumím', 'pomalu prosím', 'не понимаю', 'не розумію', "I don't understand", 'Cože?']) {
      const told = await sentences(prompt(said, { exchanges }))
      const translation = said === 'не понимаю' ? 'Какая твоя любимая еда?' : said === 'не розумію' ? 'Яка твоя улюблена страва?' : 'What is your favourite food?'
      assert.deepEqual([told.at(-1)!.text, told.at(-1)!.translation, told.at(-1)!.slow], ['Jaké jídlo máš nejradši?', translation, true], said)
    }
    for (const said of ['Nerozumím slovu přízvuk', 'Nechápu, co chceš vědět', 'Můžete to zopakovat?', 'No entiendo la pregunta', 'Wie bitte?']) assert.ok((await sentences(prompt(said, { exchanges }))).every(({ slow }) => slow), said)
    for (const said of ['Nikdo mi nerozumí', 'Nerozumím její babičce', 'Jak dlouho to bude trvat?']) assert.ok((await sentences(prompt(said, { exchanges }))).some(({ slow }) => slow !== true), said)
    assert.match(await reply('Co znamená hospoda?', { exchanges }), /[Hh]ospoda/)
  })

  it('never says of plain Czech that it is not understood', async () => {
    for (const said of ['Mně je devatenáct', 'Vnučka bydlí v Ostravě', 'Platím patnáct tisíc', 'Samozřejmě, to je v pořádku', 'Nejradši mám Agathu Christie', 'Zákazníci jsou různí']) assert.doesNotMatch(await reply(said), /nerozumím|neznám|ztrácím|nové slovo|nevím/i, said)
  })

  it('says a word in Czech, from whatever tongue, and what a word means', async () => {
    assert.match(await reply('How do you say dog in Czech?'), /„pes“/)
    assert.match(await reply('Jak se řekne česky milk?'), /mléko/)
    assert.match(await reply('Як буде чеською «хліб»?'), /chléb/)
    assert.match(await reply('Co je kofola?'), /[Kk]ofola/)
  })

  it('tells Ukrainian from Russian, and puts no wrong sentence into its own mouth', async () => {
    assert.match(await reply('Я не знаю чеську мову'), /[Uu]krajin/)
    assert.match(await reply('Я не знаю чешский язык'), /rus/i)
    assert.doesNotMatch(await reply('Já rabotaju řidič autobus', { correction: Promise.resolve(wrong('autobus', 'autobusu', 'Já rabotaju řidič autobus')) }), /rabotaju/)
  })

  it('keeps to its role in a scene, and does not ask what was answered', async () => {
    const turns = await conversation(['Dobrý den, bolí mě zub', 'Od pondělí', 'Ne, teplotu nemám', 'Jsem alergická na penicilin', 'Co mi doporučíte?'], { scene: 'doctor' })
    assert.match(turns[0]!.join(' '), /[Zz]ub/)
    assert.doesNotMatch(turns.slice(3).flat().join(' '), /teplotu\?|alergický nebo|Petřín/)
    assert.match(turns[4]!.join(' '), /klid/)
  })

  it('translates for everybody but readers of Czech', async () => {
    for (const { translation } of await sentences(prompt('Mám rád pivo', { settings: { ...firstSettings, motherTongue: 'uk' } }))) assert.match(translation ?? '', /[а-яіїє]/i)
    for (const { translation } of await sentences(prompt('Mám rád pivo', { settings: { ...firstSettings, motherTongue: 'sk' } }))) assert.equal(translation, null)
  })

  it('only asks when another model has begun', async () => {
    const told = await sentences(prompt('Mám rád pivo', { said: ['Pivo je dobré.'] }))
    assert.equal(told.length, 1)
    assert.match(told[0]!.text, /\?$/)
  })

  it('says the same to the same conversation', async () => assert.equal(await reply('Mám hlad'), await reply('Mám hlad')))

  const stubborn = ['ano', 'ne', 'nevím', 'nerozumím', 'asdfgh', '😀', 'I want to speak English', 'pivo', 'A ty?', 'Jsem smutný', 'Praha je krásná', '5', 'kurva', 'chci se zabít', 'krasojezdectví']
  for (const said of stubborn) {
    it(`never repeats itself in 35 turns of “${said}”, and always asks`, async () => {
      for (const scene of [undefined, 'pub', 'doctor', 'shop']) {
        const turns = await conversation(Array.from({ length: 35 }, () => said), scene === undefined ? {} : { scene })
        const told = turns.flat()
        assert.equal(new Set(told).size, told.length)
        for (const turn of turns) assert.match(turn.at(-1)!, /\?$/)
      }
    })
  }

  it('plays a purchase from the first look to the till', async () => {
    const turns = await conversation(['Hledám zimní bundu pro syna', 'Velikost čtyřicet, černou', 'Můžu si to vyzkoušet?', 'Je mu trochu velká', 'Kolik to stojí?', 'Můžu to vrátit, když to nebude sedět?', 'Vezmu si to a zaplatím kartou'], { scene: 'shop' })
    assert.match(turns[0]!.join(' '), /[Bb]und|děti/)
    assert.match(turns[2]!.join(' '), /Kabinky/)
    assert.match(turns[3]!.join(' '), /Menší velikost/)
    assert.match(turns[4]!.join(' '), /tisíc dvě stě/)
    assert.match(turns[5]!.join(' '), /třiceti dnů/)
    assert.match(turns.at(-1)!.join(' '), /Děkujeme za návštěvu.*\?$/)
  })

  it('asks more of whoever can say more, in the same scene', async () => {
    const asked = async (level: Settings['level']) => (await conversation(['Dobrý den', 'Jsme dva'], { scene: 'pub', settings: { level } })).at(-1)!.at(-1)
    assert.deepEqual([await asked('A1'), await asked('B1')], ['Co si dáte k pití?', 'Máme osm piv na čepu, chcete radši něco hořkého, nebo lehčího?'])
  })

  it('plays a scene from the door to the bill', async () => {
    const turns = await conversation(['Dobrý den', 'Jsme dva', 'Dám si pivo', 'Dám si guláš', 'Ano, chutná', 'Zaplatím, prosím', 'Kartou'], { scene: 'pub' })
    assert.match(turns[2]!.join(' '), /[Pp]ivo/)
    assert.match(turns[3]!.join(' '), /[Gg]uláš/)
    assert.match(turns.at(-1)!.join(' '), /Děkujeme za návštěvu.*\?$/)
  })
})
