/** Everything kept, in one PostgreSQL. */
import type { Change } from '../../domain/artefact.ts'
import type { Store } from '../../ports/store.ts'
import { cards } from './cards.ts'
import { conversations } from './conversations.ts'
import { watched } from './changes.ts'
import type { Database } from './database.ts'
import { attempts, devices, signInLinks } from './doors.ts'
import { erasing } from './erasing.ts'
import { exporting } from './exporting.ts'
import { identities, learnerOf } from './identities.ts'
import { invitations } from './invitations.ts'
import { leaderboard } from './leaderboard.ts'
import { learners } from './learners.ts'
import { merging } from './merging.ts'
import { ownSessions } from './own-sessions.ts'
import { passkeys } from './passkeys.ts'
import { passwords } from './passwords.ts'
import { progress } from './progress.ts'
import { proofs } from './proofs.ts'
import { sessions } from './sessions.ts'
import { sounds } from './sounds.ts'
import { named } from './statements.ts'
import type { Tell } from './finish.ts'
import type { EnqueueIn } from './outbox.ts'
import type { Tables } from './tables.ts'
import { turns } from './turns.ts'

/** `told` hears every change that is made through this store, before whoever made it has its answer. `enqueueIn` asks for summaries of talks, `tell` sends what was reached; null where nobody does. */
export function postgresStore(bare: Database<Tables>, told: (change: Change) => void = () => {}, enqueueIn: EnqueueIn | null = null, tell: Tell | null = null): Store {
  const database = watched(bare, told)
  return {
    sessions: named('sessions', { ...sessions(database), ...ownSessions(database), learnerOf: learnerOf(database) }),
    doors: {
      proofs: named('proofs', proofs(database)), links: named('links', signInLinks(database)), attempts: named('attempts', attempts(database)), devices: named('devices', devices(database)),
      passwords: named('passwords', passwords(database)), passkeys: named('passkeys', passkeys(database)), invitations: named('invitations', invitations(database)),
    },
    identities: named('identities', { ...identities(database), ...merging(database) }),
    learners: named('learners', learners(database)),
    progress: named('progress', progress(database)),
    conversations: named('conversations', conversations(database)),
    turns: named('turns', turns(database, enqueueIn, tell)),
    cards: named('cards', cards(database)),
    leaderboard: named('leaderboard', leaderboard(database)),
    sounds: named('sounds', sounds(database)),
    personalData: named('personalData', { ...erasing(database), ...exporting(database) }),
    ping: database.ping,
  }
}
