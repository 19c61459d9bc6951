import assert from 'node:assert/strict'
import { before, describe, it } from 'node:test'
import { loadContent } from '../../src/adapters/content.ts'
import { askedFrom } from '../../src/adapters/models/catalog.ts'
import { vendors } from '../../src/adapters/models/vendors.ts'
import { readConfig, toldOf } from '../../src/config.ts'
import { tongues, type Tongue } from '../../src/domain/language.ts'
import { goesWith, personalKinds } from '../../src/domain/personal-data.ts'
import { askedTasks, doorNames, otherRemains, privacyPage, type AskedTask, type PrivacyFacts, type PrivacyPage, type PrivacyTexts } from '../../src/domain/privacy.ts'
import { keptMs, remains } from '../../src/domain/retention.ts'

const contentFolder = new URL('../../content', import.meta.url).pathname
const facts: PrivacyFacts = { ...toldOf(readConfig({})), parties: [], sessionMs: 180 * 86_400_000 }

let texts: PrivacyTexts
before(async () => void (texts = (await loadContent(contentFolder)).in('cs').privacy))

const told = (change: Partial<PrivacyFacts> = {}, tongue: Tongue = 'en'): PrivacyPage => privacyPage({ ...facts, ...change }, texts, tongue)
const rowsOf = (page: PrivacyPage, title: string) => page.sections.find((section) => section.title === title)!.table!.rows
const wordsOf = (page: PrivacyPage): string =>
  [page.title, ...page.says, ...page.sections.flatMap(({ title, says, listed = [], table }) => [title, ...says, ...listed, ...(table?.rows.flat() ?? [])])].join('\n')

describe('the page about privacy', () => {
  it('names whose every vendor is, in which country, at which address, for what', () => {
    for (const [name, { key, url, seat, chat, hearing, voice }] of Object.entries(vendors)) {
      const parties = askedFrom({ vendorKeys: { [key!]: 'k' }, ...(name === 'openai' && { openaiApiKey: 'k' }) }).filter(({ host }) => host === new URL(url).host)
      const rows = rowsOf(told({ parties }), 'Who hears, reads and answers you').filter(([, who]) => who!.includes(seat.company))
      const country = new Intl.DisplayNames(['en'], { type: 'region' }).of(seat.country)!
      assert.ok(rows.every(([, who, where]) => who!.includes(country) && who!.includes(new URL(url).host) && where === 'outside, on the internet'), name)
      // Deepgram speaks other languages only, and is not asked to by itself.
      const does: Readonly<Record<AskedTask, boolean>> = { transcribe: Boolean(hearing), reply: Boolean(chat), correct: Boolean(chat), speak: Boolean(voice) && name !== 'deepgram', summarise: Boolean(chat) }
      assert.deepEqual(rows.map(([what]) => what), askedTasks.filter((task) => does[task]).map((task) => texts.tasks[task].en), name)
    }
  })

  it('says that nothing leaves where nobody outside is asked, and what comes along all the same', () => {
    const alone = told()
    assert.ok(wordsOf(alone).includes(texts.texts.stays.en) && !wordsOf(alone).includes(texts.texts.leaves.en))
    assert.deepEqual(rowsOf(alone, 'Who hears, reads and answers you').map(([, who]) => who), ['browser', 'honzik', 'ear', 'espeak'].map((text) => texts.texts[text as 'browser'].en))
    const parties = askedFrom({ chatUrl: 'http://127.0.0.1:11434/v1', chatModel: 'gemma', sttUrl: 'http://user:hunter2@speaches:8000/v1', openaiApiKey: 'hunter2' })
    const local = told({ parties: parties.filter(({ place }) => place !== 'outside') })
    assert.ok(wordsOf(local).includes(texts.texts.stays.en))
    const places = Object.fromEntries(rowsOf(local, 'Who hears, reads and answers you').map(([, who, where]) => [who, where]))
    assert.deepEqual([places['127.0.0.1:11434'], places['speaches:8000']], ['this machine', "the operator's own network"])
    assert.ok(!wordsOf(told({ parties })).includes('hunter2'))
    assert.ok(wordsOf(told({ parties })).includes(texts.texts.leaves.en), 'a key that has no server of its own goes to its vendor')
  })

  it('does not take another server for the vendor whose name it has', () => {
    const parties = askedFrom({ moreUrls: 'openai=https://gateway.example.org/v1', moreKeys: 'openai=k' })
    assert.ok(parties.length > 0 && parties.every(({ seat, host }) => seat === null && host === 'gateway.example.org'))
  })

  it('tells every kind that is kept of a learner, and every kind that goes by itself, with how long', () => {
    for (const keepTurnsDays of [null, 40]) {
      const rows = Object.fromEntries(rowsOf(told({ keepTurnsDays }), 'What is kept, and for how long'))
      for (const kind of personalKinds) assert.ok(rows[texts.kinds[kind].en], kind)
      for (const kind of remains) {
        const others = otherRemains.filter((other) => other === kind).map((other) => texts.remains[other].en)
        const [what] = [...others, ...personalKinds.filter((each) => goesWith[each] === kind).map((each) => texts.kinds[each].en)]
        assert.ok(what !== undefined, `${kind} is not told`)
        const ms = keptMs(kind, keepTurnsDays)
        assert.equal(rows[what], ms === null ? 'until you erase it' : ms === 0 ? 'as long as it is valid' : ms === 86_400_000 ? '1 day' : `${ms / 86_400_000} days`, kind)
      }
      assert.deepEqual([rows['The recording of your voice'], rows['Nightly backups of everything'], rows[texts.texts.remembered.en]], ['not kept', '7 days', '1 hour'])
    }
  })

  it('tells of every door whether it is open', () => {
    for (const door of doorNames) {
      const sentence = (open: PrivacyFacts['open']) => told({ open }).sections.flatMap(({ listed = [] }) => listed).find((each) => each.startsWith(texts.doors[door].en))
      assert.deepEqual([sentence([door]), sentence([])], [texts.doors[door].en, `${texts.doors[door].en} Not switched on here.`])
    }
    assert.deepEqual(toldOf(readConfig({ TELEGRAM_BOT_TOKEN: '123456:ABC-DEF_ghi', SMTP_URL: 'smtps://mail' })).open, [...doorNames])
    assert.deepEqual(toldOf(readConfig({})).open, ['page', 'api', 'push'])
  })

  it('says who runs it where that was set, and whether others could read along', () => {
    assert.ok(wordsOf(told({ operatorEmail: 'me@example.org' })).includes('me@example.org'))
    const plain = texts.texts['plain-http'].en
    assert.deepEqual(['http://mluv.example', 'https://mluv.example'].map((PUBLIC_URL) => wordsOf(told(toldOf(readConfig({ PUBLIC_URL })))).includes(plain)), [true, false])
  })

  it('leaves nothing open in any tongue, and speaks each', () => {
    const everybody = Object.values(vendors).flatMap(({ url, seat }) => askedTasks.map((task) => ({ task, place: 'outside' as const, host: new URL(url).host, seat })))
    const pages = tongues.map((tongue) => wordsOf(told({ parties: everybody, operatorEmail: 'me@example.org' }, tongue)))
    for (const page of pages) assert.doesNotMatch(page, /[{}]|undefined|null/)
    assert.equal(new Set(pages).size, tongues.length)
  })
})
