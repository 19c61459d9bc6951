/**
 * As whom PostgreSQL runs: it refuses to be root, and also a user that has no name.
 *
 * An ordinary user runs it as himself. Root runs it as `nobody` (or as whoever owns the data already); where that user may not
 * even enter, as in root's own 0700 home, inside a user namespace in which root merely has another number.
 */
import { spawnSync } from 'node:child_process'
import { chownSync, lstatSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { Failure } from '../../domain/failure.ts'

export type Account = {
  /** What owns the files of PostgreSQL, where that is not whoever makes them. */
  readonly owner?: { readonly uid: number; readonly gid: number }
  /** The command that runs `program` as this account. */
  command(program: string, parameters: readonly string[]): { file: string; parameters: string[]; as: { uid?: number; gid?: number } }
}

type User = { readonly name: string; readonly uid: number; readonly gid: number }

/** Its own environment and nothing of ours: PG… variables would change what it does, and keys are none of its business. */
export const environment = { PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin', LC_ALL: 'C', TZ: 'UTC' }

const namespaceTrialMsMax = 5_000

export function chooseAccount(folder: string, programs: readonly string[]): Account {
  if (process.getuid?.() !== 0) return { command: (file, parameters) => ({ file, parameters: [...parameters], as: {} }) }
  const user = userFor(folder)
  if ([...programs, folder].every(mayBeReachedByAnyone)) {
    const { uid, gid } = user
    return { owner: { uid, gid }, command: (file, parameters) => ({ file, parameters: [...parameters], as: { uid, gid } }) }
  }
  refuseWithoutNamespaces(user, programs[0]!)
  return {
    owner: { uid: 0, gid: 0 },
    command: (file, parameters) => ({ file: 'unshare', parameters: [...namespaceOf(user), file, ...parameters], as: {} }),
  }
}

/** Gives everything in `folder` to the account, when it belongs to another. */
export function giveTo({ owner }: Account, folder: string): void {
  if (owner === undefined || lstatSync(folder).uid === owner.uid) return
  for (const entry of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const path = join(folder, entry)
    if (!lstatSync(path).isSymbolicLink()) chownSync(path, owner.uid, owner.gid)
  }
  chownSync(folder, owner.uid, owner.gid)
}

function userFor(folder: string): User {
  const users = readUsers()
  const ownerUid = lstatSync(folder, { throwIfNoEntry: false })?.uid ?? 0
  const user = users.find(({ uid }) => uid !== 0 && uid === ownerUid) ?? users.find(({ name }) => name === 'nobody')
  if (user === undefined) throw new Failure('unavailable', 'PostgreSQL does not run as root, and there is no user called nobody here. Start Mluv as an ordinary user, or set DATABASE_URL.')
  return user
}

function readUsers(): User[] {
  return readFileSync('/etc/passwd', 'utf8').split('\n').flatMap((line) => {
    const [name, , uid, gid] = line.split(':')
    return name && uid && gid ? [{ name, uid: Number(uid), gid: Number(gid) }] : []
  })
}

/** Whether every folder on the way lets strangers through, and what is there (if it is a program) lets them read it. */
function mayBeReachedByAnyone(path: string): boolean {
  const stats = statSync(path, { throwIfNoEntry: false })
  if (stats?.isFile() && (stats.mode & 0o005) !== 0o005) return false
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const mode = statSync(folder, { throwIfNoEntry: false })?.mode
    if (mode !== undefined && (mode & 0o001) === 0) return false
    if (folder === dirname(folder)) return true
  }
}

const namespaceOf = ({ uid, gid }: User): string[] => ['--user', `--map-user=${uid}`, `--map-group=${gid}`, '--']

function refuseWithoutNamespaces(user: User, program: string): void {
  const trial = spawnSync('unshare', [...namespaceOf(user), program, '--version'], { env: environment, timeout: namespaceTrialMsMax })
  if (trial.status === 0) return
  throw new Failure(
    'unavailable',
    `PostgreSQL does not run as root, and the user ${user.name} may not enter the folder of Mluv or of its data. ` +
    'Start Mluv as an ordinary user, move both to a folder that others may enter (such as /srv/mluv), or set DATABASE_URL.',
  )
}
