/** Where everything meets, with `composed/`: nothing else knows both what is needed and what provides it. */
import { join } from 'node:path'
import { forgetHeld } from './account/forget.ts'
import { firstOperatorToken } from './account/sign-in.ts'
import { ankiPackages } from './adapters/anki/anki.ts'
import { audioWorker } from './adapters/audio/audio.ts'
import { cachedStore } from './adapters/cache/cached-store.ts'
import { loadContent } from './adapters/content.ts'
import { countedAllowances } from './adapters/counted-allowances.ts'
import { czechEar } from './adapters/czech/ear.ts'
import { providersFrom } from './adapters/models/catalog.ts'
import { espeak } from './adapters/models/espeak.ts'
import { offlineHonzik } from './adapters/models/offline-honzik.ts'
import { loadPrompts } from './adapters/models/prompts.ts'
import { buildPage } from './adapters/page-build.ts'
import { books } from './adapters/postgres/books.ts'
import { budgetNotices } from './adapters/postgres/budget-notices.ts'
import { listenForErased } from './adapters/postgres/changes.ts'
import { inbox } from './adapters/postgres/inbox.ts'
import { postgresQueue } from './adapters/postgres/jobs.ts'
import { send } from './adapters/postgres/outbox.ts'
import { presence } from './adapters/postgres/presence.ts'
import { allowances } from './adapters/postgres/spending.ts'
import { postgresStore } from './adapters/postgres/store.ts'
import { realClock } from './adapters/real-clock.ts'
import { closeEach, eachEnded, grace, type Closing } from './closing.ts'
import { behindTheScenes, type Backstage } from './composed/backstage.ts'
import { bellOf } from './composed/bell.ts'
import { openCache } from './composed/cache.ts'
import { operatedBy } from './composed/controls.ts'
import type { Trial } from './composed/trying.ts'
import { openFlags } from './composed/flags.ts'
import { telling, tellOf } from './composed/figures.ts'
import { houseOf } from './composed/house.ts'
import { contentFolder, version, webFolder } from './composed/places.ts'
import { openPurses, paidFor, remembering, withFree } from './composed/providers.ts'
import { telegramFor } from './composed/telegram.ts'
import { watching } from './composed/watching.ts'
import { modelsOf, ratesOf, type Config } from './config.ts'
import { Failure } from './domain/failure.ts'
import { idleIn } from './domain/rate.ts'
import { tasks } from './domain/task.ts'
import { crowd } from './entry/crowd.ts'
import type { House } from './entry/house.ts'
import { httpServer } from './entry/http/server.ts'
import { orWhyNot } from './entry/or-why-not.ts'
import { staged } from './entry/turn-trace.ts'
import { startWork } from './entry/worker.ts'
import { openHome } from './installation.ts'
import type { Log } from './log.ts'
import type { Clock } from './ports/clock.ts'
import { freePurses } from './routing/purses.ts'
import { lanes } from './routing/rated.ts'
import { route } from './routing/route.ts'
import { traced } from './routing/traced.ts'
import type { Tutor } from './tutor/tutor.ts'

/** What takes long to load: a thread or processes each, which load when they are first asked at the latest. */
const everySlow = ['audio', 'voice', 'ear'] as const
export type Slow = (typeof everySlow)[number]

/** `warm`: what is loaded before the door opens; everything, so that nobody waits for it. */
export type Surroundings = {
  readonly log: Log
  readonly say?: (sentence: string) => void
  readonly clock?: Clock
  readonly adapt?: (tutor: Tutor) => Tutor
  readonly warm?: readonly Slow[]
}

export type Mluv = {
  readonly house: House
  /** Told once, at the first start of an installation. */
  readonly operatorToken: string | null
  /** Opens the door; resolves with its address. */
  listen(): Promise<string>
  /** Begins to do what is done behind the scenes. */
  work(): Promise<void>
  /** Tries whatever else this installation talks to, once, and asks nobody for what costs something. */
  tried(): Promise<readonly Trial[]>
  /** Lets running turns and jobs end, then closes everything. */
  close(): Promise<void>
}

