/** Where everything meets. The only file that knows both what is needed and what provides it. */
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { admission } from './account/admission.ts'
import { arrivals } from './account/arrive.ts'
import { doors } from './account/doors.ts'
import { forget, forgetHeld } from './account/forget.ts'
import { firstOperatorToken, sessionMsMax, signIn } from './account/sign-in.ts'
import { unsubscribing } from './account/unsubscribe.ts'
import { ankiPackages } from './adapters/anki/anki.ts'
import { argon2id } from './adapters/argon2.ts'
import { audioWorker } from './adapters/audio/audio.ts'
import { cache } from './adapters/cache/cache.ts'
import { cachedEar } from './adapters/cache/cached-ear.ts'
import { cachedHearing } from './adapters/cache/cached-hearing.ts'
import { cachedStore } from './adapters/cache/cached-store.ts'
import { sharedOverRedis } from './adapters/cache/shared.ts'
import { uncached } from './adapters/cache/uncached.ts'
import { loadContent } from './adapters/content.ts'
import { countedAllowances, type CountedAllowances } from './adapters/counted-allowances.ts'
import { czechEar } from './adapters/czech/ear.ts'
import { askedFrom, providersFrom, type Providers } from './adapters/models/catalog.ts'
import { espeak } from './adapters/models/espeak.ts'
import { offlineHonzik } from './adapters/models/offline-honzik.ts'
import { loadPrompts, type Prompts } from './adapters/models/prompts.ts'
import { channels, pushKeys } from './adapters/notify/channels.ts'
import { smtp } from './adapters/notify/smtp.ts'
import { buildPage } from './adapters/page-build.ts'
import { books } from './adapters/postgres/books.ts'
import { budgetNotices } from './adapters/postgres/budget-notices.ts'
import { listenForChanges, listenForErased, standing } from './adapters/postgres/changes.ts'
import type { Database } from './adapters/postgres/database.ts'
import { postgresQueue, type PostgresQueue } from './adapters/postgres/jobs.ts'
import { inbox } from './adapters/postgres/inbox.ts'
import { outbox, send } from './adapters/postgres/outbox.ts'
import { reach } from './adapters/postgres/reach.ts'
import { recollections } from './adapters/postgres/recollections.ts'
import { rounds } from './adapters/postgres/rounds.ts'
import { allowances } from './adapters/postgres/spending.ts'
import { postgresStore } from './adapters/postgres/store.ts'
import type { Tables } from './adapters/postgres/tables.ts'
import { upkeep } from './adapters/postgres/upkeep.ts'
import { vitals } from './adapters/postgres/vitals.ts'
import { watchProcess, type Watched } from './adapters/process.ts'
import { realClock } from './adapters/real-clock.ts'
import { webauthn } from './adapters/webauthn.ts'
import { zip } from './adapters/zip.ts'
import { closeEach, eachEnded, type Closing } from './closing.ts'
import { modelsOf, ratesOf, sourceUrlOf, spendingOf, toldOf, type Config, type Repository } from './config.ts'
import { lifetimesWith, unshared } from './domain/artefact.ts'
import type { SignUp } from './domain/credential.ts'
import { Failure } from './domain/failure.ts'
import { idleIn } from './domain/rate.ts'
import { tasks } from './domain/task.ts'
import { httpServer } from './entry/http/server.ts'
import { webhookPath } from './entry/http/telegram.ts'
import type { Bell, House } from './entry/house.ts'
import { metricsDoor, refuseOpenFigures } from './entry/metrics/door.ts'
import { measures, type Measures, type Sources } from './entry/metrics/measures.ts'
import { seen } from './entry/metrics/seen.ts'
import { standingOf } from './entry/metrics/standing.ts'
import { orWhyNot } from './entry/or-why-not.ts'
import { pace } from './entry/pace.ts'
import type { TelegramDoor } from './entry/telegram/door.ts'
import { timetableWork } from './entry/timetable.ts'
import { logTurn } from './entry/turn-log.ts'
import { startWork } from './entry/worker.ts'
import { lastBackupMs, nightlyBackup, noteErased, openHome } from './installation.ts'
import type { Log } from './log.ts'
import type { Cache } from './ports/cache.ts'
import type { Clock } from './ports/clock.ts'
import type { Content } from './ports/content.ts'
import type { Inbox } from './ports/inbox.ts'
import type { Mailbox } from './ports/mailbox.ts'
import type { ProviderHealth } from './ports/provider-health.ts'
import type { Work } from './ports/queue.ts'
import { bestOf } from './routing/best.ts'
import { freePurses, purses, type OpenPurses } from './routing/purses.ts'
import { crossCheckedEar } from './routing/cross-checked.ts'
import { lanes, ratedEar, ratedHearing, ratedMind, ratedSummariser, ratedVoice, type Lanes } from './routing/rated.ts'
import { route } from './routing/route.ts'
import { spendEar, spendHearing, spendMind, spendSummariser, spendVoice } from './routing/spend.ts'
import { checkAlone } from './tutor/correct.ts'
import { hearAlone } from './tutor/hear.ts'
import { liveTurns } from './tutor/live-turns.ts'
import { open } from './tutor/open.ts'
import { pronounce } from './tutor/pronounce.ts'
import { summarise, type Summarising } from './tutor/summarise.ts'
import { takeTurn } from './tutor/turn.ts'
import type { Tutor } from './tutor/tutor.ts'

