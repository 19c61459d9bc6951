/** A turn whose process dies at one of its awaits, on either home, and what must be so afterwards. */
import assert from 'node:assert/strict'
import { sql } from 'kysely'
import type { Turn } from '../../src/domain/conversation.ts'
import type { LearnerId } from '../../src/domain/identity.ts'
import type { Home } from '../postgres.ts'
import { assertLedger, ledgerOf, openStage, take, type Stage } from '../tutor/stage.ts'
import { eachOf, live, type Crashes, type Life, type Plant } from './crash.ts'
import { crashParts, crashSentences, crashTranscript, crashUtterance } from './crash-turn.ts'

const plants: readonly Plant[] = [
  { called: 'a turn that is lost', at: 'after turns.finish 1', statement: 'delete from turns where learner_id = $1', noticed: /what was heard is kept/ },
  { called: 'an utterance that is lost', at: 'before turns.finish 1', statement: 'delete from turns where learner_id = $1', noticed: /what was heard is kept/ },
  { called: 'a word that is counted twice', at: 'after turns.finish 1', statement: `insert into words select learner_id, word || ' x', translation, example, turn_id, met_at_ms from words where learner_id = $1 limit 1`, noticed: /rows of the turn/ },
  { called: 'a star that is given twice', at: 'after turns.finish 1', statement: 'update days set stars = stars + 1 where learner_id = $1', noticed: /the days’ stars and the learner’s total differ/ },
  { called: 'a total that is off', at: 'after turns.finish 1', statement: 'update learners set stars_total = stars_total + 1 where learner_id = $1', noticed: /the ledger of stars and the learner’s total differ/ },
]

type Death = { readonly learnerId: LearnerId; readonly key: string; readonly life: Life; readonly heard: unknown; readonly remembered: unknown }

export async function turnCrashes(home: Home): Promise<Crashes> {
  const stage = await openStage(home)
  let trials = 0
  const turnUntil = async (last?: string): Promise<Death> => {
    const [learnerId, key] = [await stage.newLearner(), `crash ${(trials += 1)}`]
    const life = await live(new URL('./crash-turn-process.ts', import.meta.url), [JSON.stringify(stage.database.connection), learnerId, key], last)
    return { learnerId, key, life, heard: life.told('heard'), remembered: life.told('remembered') }
  }
  const whole = await turnUntil()
  assert.ok(whole.remembered, whole.life.said)

  return {
    awaits: whole.life.reached,
    plants,
    async dieAt(awaits, plant) {
      await eachOf(awaits, async (last) => {
        const death = await turnUntil(last)
        assert.ok(death.life.killed, `${last} was never reached: ${death.life.said}`)
        if (plant) await stage.database.database.sql.unsafe(plant.statement, [death.learnerId])
        await assertKept(stage, death)
        await assertFinished(stage, death)
      })
      return awaits
    },
    close: () => stage.close(),
  }
}

/** What was acknowledged is there. */
async function assertKept(stage: Stage, { learnerId, heard }: Death): Promise<void> {
  const ledger = await ledgerOf(stage, learnerId)
  if (heard !== undefined) assert.equal(ledger.turns, 1, 'what was heard is kept')
  assertLedger(ledger)
}

/** Whoever asked asks again, the next process answers, and everything is there once. */
async function assertFinished(stage: Stage, { learnerId, key, heard, remembered }: Death): Promise<void> {
  await stage.store.turns.releaseLeases('the next process', stage.clock.now())
  const tutor = stage.tutor({ ...crashParts(key), owner: 'the next process' })
  const { turn, error } = await take(stage, tutor, crashUtterance(learnerId, key))
  assert.equal(error, null)
  assert.equal(turn?.transcript, crashTranscript)
  if (heard !== undefined) assert.equal(turn?.turnId, heard)
  if (remembered !== undefined) assert.deepEqual(turn, remembered as Turn)
  assert.deepEqual(turn?.reply?.sentences.map(({ text, sound }) => [text, sound !== null]), crashSentences(key).map((text) => [text, true]))
  assert.equal(turn?.corrections?.mistakes.length, 1)
  const after = await ledgerOf(stage, learnerId)
  assertLedger(after)
  assert.deepEqual([after.turns, after.finished, after.turnStars], [1, 1, 1])
  assert.deepEqual(await rowsOf(stage, learnerId), { mistakes: 1, words: 2, conversations: 1 }, 'the rows of the turn are there once')
}

/** What a turn that ran twice could have doubled. */
async function rowsOf(stage: Stage, learnerId: LearnerId): Promise<unknown> {
  const { rows } = await sql`
    select (select count(*)::int from mistakes where learner_id = ${learnerId}::uuid) as mistakes, (select count(*)::int from words where learner_id = ${learnerId}::uuid) as words,
      (select count(*)::int from conversations where learner_id = ${learnerId}::uuid) as conversations`.execute(stage.database.database.kysely)
  return { ...(rows[0] as object) }
}
