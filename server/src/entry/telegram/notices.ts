/** What a learner is told in their chat: its buttons, and that whoever writes can be told things again. */
import { Composer } from 'grammy'
import { isToldKind } from '../../domain/channel.ts'
import { silencing } from '../../domain/learner.ts'
import type { House } from '../house.ts'
import type { ChatContext } from './chat.ts'
import { begin } from './commands.ts'
import { settled } from './pressed.ts'

export function notices(house: House): Composer<ChatContext> {
  const composer = new Composer<ChatContext>()
  composer.callbackQuery('practise', async (ctx) => {
    await begin(house, ctx, null)
    await settled(() => ctx.answerCallbackQuery())
  })
  composer.callbackQuery(/^off:(.+)$/, (ctx) => switchOff(house, ctx, String(ctx.match[1])))
  composer.on('message', async (ctx, next) => {
    await house.bell.reach.opened(ctx.learner.learnerId)
    await next()
  })
  return composer
}

/** By every channel: whoever wants something no more does not want it elsewhere. */
async function switchOff(house: House, ctx: ChatContext, kind: string): Promise<void> {
  const { notices: texts } = ctx.content
  if (isToldKind(kind)) await house.store.learners.change(ctx.learner.learnerId, silencing(kind))
  await settled(() => ctx.answerCallbackQuery(texts['switched-off'][ctx.tongue]))
}
