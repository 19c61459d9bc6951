import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { loadContent } from '../../src/adapters/content.ts'
import { offlineHonzik } from '../../src/adapters/models/offline-honzik.ts'
import type { Exchange } from '../../src/domain/conversation.ts'
import type { Correction } from '../../src/domain/correction.ts'
import { levels } from '../../src/domain/language.ts'
import { beginningIn } from '../../src/domain/leading.ts'
import { firstSettings, type Settings } from '../../src/domain/learner.ts'
import { nothingRecollected } from '../../src/domain/recollection.ts'
import { worded } from '../../src/domain/wording.ts'
import type { LanguageContent } from '../../src/ports/content.ts'
import type { LanguageModel } from '../../src/ports/language-model.ts'

let cs: LanguageContent
let honzik: LanguageModel
before(async () => {
  const content = await loadContent(fileURLToPath(new URL('../../content', import.meta.url)))
  cs = content.in('cs')
  honzik = offlineHonzik({ content })
})

type Asked = { readonly settings?: Partial<Settings>; readonly topic?: string; readonly due?: readonly string[]; readonly choice?: number }
type Told = { readonly opening: readonly string[]; readonly turns: readonly (readonly string[])[] }

/** A whole talk in a mode; nothing that is said in it has a mistake. */
async function talk(code: string, utterances: readonly string[], { settings: more = {}, topic, due = [], choice = 0 }: Asked = {}): Promise<Told> {
  const settings = { ...firstSettings, ...more }
  const mode = cs.modes.get(code)!
  const persona = cs.personas.get(settings.persona)!
  const wording = { address: mode.address ?? persona.address, learner: settings.gender, tutor: persona.gender!, tongue: 'en' } as const
  const begun = beginningIn(mode, { topic: topic ?? null, level: settings.level, choice, due }, wording, { topics: cs.smallTalk.topics, grammar: cs.grammar, vocabulary: cs.vocabulary })
  const opening = begun.lines.map((line) => worded(line, wording).text)
  const exchanges: Exchange[] = []
  for (const utterance of utterances) {
    const correction: Promise<Correction> = Promise.resolve({ corrected: utterance, findings: [], questions: [], suggestion: null, by: 'test' })
    const told: string[] = []
    const nothing = { scene: null, sceneBefore: null, earlier: 0, recollection: nothingRecollected, said: [] } as const
    const given = { ...nothing, language: 'cs', settings, topic: begun.topic, mode: begun.mode, opening, exchanges: [...exchanges], utterance, correction } as const
    for await (const piece of honzik.write(given, { signal: new AbortController().signal })) if (piece.type === 'sentence') told.push(piece.text)
    exchanges.push({ learner: utterance, tutor: told.join(' ') })
  }
  return { opening, turns: exchanges.map(({ tutor }) => tutor.split(/(?<=[.!?…][“”]?)\s+(?=\p{Lu}|„)/u)) }
}

/** The replies of a talk. */
const replies = async (code: string, utterances: readonly string[], asked?: Asked): Promise<string[]> => (await talk(code, utterances, asked)).turns.map((turn) => turn.join(' '))

const codes = ['chit-chat', 'open', 'interview', 'deadline', 'teacher', 'vocabulary'] as const
const lively = ['Dobrý den.', 'Pracuju v restauraci a bydlím v Brně.', 'Nevím.', 'Protože mám rád češtinu.', 'A ty?', 'Nerozumím.', 'Mám dvě děti a psa.', 'Můžeme to udělat v pátek.', 'první', 'Děkuju.']

