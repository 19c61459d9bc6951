/**
 * What all processes share: BentoCache over Redis or Valkey. Gone, slow, paused or full, it finds nothing and keeps nothing,
 * within 50 ms, and after a failure it is left alone for a second; nothing is thrown.
 */
import { deserialize, serialize } from 'node:v8'
import { BentoCache, bentostore } from 'bentocache'
import { redisDriver } from 'bentocache/drivers/redis'
import { Redis } from 'ioredis'

export type SharedValue = { readonly value: unknown; readonly version: number; readonly untilMs: number | null }

export type Shared = {
  get(key: string): Promise<SharedValue | null>
  /** Resolves when it is kept, or was not. */
  put(key: string, found: SharedValue, lifetimeMs: number): Promise<void>
  /** Nothing of this owner, nor of these artefacts, stays. Resolves when it is so, or it cannot be reached. */
  forget(owner: string, artefacts: readonly string[]): Promise<void>
  /** Whether it answers now. */
  answers(): Promise<boolean>
  close(): Promise<void>
}

const commandMsMax = 50
const connectMsMax = 2_000
/** A line that says nothing for so long, while it is asked something, is dead. */
const silenceMsMax = 2_000
const reconnectMsMax = 500
const leaveAloneMs = 1_000
const keepAliveMs = 5_000
/** Values on their way at once: one that is kept by nobody costs a look-up later, one that waits costs memory now. */
const putsMax = 200

/** `prefix` tells apart what cannot be understood by each other: installations, and versions of the product. */
export function sharedOverRedis(url: string, prefix: string): Shared {
  const redis = new Redis(url, {
    lazyConnect: true,
    commandTimeout: commandMsMax,
    connectTimeout: connectMsMax,
    socketTimeout: silenceMsMax,
    keepAlive: keepAliveMs,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(20 * 2 ** attempt, reconnectMsMax),
  })
  // `ready` tells whoever asks; without a listener, a lost connection would end the process.
  redis.on('error', () => {})
  void redis.connect().catch(() => {})
  const cache = new BentoCache({
    default: 'shared',
    stores: { shared: bentostore().useL2Layer(redisDriver({ connection: redis })) },
    prefix,
    suppressL2Errors: true,
    l2CircuitBreakerDuration: leaveAloneMs,
    // Values hold bytes; Redis is asked for text.
    serializer: { serialize: (value) => serialize(value).toString('base64'), deserialize: (text) => deserialize(ownBytesOf(text as string)) as unknown },
    internalOperationWrapper: unlessFull,
  })
  let puts = 0
  return {
    get: async (key) => (await cache.get<SharedValue | undefined>({ key })) ?? null,
    async put(key, found, lifetimeMs) {
      if (puts >= putsMax) return
      puts += 1
      try {
        await cache.set({ key, value: found, ttl: lifetimeMs })
      } finally {
        puts -= 1
      }
    },
    forget: (owner, artefacts) => eraseKeys(redis, owner, artefacts).catch(() => {}),
    answers: () => redis.ping().then(() => true, () => false),
    close: async () => redis.disconnect(),
  }
}

/** The same, by whoever shares nothing else. Resolves where it cannot be reached, too. */
export async function forgetShared(url: string, owner: string, artefacts: readonly string[]): Promise<void> {
  const redis = new Redis(url, { lazyConnect: true, connectTimeout: connectMsMax, maxRetriesPerRequest: 0, retryStrategy: () => null })
  redis.on('error', () => {})
  try {
    await redis.connect()
    await eraseKeys(redis, owner, artefacts)
  } catch {
    // What is remembered there ends by itself.
  } finally {
    redis.disconnect()
  }
}

/** Keys that one look finds: some tenths of a millisecond, in which nobody else is answered. */
const scannedMax = 1_000

/** Those that a version of the product with another prefix has put there too. */
async function eraseKeys(redis: Redis, owner: string, artefacts: readonly string[]): Promise<void> {
  for (const pattern of [`mluv:*:${owner}:*`, ...artefacts.map((artefact) => `mluv:*:${artefact}:*`)]) {
    for (let cursor = '0'; ;) {
      const [next, keys] = await redis.scan(cursor, 'MATCH', pattern, 'COUNT', scannedMax)
      if (keys.length > 0) await redis.unlink(...keys)
      if (next === '0') break
      cursor = next
    }
  }
}

/** Not of the pool: bytes within what is read stay parts of it. */
function ownBytesOf(base64: string): Buffer {
  const bytes = Buffer.allocUnsafeSlow(Buffer.byteLength(base64, 'base64'))
  bytes.write(base64, 'base64')
  return bytes
}

/** A full Redis still answers what it has: that is no reason to leave it alone. */
const unlessFull = <Result>(operation: () => Result): Result =>
  Promise.resolve(operation()).catch((error: unknown) => {
    if (!(error instanceof Error && error.message.startsWith('OOM'))) throw error
  }) as Result
