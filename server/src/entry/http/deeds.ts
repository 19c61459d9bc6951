/** Who of the operators did what, and when. */
import type { FastifyRequest } from 'fastify'
import type { DeedList } from '@mluv/protocol/admin.ts'
import type { Deed } from '../../ports/controls.ts'
import type { House } from '../house.ts'
import { instant } from '../render.ts'

const deedsMax = 50
/** Of the hash of a session's token: enough to tell one from another, and of no use to anybody. */
const byBytes = 4

export const deeds = ({ controls }: House) => ({
  read: async (): Promise<DeedList> => ({ items: (await controls.deeds(deedsMax)).map(({ atMs, ...deed }) => ({ at: instant(atMs), ...deed })) }),
})

export const deedOf = ({ clock }: House, { caller }: FastifyRequest, deed: string, about: string): Deed =>
  ({ atMs: clock.now(), by: Buffer.from(caller!.tokenHash).subarray(0, byBytes).toString('hex'), deed, about })
