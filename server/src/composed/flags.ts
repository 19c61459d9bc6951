/** Flags as this process knows them: at hand in every turn, and known anew as soon as somebody changes one. */
import type { Database } from '../adapters/postgres/database.ts'
import { flags, rolledOut } from '../adapters/postgres/flags.ts'
import type { Tables } from '../adapters/postgres/tables.ts'
import type { Closing } from '../closing.ts'
import { variantsFor } from '../domain/flag.ts'
import type { House } from '../entry/house.ts'
import type { Log } from '../log.ts'
import type { Clock } from '../ports/clock.ts'
import type { Tutor } from '../tutor/tutor.ts'

export async function openFlags(database: Database<Tables>, clock: Clock, log: Log, closing: Closing): Promise<Pick<House, 'flags'> & Pick<Tutor, 'variantsOf'>> {
  const rolled = await rolledOut(database, clock, (error) => log.error('flags-not-read', error))
  closing.push(rolled.close)
  return { flags: flags(database), variantsOf: (learner) => variantsFor(rolled.now(), learner) }
}
