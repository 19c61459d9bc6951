/** What a learner is told in their chat: its buttons, and whether the chat takes it. */
import { Composer } from 'grammy'
import { isToldKind } from '../../domain/channel.ts'
import { silencing } from '../../domain/learner.ts'
import type { House } from '../house.ts'
import { provider, type ChatContext } from './chat.ts'
import { begin } from './commands.ts'
import { settled } from './pressed.ts'

export function notices(house: House): Composer<ChatContext> {
  const composer = new Composer<ChatContext>()
  composer.callbackQuery('practise', async (ctx) => {
    await begin(house, ctx, {})
    await settled(() => ctx.answerCallbackQuery())
  })
  composer.callbackQuery(/^off:(.+)$/, (ctx) => switchOff(house, ctx, String(ctx.match[1])))
  // Whoever writes among others may have shut the bot out of their own chat.
  composer.chatType('private').on('message', async (ctx, next) => {
    await house.bell.reach.opened(ctx.learner.learnerId, String(ctx.from.id))
    await next()
  })
  return composer
}

/** Whoever shuts the bot out is told nothing more, from that moment, and whoever lets it in again is. Nobody is made a learner by either. */
export function shutOut(house: House): Composer<ChatContext> {
  const composer = new Composer<ChatContext>()
  composer.on('my_chat_member', async (ctx) => {
    const chatId = String(ctx.from.id)
    const learner = ctx.chat.type === 'private' ? await house.store.learners.vouched(provider, chatId) : null
    if (learner === null) return
    const { reach } = house.bell
    if (ctx.myChatMember.new_chat_member.status === 'kicked') await reach.closed(learner.learnerId, chatId, house.clock.now())
    else await reach.opened(learner.learnerId, chatId)
  })
  return composer
}

/** By every channel: whoever wants something no more does not want it elsewhere. */
async function switchOff(house: House, ctx: ChatContext, kind: string): Promise<void> {
  const { notices: texts } = ctx.content
  if (isToldKind(kind)) await house.store.learners.change(ctx.learner.learnerId, silencing(kind))
  await settled(() => ctx.answerCallbackQuery(texts['switched-off'][ctx.tongue]))
}