describe('a talk in a mode', () => {
  it('is there in six modes', () => assert.deepEqual([...cs.modes.keys()].toSorted(), codes.toSorted()))

  for (const code of codes) {
    it(`${code}: begins at every level, to a friend and to a stranger, and asks`, async () => {
      for (const level of levels) for (const [persona, other] of [['honzik', /\b(?:vás|vám|máte|chcete)\b/], ['novakova', /\b(?:tebe|tobě|máš|chceš|Ahoj)\b/]] as const) for (const gender of [null, 'feminine'] as const) for (const choice of [0, 1, 2]) {
        const { opening } = await talk(code, [], { settings: { level, persona, gender }, choice })
        assert.match(opening.at(-1)!, /\?$/)
        assert.doesNotMatch(opening.join(' '), /[{}|]/)
        if (cs.modes.get(code)!.address === undefined) assert.doesNotMatch(opening.join(' '), other, `${level} ${persona}`)
      }
    })

    it(`${code}: goes on for ten turns, repeats nothing, and asks in each`, async () => {
      for (const persona of ['honzik', 'novakova'] as const) for (const level of ['A1', 'B1'] as const) {
        const { opening, turns } = await talk(code, lively, { settings: { persona, level } })
        const told = [...opening, ...turns.flat()].map((sentence) => sentence.toLowerCase())
        assert.deepEqual(told.filter((sentence, at) => told.indexOf(sentence) !== at), [])
        for (const turn of turns) assert.match(turn.at(-1)!, /\?[“”]?$/)
      }
    })

    for (const said of ['nevím', 'A ty?', 'Mám rád pivo a knihu.']) {
      it(`${code}: is never stuck in 25 turns of “${said}”`, async () => {
        const { turns } = await talk(code, Array.from({ length: 25 }, () => said))
        const whole = turns.map((turn) => turn.join(' '))
        assert.equal(new Set(whole).size, whole.length)
        for (const turn of turns) assert.match(turn.at(-1)!, /\?$/)
      })
    }
  }
})

describe('who leads', () => {
  it('is the learner in open: no other topic is brought up', async () => {
    const { turns } = await talk('open', ['Chci mluvit o fotbale.', 'ano', 'ne', 'nevím', 'Hrajeme každou sobotu.', 'jasně'])
    const leads = [...cs.smallTalk.topics.values()].flatMap((topic) => [...topic.leads, ...topic.ask]).map(({ cs: text }) => text.replace(/\{([^|}]*)\|[^}]*\}/g, '$1'))
    for (const sentence of turns.flat()) assert.ok(!leads.includes(sentence), sentence)
    assert.match(turns[0]!.join(' '), /fotbal|fand/i)
  })

  it('is the tutor in chit-chat: a topic comes up by itself, or is the one asked for', async () => {
    const questions = (code: string) => { const topic = cs.smallTalk.topics.get(code)!; return [...topic.leads, ...topic.ask].map(({ cs: text }) => text.replace(/\{([^|}]*)\|[^}]*\}/g, '$1')) }
    const { turns } = await talk('chit-chat', ['nevím', 'ne', 'ano', 'nevím'])
    assert.ok(turns.flat().some((sentence) => [...cs.smallTalk.topics.keys()].some((code) => questions(code).includes(sentence))))
    assert.ok(questions('food').includes((await talk('chit-chat', [], { topic: 'food' })).opening.at(-1)!))
  })
})

describe('a role', () => {
  it('asks in order, follows up, and answers in the role: an interview', async () => {
    const told = await replies('interview', ['Jmenuju se Olena.', 'Pracuju jako kuchařka v restauraci.', 'Vařím oběd každý den pro sto lidí.', 'Protože potřebuju víc peněz na byt.', 'Kolik týdnů je dovolená?'])
    assert.match(told[0]!, /Jakou práci děláte teď\?$/)
    assert.match(told[1]!, /Kolik lidí denně obsloužíte\?$/)
    assert.match(told[2]!, /Proč chcete pracovat právě u nás\?$/)
    assert.match(told[3]!, /Peníze jsou důležité.*kromě peněz/)
    assert.match(told[4]!, /pět týdnů/)
  })

  it('pushes, and yields to reasons: a deadline', async () => {
    const told = await replies('deadline', ['To nestihnu.', 'Mám moc práce na jiném projektu.', 'Odložíme ten druhý projekt.', 'Příští středu.', 'Dobře, v pondělí dostanete polovinu.', 'Ano, jednu část už mám.'])
    assert.match(told[0]!, /klientovi nedám|nakonec to vždycky jde/)
    assert.match(told[1]!, /Moc práce tady má každý.*odložit\?$/)
    assert.match(told[3]!, /Klient bude zuřit.*o dva dny\?$/)
    assert.match(told[5]!, /Část je lepší než nic/)
  })

  it('ends with what was agreed, and chats on', async () => {
    const told = await replies('deadline', [...Array.from({ length: 24 }, (_, at) => `Tohle je moje odpověď číslo ${at}.`), 'Ne, děkuju.'])
    const end = told.findIndex((reply) => reply.includes('takhle to klientovi řeknu'))
    assert.ok(end > 5 && end < 24)
    assert.match(told[end]!, /potřebuješ\?$/)
  })
})