const projectFolder = resolve(import.meta.dirname, '../..')
const contentFolder = join(projectFolder, 'server/content')
const webFolder = join(projectFolder, 'web')
const { version, repository } = JSON.parse(readFileSync(join(projectFolder, 'package.json'), 'utf8')) as { version: string; repository?: Repository }

/** Turns and jobs that run may each end for so long when the process is asked to stop. */
const graceMs = 10_000

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
  /** Lets running turns and jobs end, then closes everything. */
  close(): Promise<void>
}

/** `lost` is called when the embedded database is gone and cannot be started again, or is held by another: nothing can be kept any more. */
export async function compose(config: Config, { log, say = () => {}, clock = realClock(), adapt = (tutor) => tutor, warm = everySlow }: Surroundings, lost: () => void = () => {}): Promise<Mluv> {
  const closing: Closing = []
  const leaving = new AbortController()
  const closeAll = async () => {
    leaving.abort()
    await closeEach(closing, log)
  }
  try {
    const machine = watched(config, clock, closing)
    const audio = audioWorker({ clock })
    const voice = espeak({ clock })
    const ear = czechEar({ contentFolder: join(config.MLUV_CONTENT ?? contentFolder, 'cs'), clock })
    const slow = { audio, voice, ear } as const satisfies Readonly<Record<Slow, object>>
    const deckFile = ankiPackages({ clock })
    closing.push(audio.close, voice.close, ear.close, deckFile.close)
    const [database, content, prompts] = await eachEnded([
      openHome(config, say, lost, closing),
      loadContent(config.MLUV_CONTENT ?? contentFolder),
      loadPrompts(contentFolder),
      buildPage(webFolder, say),
      Promise.all(warm.map((part) => slow[part].warm())).catch((error: unknown) => leaving.signal.aborted || log.error('warming-failed', error)),
    ])
    const providers = await providersFrom(modelsOf(config), { prompts, content, clock })
    const shape = [version, content.in('cs').levelExamples, Object.values(providers).map((those) => those.map(({ name, facts }) => [name, facts?.model]))]
    const remembered = await openCache(config, database, clock, shape, closing)
    const queue = postgresQueue(database, { clock, tasks })
    await queue.open()
    closing.push(() => queue.stop(graceMs))
    const askFor = providers.summarisers.length > 0 ? queue.enqueueIn : null
    const store = cachedStore(postgresStore(database, (change) => remembered.changed(change, 'here'), askFor, (tx, sendings, nowMs) => send(tx, clock, queue.enqueueIn, sendings, nowMs)), remembered)
    const owner = clock.newId()
    if (config.DATABASE_URL === null) await store.turns.releaseLeases(owner, clock.now())

    for (const name of idleIn(ratesOf(config), Object.values(providers).flat().flatMap(({ facts }) => facts ?? []))) say(`MLUV_VENDOR_RATES names ${name}, who is not asked for anything here.`)
    const ways = lanes(ratesOf(config), clock)
    const paid = remembering(paidFor(providers, ways), remembered, prompts('cs'))
    const { fares, tried, summariser, ...parts } = route(
      { ...paid, minds: [...paid.minds, offlineHonzik({ content })], voices: [...paid.voices, voice], ears: [...paid.ears.map((each) => crossCheckedEar(each, ear, log)), ear] },
      { clock, log, adaptive: config.ADAPTIVE_MODELS === 'true' },
    )
    const booked = countedAllowances(allowances(database, budgetNotices(clock, queue.enqueueIn)))
    const spending = [paid.hearings, paid.minds, paid.voices, paid.ears].flat().some(({ facts }) => facts) ? openPurses(config, booked, clock, log, owner) : freePurses
    closing.push(() => spending.close())
    const tutor = adapt({ language: 'cs', ...parts, purses: spending, audio, content, store, clock, owner })
    const told = measuresOf(config, { database, queue, clock, machine, booked, fares, tried, places: ways.waiting })
    const bell = bellOf(config, database, store, clock)
    const house = houseOf(config, tutor, { store, queue, cache: remembered, deckFile, fares, books: books(database), bell, formsOf: ear.formsOf, leaving: leaving.signal }, log, told)
    await listenForErased(database, (learnerId) => void forgetHeld(house, learnerId))
    const operatorToken = config.MLUV_OPERATOR_TOKEN === null ? await firstOperatorToken({ sessions: store.sessions, clock }) : null
    const telegram = await telegramFor(config, house, inbox(database), owner)
    const app = await httpServer(house, telegram)
    const figures = metricsDoor(figuresSet(config), { version, measures: house.measures, log })
    closing.push(() => figures.close(), () => app.close(), () => house.turns.close(graceMs), async () => telegram?.close(graceMs), () => house.doors.close(graceMs), () => stay(config, clock))
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
export async function composeWork(config: Config, { log, say = () => {}, clock = realClock() }: Surroundings): Promise<Worker> {
  if (config.DATABASE_URL === null) throw new Failure('invalid', 'Workers of their own need a database that they share with those who serve: set DATABASE_URL. Without one, "npm start" does their work too.')
  const closing: Closing = []
  try {
    const machine = watched(config, clock, closing)
    const [database, content, prompts] = await eachEnded([openHome(config, say, () => {}, closing), loadContent(config.MLUV_CONTENT ?? contentFolder), loadPrompts(contentFolder)])
    const ways = lanes(ratesOf(config), clock)
    const { summarisers } = paidFor(await providersFrom(modelsOf(config), { prompts, content, clock }), ways)
    const queue = postgresQueue(database, { clock, tasks })
    await queue.open()
    closing.push(() => queue.stop(graceMs))
    const { summariser, fares, tried } = route({ hearings: [], minds: [], voices: [], ears: [], summarisers }, { clock, log, adaptive: config.ADAPTIVE_MODELS === 'true' })
    const booked = countedAllowances(allowances(database, budgetNotices(clock, queue.enqueueIn)))
    const spending = openPurses(config, booked, clock, log, clock.newId())
    closing.push(() => spending.close())
    const work = behindTheScenes(config, { database, queue, store: postgresStore(database), content, clock, log }, summariser && { summariser, purses: spending })
    const figures = metricsDoor(figuresSet(config), { version, measures: measuresOf(config, { database, queue, clock, machine, booked, fares, tried, places: ways.waiting })(null), log })
    closing.push(() => figures.close())
    return {
      async work() {
        const address = await figures.open()
        await startWork(queue, work, log)
        return address
      },
      close: () => closeEach(closing, log),
    }
  } catch (error) {
    await closeEach(closing, log)
    throw error
  }
}

type Backstage = { readonly database: Database<Tables>; readonly queue: PostgresQueue<Tables>; readonly store: House['store']; readonly content: Content; readonly clock: Clock; readonly log: Log }

/** Who does which task. `memory` is null where there is no model: then nobody asks for summaries, and those that others ask for are left to others. */
function behindTheScenes(config: Config, { database, queue, store, content, clock, log }: Backstage, memory: Pick<Summarising, 'summariser' | 'purses'> | null): Work {
  const { reach: known, unsubscribing: { tokenFor } } = bellOf(config, database, store, clock)
  const timetable = timetableWork({
    rounds: rounds(database, clock, queue.enqueueIn),
    outbox: outbox(database, clock, queue.enqueueIn, config.OPERATOR_EMAIL),
    upkeep: upkeep(database),
    leaderboard: store.leaderboard,
    channels: channels(config, { content, log, clock, reach: known, mailbox: mailboxOf(config), unsubscribeToken: tokenFor }),
    content, language: 'cs',
    keepTurnsDays: config.KEEP_TURNS_DAYS === null ? null : Number(config.KEEP_TURNS_DAYS),
    queue, clock,
  })
  // A server has backups of its own.
  const parts = memory && { ...memory, language: 'cs' as const, recollections: recollections(database), clock }
  const summaries: Work = parts === null ? {} : { summarise: (talk, { signal }) => summarise(parts, talk, signal) }
  return { ...timetable, ...summaries, 'back-up': async () => void (config.DATABASE_URL === null && (await nightlyBackup(config, clock)(database))) }
}

function bellOf({ TELEGRAM_BOT_TOKEN, SMTP_URL }: Config, database: Database<Tables>, { learners }: House['store'], clock: Clock): Bell {
  const known = reach(database)
  return {
    reach: known, unsubscribing: unsubscribing({ reach: known, learners, clock }), offers: { telegram: TELEGRAM_BOT_TOKEN !== null, push: true, mail: SMTP_URL !== null },
    pushKey: async () => (await pushKeys(known, clock)).publicKey,
  }
}

/** Null where there is no bot. What it is made with is loaded where there is one. */
async function telegramFor(config: Config, house: House, kept: Inbox, holder: string): Promise<TelegramDoor | null> {
  const { TELEGRAM_BOT_TOKEN: token, TELEGRAM_API_URL: apiRoot, TELEGRAM_UPDATES: how, PUBLIC_URL: publicUrl, DATABASE_URL: server } = config
  if (token === null) return null
  const isBrought = how === 'webhook' || (how === 'auto' && publicUrl !== null && publicUrl.startsWith('https:'))
  if (isBrought && publicUrl === null) throw new Failure('invalid', 'TELEGRAM_UPDATES=webhook needs PUBLIC_URL: Telegram has to know where to bring them.')
  const arrival = isBrought ? { how: 'webhook' as const, url: new URL(webhookPath, publicUrl!).href } : { how: 'polling' as const }
  const { telegramDoor } = await import('./entry/telegram/door.ts')
  return telegramDoor(house, { token, apiRoot: apiRoot!.replace(/\/+$/, ''), arrival, inbox: kept, holder, alone: server === null })
}

/** Null where no mail server was set. */
const mailboxOf = ({ SMTP_URL: url, MAIL_FROM: from }: Config): Mailbox | null => (url === null ? null : smtp({ url, from: from! }))

/** Whoever shares out the learners sees meanwhile that this process is leaving. */
const stay = async ({ LEAVE_SECONDS: seconds }: Config, clock: Clock): Promise<void> => void (seconds !== '0' && (await clock.sleep(Number(seconds) * 1000)))

function houseOf(config: Config, tutor: Tutor, kept: Pick<House, 'store' | 'queue' | 'cache' | 'deckFile' | 'fares' | 'books' | 'bell' | 'formsOf' | 'leaving'>, log: Log, told: Tell): House {
  const { clock } = tutor
  const counted = seen()
  const turns = liveTurns({
    clock,
    take: (utterance, signals, heardMs) => takeTurn(tutor, utterance, signals, heardMs),
    onEvent: (event, turn) => {
      logTurn(log, event, turn.turnId)
      counted.turn(event)
    },
  })
  const accounts = signIn({
    sessions: kept.store.sessions, clock, operatorToken: config.MLUV_OPERATOR_TOKEN,
    admission: admission({ signUp: config.SIGNUP as SignUp, invitations: kept.store.doors.invitations, identities: kept.store.identities, clock }),
  })
  const arrive = arrivals({ identities: kept.store.identities, sessions: kept.store.sessions, signIn: accounts, clock })
  return {
    language: tutor.language,
    ...kept,
    turns, log, clock, version,
    seen: counted,
    measures: told(async () => ({ ...counted.read(), running: turns.running(), cache: kept.cache.counts(), shared: await kept.cache.shared() })),
    metricsToken: config.METRICS_TOKEN,
    budget: spendingOf(config).budget,
    content: tutor.content,
    archive: zip(),
    audio: tutor.audio,
    signIn: accounts,
    arrive,
    doors: doors({
      store: kept.store, arrive, content: tutor.content, clock, hash: argon2id(clock), passkeys: webauthn(), mailbox: mailboxOf(config),
      telegramToken: config.TELEGRAM_BOT_TOKEN, publicUrl: config.PUBLIC_URL,
      report: (error) => log.error('letter-not-sent', error),
    }),
    check: (learnerId, listening, signal) => checkAlone(tutor, learnerId, listening, signal),
    hear: (learnerId, recording, signal) => hearAlone(tutor, learnerId, recording, signal),
    forget: (learnerId) => forget({ ...kept.store, turns, cache: kept.cache, clock, noteErased: () => noteErased(config, kept.store.personalData) }, learnerId),
    pronounce: (learner, text) => pronounce(tutor, learner, text),
    open: (learner, asked) => open({ ...tutor, cards: kept.store.cards }, learner, asked),
    abilities: { hears: tutor.hearing !== null, speaks: tutor.voice !== null, voice: tutor.voice?.name ?? null, tutor: tutor.mind.name },
    pace: pace({ limit: Number(config.RATE_LIMIT_PER_MINUTE), windowMs: 60_000, clock, sentence: 'That was a lot at once. Take a breath, and go on in a moment.' }),
    guestPace: pace({ limit: Number(config.GUESTS_PER_HOUR), windowMs: 3_600_000, clock, sentence: 'Too many tries from here. Try again later.' }),
    signUp: config.SIGNUP as SignUp,
    publicUrl: config.PUBLIC_URL,
    sourceUrl: sourceUrlOf(config, repository),
    privacy: { ...toldOf(config), parties: askedFrom(modelsOf(config)), sessionMs: sessionMsMax },
    trustProxy: config.TRUST_PROXY === 'true',
    pageFolder: join(webFolder, 'dist'),
  }
}

/** What they heard and corrected is not asked for again. */
const remembering = (paid: ReturnType<typeof paidFor>, remembered: Cache, { check, transcription }: Prompts) => ({
  ...paid,
  hearings: paid.hearings.map((each) => cachedHearing(each, remembered, JSON.stringify([version, transcription]))),
  ears: paid.ears.map((each) => cachedEar(each, remembered, JSON.stringify([version, check]))),
})

/** Each has a place among what its vendor takes, and asks a purse, before it is asked itself. */
const paidFor = ({ minds, ears, hearings, voices, summarisers }: Providers, ways: Lanes): Omit<Providers, 'embeddings'> => ({
  minds: minds.map((each) => ratedMind(spendMind(each, bestOf(minds)), ways)),
  ears: ears.map((each) => ratedEar(spendEar(each, bestOf(ears)), ways)),
  hearings: hearings.map((each) => ratedHearing(spendHearing(each), ways)),
  voices: voices.map((each) => ratedVoice(spendVoice(each), ways)),
  summarisers: summarisers.map((each) => ratedSummariser(spendSummariser(each), ways)),
})

const figuresSet = ({ METRICS_PORT: port, METRICS_HOST: host, METRICS_TOKEN: token }: Config) => ({ port, host, token })

function watched(config: Config, clock: Clock, closing: Closing): Watched {
  refuseOpenFigures(figuresSet(config))
  const machine = watchProcess(config.MLUV_DATA ?? './data', clock)
  closing.push(machine.close)
  return machine
}

const openPurses = (config: Config, booked: CountedAllowances, clock: Clock, log: Log, holder: string): OpenPurses =>
  purses({ allowances: booked, ...spendingOf(config), clock, holder, report: (error) => log.error('spending-not-kept', error) })

type Observed = Pick<Backstage, 'database' | 'queue' | 'clock'> & ProviderHealth & { readonly machine: Watched; readonly booked: CountedAllowances; readonly places: () => ReadonlyMap<string, number> }

/** What a process tells of itself and of its installation, and of whom it serves. */
type Tell = (serving: Sources['serving']) => Measures

function measuresOf(config: Config, { database, queue, clock, machine, booked, fares, tried, places }: Observed): Tell {
  const ofProcess = async () => ({
    version, process: await machine.vitals(), database: database.vitals(), runs: queue.vitals(), spent: booked.spent(), fares: fares(), tried: tried(), places: places(),
  })
  const standing = standingOf({
    vitals: vitals(database), books: books(database), reach: reach(database), budget: spendingOf(config).budget, clock,
    backsUp: config.DATABASE_URL === null, lastBackupMs: () => lastBackupMs(config),
  })
  return (serving) => measures({ process: ofProcess, installation: standing, serving })
}

/** `shape`: what else than the database shapes an answer; processes that differ in it share nothing. */
async function openCache(config: Config, database: Database<Tables>, clock: Clock, shape: unknown, closing: Closing): Promise<Cache> {
  if (config.CACHE_ENABLED === 'false') return uncached()
  const { lineage } = await standing(database)
  const lifetimes = lifetimesWith(config.CACHE_LIFETIMES ?? '')!
  const prefix = `mluv:${createHash('sha256').update(JSON.stringify([lineage, shape])).digest('base64url').slice(0, 16)}`
  const remembered = cache({
    clock,
    bytesMax: Number(config.CACHE_MEMORY_MB) * 1024 * 1024,
    lifetimes: config.REDIS_URL === null ? unshared(lifetimes) : lifetimes,
    graceMs: Number(config.CACHE_GRACE_SECONDS) * 1000,
    shared: config.REDIS_URL === null ? null : sharedOverRedis(config.REDIS_URL, prefix),
  })
  closing.push(() => remembered.close())
  await listenForChanges(database, remembered)
  return remembered
}
