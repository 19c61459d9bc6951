/** A turn whose process dies at one of its awaits, on either home, and what must be so afterwards. */
import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { sql } from 'kysely'
import type { Turn } from '../../src/domain/conversation.ts'
import type { LearnerId } from '../../src/domain/identity.ts'
import type { Home } from '../postgres.ts'
import { assertLedger, ledgerOf, openStage, take, type Stage } from '../tutor/stage.ts'
import { crashParts, crashSentences, crashTranscript, crashUtterance } from './crash-turn.ts'

/** Processes at once: there are as many awaits to die at. */
const processesMax = 3

type Death = { readonly killed: boolean; readonly reached: readonly string[]; readonly heard: string | null; readonly remembered: Turn | null; readonly errors: string }

export type Crashes = {
  /** What a turn that nobody kills comes by, in order. */
  whole(): Promise<readonly string[]>
  /** Dies at each of these awaits, counted from 1, and goes on after each; tells what it died at. */
  dieAt(awaits: readonly number[]): Promise<readonly string[]>
  close(): Promise<void>
}

export async function crashesOn(home: Home): Promise<Crashes> {
  const stage = await openStage(home)
  /** What the first process compiled, for those after it: half of their lives. */
  const cacheFolder = mkdtempSync(join(tmpdir(), 'mluv-crash-'))
  let trials = 0

  /** A turn in a process of its own, which ends at its `last`-th await. */
  async function die(learnerId: LearnerId, key: string, last: number): Promise<Death> {
    const program = fileURLToPath(new URL('./crash-process.ts', import.meta.url))
    const { promise, resolve } = Promise.withResolvers<Death>()
    const asked = [JSON.stringify(stage.database.connection), learnerId, key, String(last)]
    const child = execFile(process.execPath, [program, ...asked], { timeout: 60_000, env: { ...process.env, NODE_COMPILE_CACHE: cacheFolder } }, (_error, output, errors) => {
      const lines = output.split('\n')
      const told = (word: string) => lines.findLast((line) => line.startsWith(`${word} `))?.slice(word.length + 1) ?? null
      const remembered = told('remembered')
      resolve({ killed: child.signalCode === 'SIGKILL', reached: lines.filter((line) => line.startsWith('reached ')), heard: told('heard'), remembered: remembered === null ? null : JSON.parse(remembered) as Turn, errors })
    })
    return promise
  }

  async function assertSurvives(last: number): Promise<string> {
    const learnerId = await stage.newLearner()
    const key = `crash ${(trials += 1)}`
    const death = await die(learnerId, key, last)
    assert.ok(death.killed, `await no. ${last} was never reached: ${death.errors}`)
    const before = await ledgerOf(stage, learnerId)
    assertLedger(before)
    if (death.heard !== null) assert.equal(before.turns, 1, 'what was heard is kept')

    await stage.store.turns.releaseLeases('the next process', stage.clock.now())
    const tutor = stage.tutor({ ...crashParts(key), owner: 'the next process' })
    const { turn, error } = await take(stage, tutor, crashUtterance(learnerId, key))
    assert.equal(error, null)
    assert.equal(turn?.transcript, crashTranscript)
    if (death.heard !== null) assert.equal(turn?.turnId, death.heard)
    if (death.remembered !== null) assert.deepEqual(turn, death.remembered)
    assert.deepEqual(turn?.reply?.sentences.map(({ text, sound }) => [text, sound !== null]), crashSentences(key).map((text) => [text, true]))
    assert.equal(turn?.corrections?.mistakes.length, 1)
    const after = await ledgerOf(stage, learnerId)
    assertLedger(after)
    assert.deepEqual([after.turns, after.finished, after.turnStars], [1, 1, 1])
    assert.deepEqual(await rowsOf(stage, learnerId), { mistakes: 1, words: 2, conversations: 1 })
    return death.reached.at(-1)!.split(' ').slice(2).join(' ')
  }

  return {
    async whole() {
      const whole = await die(await stage.newLearner(), 'whole', 0)
      assert.ok(whole.remembered, `${whole.errors} ${whole.reached.join()}`)
      return whole.reached
    },
    async dieAt(awaits) {
      const waiting = [...awaits]
      const died: string[] = []
      await Promise.all(Array.from({ length: processesMax }, async () => {
        for (let last = waiting.shift(); last !== undefined; last = waiting.shift()) died.push(await assertSurvives(last))
      }))
      return died
    },
    async close() {
      await stage.close()
      rmSync(cacheFolder, { recursive: true, force: true })
    },
  }
}

/** What a turn that ran twice could have doubled. */
async function rowsOf(stage: Stage, learnerId: LearnerId): Promise<unknown> {
  const { rows } = await sql`
    select (select count(*)::int from mistakes where learner_id = ${learnerId}::uuid) as mistakes, (select count(*)::int from words where learner_id = ${learnerId}::uuid) as words,
      (select count(*)::int from conversations where learner_id = ${learnerId}::uuid) as conversations`.execute(stage.database.database.kysely)
  return { ...(rows[0] as object) }
}
