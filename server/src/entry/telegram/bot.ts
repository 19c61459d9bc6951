/** What the bot does with an update. Everything that it sends follows from what is kept, so that an update which is answered again is answered the same. */
import { Api, Bot, Composer, Context } from 'grammy'
import type { Update } from 'grammy/types'
import { chatCommands } from '../../domain/chat-texts.ts'
import { codeOf, Failure, type FailureCode } from '../../domain/failure.ts'
import { tongueFor } from '../../domain/language.ts'
import type { Learner } from '../../domain/learner.ts'
import type { LanguageContent } from '../../ports/content.ts'
import type { House } from '../house.ts'
import { provider, tell, textFor, type ChatContext, type Line } from './chat.ts'
import { commands } from './commands.ts'
import { joining } from './joining.ts'
import { notices, shutOut } from './notices.ts'
import { ownData, recognised } from './own-data.ts'
import { pressed } from './pressed.ts'
import { heardOf, keepLimits, keepTrying, onlyOnce, seriesOf, sharedSeries, type Progress } from './sending.ts'
import { said } from './said.ts'

/** One request to Telegram, a voice note going up included. */
const requestMsMax = 60_000

/** `heard` notes that an update has come, which is answered later; `excuse` tells whoever wrote what could not be answered, however often that was tried. */
export type TutorBot = { readonly bot: Bot<ChatContext>; heard(update: unknown): void; excuse(update: unknown): Promise<void> }

export function tutorBot(house: House, { token, apiRoot }: Line, progressOf: (updateId: number) => Progress): TutorBot {
  const client = { apiRoot, timeoutSeconds: requestMsMax / 1000 }
  const bot = new Bot<ChatContext>(token, { client })
  keepLimits(bot.api)
  const looking = new Api(token, client)
  keepTrying(looking)
  const shared = sharedSeries()
  const once = (ctx: Context): void => {
    ctx.api.config.use(onlyOnce(progressOf(ctx.update.update_id), seriesOf(ctx, shared), looking))
  }
  const addressed = new Composer<ChatContext>()
  bot.use(async (ctx, next) => {
    once(ctx)
    ctx.key = `telegram:${ctx.update.update_id}`
    await next()
  })
  bot.filter((ctx) => isAddressed(ctx)).use(addressed)
  addressed.use(shutOut(house), joining(house), ownData(house))
  addressed.use((ctx, next) => introduced(house, ctx, next).catch((error: unknown) => turnedAway(house, ctx, error)))
  addressed.use(notices(house), commands(house), pressed(house), said(house, { token, apiRoot }))
  return {
    bot,
    heard: (update) => heardOf(update as Update, shared),
    async excuse(update) {
      const api = new Api(token, client)
      api.config.use(...bot.api.config.installedTransformers())
      const ctx = new Context(update as Update, api, bot.botInfo) as ChatContext
      if (ctx.from === undefined || ctx.from.is_bot || ctx.myChatMember !== undefined || !isAddressed(ctx)) return
      once(ctx)
      await recognised(house, ctx)
      await tell(ctx, textFor(ctx, 'unavailable'))
    },
  }
}

/** In private everything is meant for the bot; among others what names it, answers it, or is a command. */
function isAddressed({ chat, message, callbackQuery, me }: ChatContext): boolean {
  if (chat === undefined || chat.type === 'channel') return false
  if (chat.type === 'private' || callbackQuery !== undefined) return true
  if (message?.reply_to_message?.from?.id === me.id) return true
  const text = message?.text ?? message?.caption ?? ''
  const named = `@${me.username}`.toLowerCase()
  return (message?.entities ?? message?.caption_entities ?? []).some(({ type, offset, length }) => {
    const entity = text.slice(offset, offset + length).toLowerCase()
    // One without a name may be another bot's.
    return type === 'mention' ? entity === named : type === 'bot_command' && (isCommand(entity.slice(1)) || entity.endsWith(named))
  })
}

const isCommand = (name: string): boolean => (chatCommands as readonly string[]).includes(name)

/** Who writes; and what went wrong, in words that they read. */
async function introduced(house: House, ctx: ChatContext, next: () => Promise<void>): Promise<void> {
  if (!ctx.from || ctx.from.is_bot) return
  const subject = String(ctx.from.id)
  const learner = (await house.store.learners.vouched(provider, subject)) ?? (await newcomer(house, subject, ctx.from.language_code ?? 'en'))
  if (!learner) throw new Failure('internal', 'A learner of Telegram’s is gone.')
  Object.assign(ctx, { learner, tongue: tongueFor(learner.settings.motherTongue), content: house.content.in(house.language) })
  try {
    await next()
  } catch (error) {
    const trouble = error instanceof Failure ? troubles[error.code] : undefined
    if (trouble === undefined) throw error
    await tell(ctx, textFor(ctx, trouble))
  }
}

async function newcomer({ signIn, store }: House, subject: string, motherTongue: string): Promise<Learner | null> {
  const { learnerId } = await signIn.identified(provider, subject, { motherTongue })
  return store.learners.find(learnerId)
}

/** Whoever is new, where nobody new is let in. */
async function turnedAway(house: House, ctx: ChatContext, error: unknown): Promise<void> {
  if (codeOf(error) !== 'forbidden') throw error
  await tell(ctx, textFor({ content: house.content.in(house.language), tongue: tongueFor(ctx.from?.language_code ?? 'en') }, 'not-let-in'))
}

/** What somebody can do something about, or has to know. Anything else is tried again. */
const troubles: Readonly<Partial<Record<FailureCode, keyof LanguageContent['chat']['texts']>>> = {
  'invalid': 'unwritten', 'unsupported': 'not-understood', 'too-large': 'too-long', 'unheard': 'unheard', 'busy': 'busy', 'exhausted': 'exhausted', 'unavailable': 'unavailable', 'not-found': 'gone', 'conflict': 'gone',
}
