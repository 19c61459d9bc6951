/** Looks for words in everything that processes share: every key of a Redis and its value, whatever is in it. */
import { Redis } from 'ioredis'

const scannedMax = 1_000
/** How strings are written in bytes. */
const encodings = ['utf8', 'latin1', 'utf16le'] as const

/** The keys where one of the words was found. Reads everything. */
export async function sharedTraces(url: string, words: readonly string[]): Promise<{ readonly place: string; readonly word: string }[]> {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 0, retryStrategy: () => null })
  redis.on('error', () => {})
  const found: { place: string; word: string }[] = []
  try {
    await redis.connect()
    for (let cursor = '0'; ;) {
      const [next, keys] = await redis.scan(cursor, 'COUNT', scannedMax)
      for (const key of keys) {
        const held = await piecesOf(redis, key)
        for (const word of words) if (encodings.some((encoding) => held.some((piece) => piece.includes(Buffer.from(word, encoding))))) found.push({ place: `redis ${key}`, word })
      }
      if (next === '0') return found
      cursor = next
    }
  } finally {
    redis.disconnect()
  }
}

/** The key, its value, and the bytes that are kept as text in it. */
async function piecesOf(redis: Redis, key: string): Promise<Buffer[]> {
  const value = (await redis.type(key)) === 'string' ? ((await redis.get(key)) ?? '') : JSON.stringify(await redis.dump(key))
  return [Buffer.from(key), Buffer.from(value), ...[...value.matchAll(/[A-Za-z0-9+/]{16,}={0,2}/g)].map(([text]) => Buffer.from(text, 'base64'))]
}
