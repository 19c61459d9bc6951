/** What is kept at hand. */
import { createHash } from 'node:crypto'
import { cache } from '../adapters/cache/cache.ts'
import { sharedOverRedis } from '../adapters/cache/shared.ts'
import { uncached } from '../adapters/cache/uncached.ts'
import { listenForChanges, standing } from '../adapters/postgres/changes.ts'
import type { Database } from '../adapters/postgres/database.ts'
import type { Tables } from '../adapters/postgres/tables.ts'
import type { Closing } from '../closing.ts'
import type { Config } from '../config.ts'
import { lifetimesWith, unshared } from '../domain/artefact.ts'
import type { Cache } from '../ports/cache.ts'
import type { Clock } from '../ports/clock.ts'

/** `shape`: what else than the database shapes an answer; processes that differ in it share nothing. */
export async function openCache(config: Config, database: Database<Tables>, clock: Clock, shape: unknown, closing: Closing): Promise<Cache> {
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