/** `lost` is called when the embedded database is gone and cannot be started again, or is held by another: nothing can be kept any more. */
export async function compose(config: Config, { log: raw, say = () => {}, clock = realClock(), adapt = (tutor) => tutor, warm = everySlow }: Surroundings, lost: () => void = () => {}): Promise<Mluv> {
  const [closing, graceMs]: [Closing, () => number] = [[], grace(clock)]
  const leaving = new AbortController()
  const closeAll = async () => {
    leaving.abort()
    await closeEach(closing, raw)
  }
  try {
    const here = crowd({ lateMsMax: Number(config.LATE_MS_MAX), clock })
    const { log, trace, told, machine } = await watching(config, raw, clock, closing, here.look)
    const slow = { audio: audioWorker({ clock }), voice: espeak({ clock }), ear: czechEar({ contentFolder: join(config.MLUV_CONTENT ?? contentFolder, 'cs'), clock }) }
    const { audio, voice, ear } = slow
    const deckFile = ankiPackages({ clock })
    closing.push(audio.close, voice.close, ear.close, deckFile.close)
    const [database, content, prompts] = await eachEnded([
      openHome(config, say, lost, closing, trace),
      loadContent(config.MLUV_CONTENT ?? contentFolder),
      loadPrompts(contentFolder),
      buildPage(webFolder, say),
      Promise.all(warm.map((part) => slow[part].warm())).catch((error: unknown) => leaving.signal.aborted || log.error('warming-failed', error)),
    ])
    here.also(database.waitedLatelyMs)
    const providers = traced(await providersFrom(modelsOf(config), { prompts, content, clock }), trace)
    const shape = [version, content.in('cs').levelExamples, Object.values(providers).map((those) => those.map(({ name, facts }) => [name, facts?.model]))]
    const remembered = await openCache(config, database, clock, shape, closing)
    const { budget, isOff, shown } = await operatedBy(config, database, { clock, log, closing })
    const queue = postgresQueue(database, { clock, tasks, trace })
    await queue.open()
    closing.push(() => queue.stop(graceMs()))
    const askFor = providers.summarisers.length > 0 ? queue.enqueueIn : null
    const store = cachedStore(postgresStore(database, (change) => remembered.changed(change, 'here'), askFor, (tx, sendings, nowMs) => send(tx, clock, queue.enqueueIn, sendings, nowMs)), remembered)
    const { flags, variantsOf } = await openFlags(database, clock, log, closing)
    const holder = clock.newId()
    const owner = await ownerOf(config, { database, store, clock }, holder, closing)
    for (const name of idleIn(ratesOf(config), Object.values(providers).flat().flatMap(({ facts }) => facts ?? []))) say(`MLUV_VENDOR_RATES names ${name}, who is not asked for anything here.`)
    const ways = lanes(ratesOf(config), clock)
    const paid = remembering(paidFor(providers, ways), remembered, prompts('cs'))
    const everybody = withFree(paid, { mind: offlineHonzik({ content }), voice, ear }, { log, trace })
    const { fares, tried, summariser, ...parts } = route(everybody, { clock, log, adaptive: config.ADAPTIVE_MODELS === 'true', isOff })
    const booked = countedAllowances(allowances(database, budgetNotices(clock, queue.enqueueIn)))
    const spending = [paid.hearings, paid.minds, paid.voices, paid.ears].flat().some(({ facts }) => facts) ? openPurses(config, budget, booked, clock, log, holder) : freePurses
    closing.push(() => spending.close())
    const tutor = staged(adapt({ language: 'cs', ...parts, purses: spending, audio, content, store, clock, owner, variantsOf }), trace)
    const bell = bellOf(config, database, store, clock)
    const kept = { store, queue, cache: remembered, deckFile, fares, books: books(database), bell, flags, formsOf: ear.formsOf, crowd: here, leaving: leaving.signal, trace, ...shown }
    const house = houseOf(config, tutor, kept, log, tellOf(config, { database, queue, clock, log, machine, told, booked, budget, fares, tried, places: ways.waiting }))
    await listenForErased(database, (learnerId) => void forgetHeld(house, learnerId))
    const operatorToken = config.MLUV_OPERATOR_TOKEN === null ? await firstOperatorToken({ sessions: store.sessions, clock }) : null
    const telegram = await telegramFor(config, house, inbox(database), holder)
    const app = await httpServer(house, telegram)
    const figures = telling(config, house, log)
    closing.push(() => figures.close(), () => app.close(), () => house.turns.close(graceMs()), async () => telegram?.close(graceMs()), () => house.doors.close(graceMs()), () => stay(config, clock))
    return {
      house,
      operatorToken,
      async listen() {
        await figures.open()
        const address = await orWhyNot(app.listen({ port: Number(config.PORT), host: config.HOST ?? '127.0.0.1' }), ['PORT', config.PORT], ['HOST', config.HOST])
        await telegram?.open()
        return address
      },
      work: () => startWork(queue, behindTheScenes(config, { database, queue, store, content, clock, log }, summariser && { summariser, purses: spending }), log),
      tried: async () => (await import('./composed/trying.ts')).tried(config, remembered, clock),
      close: closeAll,
    }
  } catch (error) {
    await closeAll()
    throw error
  }
}

