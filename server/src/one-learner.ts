/** What is done with the things of one learner on the command line. */
import { join } from 'node:path'
import { exported } from './account/export.ts'
import { forget } from './account/forget.ts'
import { forgetShared } from './adapters/cache/shared.ts'
import { sharedTraces } from './adapters/cache/traces.ts'
import { loadContent } from './adapters/content.ts'
import { erasedLine, listedIn } from './adapters/erased-list.ts'
import { postgresStore } from './adapters/postgres/store.ts'
import { tracesIn } from './adapters/postgres/traces.ts'
import { realClock } from './adapters/real-clock.ts'
import type { Config } from './config.ts'
import { shownToOthers } from './domain/artefact.ts'
import { Failure } from './domain/failure.ts'
import { isId, type LearnerId } from './domain/identity.ts'
import { backupsMax } from './domain/retention.ts'
import { noteErased, wherever } from './installation.ts'
import type { Clock } from './ports/clock.ts'

const contentFolder = join(import.meta.dirname, '../content')

/** Erases one learner, whether somebody is being served or not. */
export async function forgetLearner(config: Config, learnerId: string, say: (sentence: string) => void, clock: Clock = realClock()): Promise<void> {
  const named = learnerIdIn(learnerId)
  const cache = { forget: async (of: LearnerId) => void (config.REDIS_URL !== null && (await forgetShared(config.REDIS_URL, of, shownToOthers))) }
  const isForgotten = await wherever(config, (database) => {
    const { personalData, leaderboard } = postgresStore(database)
    // Turns that run end where they run: every process hears of it.
    return forget({ personalData, leaderboard, clock, cache, turns: { forget: async () => {} }, noteErased: () => noteErased(config, personalData) }, named)
  })
  if (!isForgotten) throw unknownLearner()
  say(config.DATABASE_URL === null
    ? `Erased. Backups of every night still hold them for ${backupsMax} days at most; a backup that is restored does not bring them back.`
    : 'Erased. Backups of that server are yours to look after; `npm start -- erased` tells whom they must not bring back, and `npm start -- forget-listed` erases them again.')
}

/** Writes everything that is kept of one learner. */
export async function exportLearner(config: Config, learnerId: string, write: (piece: string) => void, clock: Clock = realClock()): Promise<void> {
  const named = learnerIdIn(learnerId)
  const { privacy } = (await loadContent(config.MLUV_CONTENT ?? contentFolder)).in('cs')
  let isThere = false
  await wherever(config, async (database) => {
    for await (const piece of exported({ personalData: postgresStore(database).personalData, clock, told: privacy.kinds }, named)) {
      isThere = true
      write(piece)
    }
  })
  if (!isThere) throw unknownLearner()
}

/** Whom no backup may bring back, as the file beside backups has it. */
export async function tellErased(config: Config, say: (sentence: string) => void): Promise<void> {
  for (const line of await wherever(config, (database) => postgresStore(database).personalData.erased())) say(erasedLine(line))
}

/** Erases again those whom a list names, as `erased` writes it: a backup has brought them back. */
export async function forgetListed(config: Config, path: string, say: (sentence: string) => void, clock: Clock = realClock()): Promise<void> {
  const listed = await listedIn(path)
  if (listed === null) throw new Failure('not-found', `There is no file ${path}.`)
  if (listed.length === 0) throw new Failure('invalid', `${path} names nobody. A line of it is a moment and 64 figures, as "npm start -- erased" writes them.`)
  const again = await wherever(config, async (database) => {
    const { personalData, leaderboard } = postgresStore(database)
    const count = await personalData.eraseAgain(listed.map(({ hash }) => hash), clock.now())
    await noteErased(config, personalData)
    if (count > 0) await leaderboard.refresh()
    return count
  })
  say(`Of ${listed.length} who were erased ${again} were back. They are erased again.`)
}

/** Looks for any trace of a word, such as a learner's id, in everything that is kept and shared. Fails where there is one. */
export async function tellTraces(config: Config, word: string, say: (sentence: string) => void): Promise<void> {
  const kept = await wherever(config, (database) => tracesIn(database, [word]))
  const shared = config.REDIS_URL === null ? [] : await sharedTraces(config.REDIS_URL, [word])
  for (const { place } of [...kept, ...shared]) say(place)
  if (kept.length + shared.length > 0) throw new Failure('conflict', 'There are traces of it.')
  say('There is no trace of it in the database, nor in what processes share.')
}

const unknownLearner = (): Failure => new Failure('not-found', 'There is no such learner.')

function learnerIdIn(text: string): LearnerId {
  if (!isId(text)) throw new Failure('invalid', 'A learner is named by their id, as in 01890a5d-ac96-774b-bcce-b302099a8057.')
  return text as LearnerId
}
