import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { DrillList, DrillRound, GrammarList, GrammarView, SlangList } from '@mluv/protocol/drills.ts'
import { assertRefused, openInstallation, type Installation } from '../../journeys/installation.ts'

let mluv: Installation
before(async () => { mluv = await openInstallation({ warm: [] }) })
after(() => mluv.close())

it('drills are listed and played in the learner’s tongue, a round the same for the same seed', async () => {
  const { token } = await mluv.guest({ motherTongue: 'uk' })
  const { items } = (await mluv.call('/drills', { token })).as(DrillList)
  assert.deepEqual(items.map(({ code, kind }) => `${code}: ${kind}`), ['gap: choose', 'spelling: choose', 'mistake: find', 'order: order', 'commas: commas'])
  assert.equal(items[4]!.title, 'Коми')
  for (const { code } of items) {
    const round = async (seed: string) => (await mluv.call(`/drills/${code}?seed=${seed}`, { token })).as(DrillRound)
    const one = await round('one')
    assert.deepEqual(await round('one'), one)
    assert.notDeepEqual((await round('two')).exercises, one.exercises)
    for (const { why } of one.exercises) assert.match(why, /\p{Script=Cyrillic}/u)
  }
  assertRefused(await mluv.call('/drills/nowhere', { token }), 404, 'not-found')
  assertRefused(await mluv.call('/drills/gap'), 401, 'unauthorized')
})

it('rules are listed from the easiest on, and told with their exercises', async () => {
  const { token } = await mluv.guest({ motherTongue: 'ru' })
  const { items } = (await mluv.call('/grammar', { token })).as(GrammarList)
  assert.deepEqual(items.map(({ level }) => level), items.map(({ level }) => level).toSorted())
  for (const { code, title } of items) {
    const rule = (await mluv.call(`/grammar/${code}`, { token })).as(GrammarView)
    assert.equal(rule.title, title)
    assert.match(rule.rule, /\p{Script=Cyrillic}/u)
    for (const { options, right } of rule.exercises) assert.ok(options[right[0]![0]!])
  }
  assertRefused(await mluv.call('/grammar/nowhere', { token }), 404, 'not-found')
})

it('slang has one of the day, which is one of all', async () => {
  const { token } = await mluv.guest({ motherTongue: 'en' })
  const { today, items } = (await mluv.call('/slang', { token })).as(SlangList)
  assert.equal(items.length, 30)
  assert.ok(items.some(({ phrase }) => phrase === today?.phrase))
})