/** `work` resolves with where its figures are read; null where nowhere. */
export type Worker = { work(): Promise<string | null>; close(): Promise<void> }

/** What is done behind the scenes, alone: for a process beside those that serve, on the database they share. */
export async function composeWork(config: Config, { log: raw, say = () => {}, clock = realClock() }: Surroundings): Promise<Worker> {
  if (config.DATABASE_URL === null) throw new Failure('invalid', 'Workers of their own need a database that they share with those who serve: set DATABASE_URL. Without one, "npm start" does their work too.')
  const [closing, graceMs]: [Closing, () => number] = [[], grace(clock)]
  try {
    const { log, trace, told, machine } = await watching(config, raw, clock, closing)
    const [database, content, prompts] = await eachEnded([openHome(config, say, () => {}, closing, trace), loadContent(config.MLUV_CONTENT ?? contentFolder), loadPrompts(contentFolder)])
    const ways = lanes(ratesOf(config), clock)
    const { summarisers } = paidFor(traced(await providersFrom(modelsOf(config), { prompts, content, clock }), trace), ways)
    const { budget, isOff } = await operatedBy(config, database, { clock, log, closing })
    const queue = postgresQueue(database, { clock, tasks, trace })
    await queue.open()
    closing.push(() => queue.stop(graceMs()))
    const { summariser, fares, tried } = route({ hearings: [], minds: [], voices: [], ears: [], summarisers }, { clock, log, adaptive: config.ADAPTIVE_MODELS === 'true', isOff })
    const booked = countedAllowances(allowances(database, budgetNotices(clock, queue.enqueueIn)))
    const spending = openPurses(config, budget, booked, clock, log, clock.newId())
    closing.push(() => spending.close())
    const work = behindTheScenes(config, { database, queue, store: postgresStore(database), content, clock, log }, summariser && { summariser, purses: spending })
    const figures = telling(config, tellOf(config, { database, queue, clock, log, machine, told, booked, budget, fares, tried, places: ways.waiting })(null), log)
    closing.push(() => figures.close())
    return {
      async work() {
        const address = await figures.open()
        await startWork(queue, work, log)
        return address
      },
      close: () => closeEach(closing, raw),
    }
  } catch (error) {
    await closeEach(closing, raw)
    throw error
  }
}

/** What turns that it begins are marked with: where several share a database, the others know by it whether it lives; where it is alone, nobody else lives. */
async function ownerOf(config: Config, { database, store, clock }: Pick<Backstage, 'database' | 'store' | 'clock'>, holder: string, closing: Closing): Promise<string> {
  if (config.DATABASE_URL === null) {
    await store.turns.releaseLeases(holder, clock.now())
    return holder
  }
  const present = await presence(database, holder, clock)
  closing.push(present.close)
  return present.name
}

/** Whoever shares out the learners sees meanwhile that this process is leaving. */
const stay = async ({ LEAVE_SECONDS: seconds }: Config, clock: Clock): Promise<void> => void (seconds !== '0' && (await clock.sleep(Number(seconds) * 1000)))
