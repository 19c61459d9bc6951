/** Signing in by a name and a password. Whether there is such a name is told neither by the answer nor by its time. */
import { Failure } from '../domain/failure.ts'
import type { LearnerId } from '../domain/identity.ts'
import { passwordFault, plainPassword, signInName } from '../domain/password.ts'
import type { Clock } from '../ports/clock.ts'
import type { DoorStore, NamedPassword } from '../ports/door-store.ts'
import type { PasswordHash } from '../ports/password-hash.ts'
import type { SessionStore } from '../ports/store.ts'
import type { Arrive, Arrived, Coming } from './arrive.ts'
import type { Attempts, Place } from './attempts.ts'
import { hashOf } from './secrets.ts'
import type { Caller } from './sign-in.ts'

export type PasswordSet = { readonly name: string; readonly password: string; readonly current: string | null }

export type Passwords = {
  /** Throws `unauthorized` for whatever is wrong with them, and `busy` where they were guessed too often. */
  enter(name: string, password: string, place: Place, coming: Coming): Promise<Arrived>
  /**
   * From now on the caller signs in with these, and with no other name and password. Where they had others, `current` is asked for, the password of any of them,
   * all their other sessions end (how many is given), and no other browser is known any more. Throws `invalid`, or `conflict` where the name is somebody else's.
   */
  set(caller: Caller & { readonly learnerId: LearnerId }, wanted: PasswordSet, place: Place): Promise<{ readonly name: string; readonly sessionsEnded: number }>
}

type Parts = { readonly doors: Pick<DoorStore, 'passwords' | 'devices'>; readonly sessions: SessionStore; readonly attempts: Attempts; readonly arrive: Arrive; readonly hash: PasswordHash; readonly clock: Clock }

export function passwords({ doors, sessions, attempts, arrive, hash, clock }: Parts): Passwords {
  async function isOneOf(all: readonly NamedPassword[], password: string): Promise<boolean> {
    for (const { phc } of all) if ((await hash.check(password, phc)) !== 'wrong') return true
    return false
  }

  return {
    async enter(writtenName, writtenPassword, place, coming) {
      // What cannot be a name takes the way of one that nobody has.
      const subject = signInName(writtenName) ?? Buffer.from(hashOf(writtenName)).toString('hex')
      const tried = await attempts.guess({ provider: 'password', subject }, place)
      const kept = await doors.passwords.find(subject)
      const password = plainPassword(writtenPassword)
      const outcome = await hash.check(password ?? '', password === null ? null : (kept?.phc ?? null))
      if (outcome === 'wrong') throw new Failure('unauthorized', 'There is no such name with this password.')
      await tried.undo()
      if (outcome === 'outdated') await doors.passwords.renew(kept!.phc, await hash.make(password!))
      return arrive({ provider: 'password', subject, isVerified: true, given: {} }, coming)
    },

    async set({ learnerId, tokenHash }, { name: writtenName, password: writtenPassword, current }, { device }) {
      const [name, password] = [signInName(writtenName), plainPassword(writtenPassword)]
      if (name === null) throw invalid('/name', 'A name has 3 to 40 letters, figures, dots, dashes or underscores.')
      const fault = password === null ? 'It cannot be typed.' : passwordFault(password, name)
      if (fault !== null) throw invalid('/password', fault)
      await attempts.one('passwordChanges', learnerId)
      const was = await doors.passwords.ofLearner(learnerId)
      if (was.length > 0 && !(await isOneOf(was, plainPassword(current ?? '') ?? ''))) throw new Failure('forbidden', 'The current password is not right.')
      const phc = await hash.make(password!)
      await doors.passwords.set({ learnerId, name, phc, was, identityId: clock.newId(), nowMs: clock.now() })
      if (was.length === 0) return { name, sessionsEnded: 0 }
      await doors.devices.forgetOthers(learnerId, device === null ? null : hashOf(device))
      return { name, sessionsEnded: await sessions.endOthers(learnerId, tokenHash) }
    },
  }
}

const invalid = (field: string, detail: string): Failure => new Failure('invalid', detail, { fields: [{ field, detail }] })
