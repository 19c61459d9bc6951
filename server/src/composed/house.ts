/** What every door is given. */
import { join } from 'node:path'
import { admission } from '../account/admission.ts'
import { arrivals } from '../account/arrive.ts'
import { doors } from '../account/doors.ts'
import { forget } from '../account/forget.ts'
import { sessionMsMax, signIn } from '../account/sign-in.ts'
import { argon2id } from '../adapters/argon2.ts'
import { askedFrom } from '../adapters/models/catalog.ts'
import { webauthn } from '../adapters/webauthn.ts'
import { zip } from '../adapters/zip.ts'
import { modelsOf, sourceUrlOf, spendingOf, toldOf, type Config } from '../config.ts'
import type { SignUp } from '../domain/credential.ts'
import type { House } from '../entry/house.ts'
import { seen } from '../entry/metrics/seen.ts'
import { pace } from '../entry/pace.ts'
import { logTurn } from '../entry/turn-log.ts'
import { tracedTurns } from '../entry/turn-trace.ts'
import { noteErased } from '../installation.ts'
import type { Log } from '../log.ts'
import { checkAlone } from '../tutor/correct.ts'
import { hearAlone } from '../tutor/hear.ts'
import { liveTurns } from '../tutor/live-turns.ts'
import { open } from '../tutor/open.ts'
import { pronounce } from '../tutor/pronounce.ts'
import { takeTurn } from '../tutor/turn.ts'
import type { Tutor } from '../tutor/tutor.ts'
import { mailboxOf } from './bell.ts'
import type { Tell } from './figures.ts'
import { repository, version, webFolder } from './places.ts'

type Served = 'store' | 'queue' | 'cache' | 'deckFile' | 'fares' | 'books' | 'bell' | 'flags' | 'formsOf' | 'crowd' | 'leaving' | 'trace'
type Operated = 'budget' | 'controls' | 'live' | 'database' | 'active'

export function houseOf(config: Config, tutor: Tutor, kept: Pick<House, Served | Operated>, log: Log, told: Tell): House {
  const { clock } = tutor
  const counted = seen()
  const turns = liveTurns({
    clock,
    take: tracedTurns((utterance, signals, heardMs) => takeTurn(tutor, utterance, signals, heardMs), kept.trace),
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
    ...told(async () => ({ ...counted.read(), running: turns.running(), crowd: kept.crowd.read(), cache: kept.cache.counts(), shared: await kept.cache.shared() })),
    settingsBudget: spendingOf(config).budget,
    metricsToken: config.METRICS_TOKEN,
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
