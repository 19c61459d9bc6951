/** The whole product without its voice, and a learner who talks with it: every turn is taken as any door takes it. */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compose } from '../../server/src/compose.ts'
import { readConfig } from '../../server/src/config.ts'
import type { ConversationId } from '../../server/src/domain/identity.ts'
import type { LanguageModel } from '../../server/src/ports/language-model.ts'
import type { Answered, SaidSentence } from './judges.ts'
import type { Talk } from './learners.ts'

export type Held = { readonly talk: Talk; readonly opening: readonly SaidSentence[]; readonly turns: readonly Answered[] }

export type Stage = {
  /** Holds a talk with the tutor, or with `mind` in its place. */
  hold(talk: Talk, mind?: LanguageModel): Promise<Held>
  close(): Promise<void>
}

/** Starts the product on an empty database of its own. */
export async function openStage(): Promise<Stage> {
  const scratch = mkdtempSync(join(tmpdir(), 'mluv-talk-'))
  let instead: LanguageModel | undefined
  /** Sentences that are to be said slowly: nothing but the voice is told. */
  const slow = new Set<string>()
  const faults: unknown[] = []
  const log = { info: () => {}, warn: () => {}, error: (_event: string, error: unknown) => void faults.push(error) }
  const mluv = await compose(readConfig({ MLUV_DATA: scratch, RATE_LIMIT_PER_MINUTE: '0' }), {
    log,
    adapt: (tutor) => ({ ...tutor, voice: null, mind: watched(tutor.mind) }),
  })
  const { house } = mluv

  function watched(mind: LanguageModel): LanguageModel {
    return {
      name: mind.name,
      async *write(prompt, options) {
        for await (const piece of (instead ?? mind).write(prompt, options)) {
          if (piece.type === 'sentence' && piece.slow) slow.add(piece.text)
          yield piece
        }
      },
    }
  }

  async function hold(talk: Talk, mind?: LanguageModel): Promise<Held> {
    instead = mind
    const { learnerId } = await house.signIn.guest({ motherTongue: talk.tongue, gender: talk.gender, level: talk.level, levelChosen: true })
    const learner = (await house.store.learners.find(learnerId))!
    const conversationId = house.clock.newId() as ConversationId
    const opened = await house.open(learner, { scenario: talk.scenario, topic: null, mode: null, choice: Number(talk.id.slice(1)) })
    await house.store.conversations.open({ conversationId, learnerId, key: null, bodyHash: talk.id, nowMs: house.clock.now(), ...opened })
    const turns: Answered[] = []
    for (const line of talk.lines) {
      slow.clear()
      const beganMs = performance.now()
      let firstMs = Number.NaN
      const reply: SaidSentence[] = []
      const turn = house.turns.begin({
        learnerId, conversationId, key: house.clock.newId(), bodyHash: createHash('sha256').update(line.say).digest('hex'), said: { text: line.say }, speak: false, acknowledged: false,
      })
      let repliedMs = Number.NaN
      let corrected: string | null = null
      for await (const event of turn.follow(0)) {
        if (event.type === 'failed') throw event.error
        if (event.type === 'corrected') corrected = event.corrections?.corrected ?? null
        if (event.type !== 'said') continue
        repliedMs = performance.now() - beganMs
        if (reply.length === 0) firstMs = repliedMs
        reply.push({ text: event.text, translation: event.translation, slow: slow.has(event.text) })
      }
      turns.push({ line, reply, corrected, firstMs, ms: repliedMs })
    }
    if (faults.length > 0) throw new AggregateError(faults, `The tutor faltered in ${talk.id}.`)
    return { talk, opening: opened.opening.map(({ text, translation }) => ({ text, translation, slow: false })), turns }
  }

  return {
    hold,
    async close() {
      await mluv.close()
      rmSync(scratch, { recursive: true, force: true })
    },
  }
}
