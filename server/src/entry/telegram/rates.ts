/** What Telegram takes from a bot: thirty messages a second in all; in a chat one a second, after a burst; in a group twenty a minute. */
import type { Transformer } from 'grammy'
import { TokenBucket } from 'limiter'

/** `burst` messages at once, and `count` in each `ms` from then on. */
type Rate = { readonly burst: number; readonly count: number; readonly ms: number }

const rates = {
  all: { burst: 30, count: 30, ms: 1_000 },
  chat: { burst: 5, count: 1, ms: 1_000 },
  group: { burst: 20, count: 20, ms: 60_000 },
} as const satisfies Readonly<Record<string, Rate>>

/** Of more chats than these, those are forgotten that nothing was sent to for longest: all their burst is theirs again. */
const chatsMax = 10_000

/** Holds back what Telegram would refuse: first those of a chat in their order, then whoever's turn has come of all. */
export function withinRates(): Transformer {
  const all = filled(rates.all)
  const chats = new Map<number, TokenBucket>()

  function bucketOf(chatId: number): TokenBucket {
    const bucket = chats.get(chatId) ?? filled(chatId < 0 ? rates.group : rates.chat)
    chats.delete(chatId)
    chats.set(chatId, bucket)
    if (chats.size > chatsMax) chats.delete(chats.keys().next().value!)
    return bucket
  }

  return async (previous, method, payload, signal) => {
    if ('chat_id' in payload) {
      await bucketOf(Number(payload.chat_id)).removeTokens(1)
      await all.removeTokens(1)
    }
    return previous(method, payload, signal)
  }
}

/** A new one is empty. */
function filled({ burst, count, ms }: Rate): TokenBucket {
  const bucket = new TokenBucket({ bucketSize: burst, tokensPerInterval: count, interval: ms })
  bucket.content = burst
  return bucket
}