describe('a lesson', () => {
  const slip = (sentence: string) => new RegExp(sentence.replace(/[.?!]/g, '.'))

  it('of a rule explains it, lets choose, and wants a sentence of one’s own', async () => {
    const { opening, turns } = await talk('teacher', ['Kupuju knihu.', 'Mám psa.', 'Mám staršího bratru.', 'Auto'], { topic: 'ctvrty-pad' })
    assert.equal(opening[1], cs.grammar.get('ctvrty-pad')!.rule.cs)
    assert.match(opening[2]!, /„Kupuju (?:knihu|kniha)“/)
    assert.match(turns[0]!.join(' '), slip('„Kupuju knihu.“.*„Kupuju knihu.“.$'))
    assert.ok(cs.modes.get('teacher')!.way === 'rule' && turns[1]!.some((sentence) => /chyby|podepsal|čistá|jde/.test(sentence)))
    assert.match(turns[2]!.join(' '), /(?:správně|Řekne se|pomalu:) „Mám staršího bratra\.“/)
    assert.match(turns[3]!.join(' '), /celou větu|Celá věta|příklad/)
  })

  it('of a rule hears the right form by itself, without diacritics, by its place, and not a form that only looks like it', async () => {
    const right = /^(?:Ano, správně je|Přesně tak:|Tak je to dobře:) /
    const first = async (said: string, topic: string) => (await replies('teacher', [said], { topic }))[0]!
    for (const said of ['knihu', 'kupuju knihu', 'KNIHU!']) assert.match(await first(said, 'ctvrty-pad'), right, said)
    for (const said of ['kniha', 'knihou', 'Knihu nebo kniha', 'ano']) assert.doesNotMatch(await first(said, 'ctvrty-pad'), right, said)
    const { opening } = await talk('teacher', [], { topic: 'ctvrty-pad' })
    const isFirst = opening.at(-1)!.indexOf('knihu') < opening.at(-1)!.indexOf('kniha')
    assert.match(await first(isFirst ? 'To první.' : 'To druhé.', 'ctvrty-pad'), right)
    assert.doesNotMatch(await first(isFirst ? 'To druhé.' : 'To první.', 'ctvrty-pad'), right)
  })

  it('of words begins with those that are due, hears each in any form, and helps where it is missing', async () => {
    const { opening, turns } = await talk('vocabulary', ['Mám dvě kočky.', 'Nevím, jak to říct.'], { due: ['kočka', 'není-takové', 'škola'] })
    assert.match(opening.at(-1)!, /„kočka“/)
    assert.match(turns[0]!.join(' '), /„kočka“.*„škola“/)
    assert.match(turns[1]!.join(' '), /„Škola je blízko\.“.*„škola“/)
  })

  it('of words keeps to the topic and to the level', async () => {
    for (const [level, topic] of [['A1', 'food'], ['B1', 'work']] as const) {
      const { opening } = await talk('vocabulary', [], { topic, settings: { level } })
      const word = /„(.+?)“/.exec(opening.at(-1)!)![1]!
      assert.equal(cs.vocabulary.get(word)?.topic, topic)
      assert.ok(levels.indexOf(cs.vocabulary.get(word)!.level) <= levels.indexOf(level) + 1)
    }
  })
})
