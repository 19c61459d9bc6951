/** A chat that is to become one with who is on the page: asked about where its link is opened, done at the press of a button. Nobody is made a learner by opening it. */
import { Composer, InlineKeyboard } from 'grammy'
import { codeOf } from '../../domain/failure.ts'
import type { House } from '../house.ts'
import { tell, textFor, type ChatContext } from './chat.ts'
import { recognised } from './own-data.ts'
import { settled } from './pressed.ts'

export function joining(house: House): Composer<ChatContext> {
  const composer = new Composer<ChatContext>()
  const inPrivate = composer.chatType('private')
  inPrivate.command('start', async (ctx, next) => {
    const state = house.doors.joining().read(ctx.match)
    if (state === null) return next()
    await recognised(house, ctx)
    if (state === 'over') return tell(ctx, textFor(ctx, 'join-over'))
    const { buttons } = ctx.content.chat
    await tell(ctx, textFor(ctx, 'join-asked'), new InlineKeyboard().text(buttons['join-yes'][ctx.tongue], `join:${ctx.match}`).row().text(buttons['join-no'][ctx.tongue], 'join-no'))
  })
  inPrivate.callbackQuery('join-no', async (ctx) => {
    await settled(() => ctx.deleteMessage())
    await settled(() => ctx.answerCallbackQuery())
  })
  inPrivate.callbackQuery(/^join:(.+)$/, async (ctx) => {
    const text = await joined(house, String(ctx.match[1]), String(ctx.from.id))
    await recognised(house, ctx)
    await settled(() => ctx.editMessageText(textFor(ctx, text)))
    await settled(() => ctx.answerCallbackQuery())
  })
  return composer
}

async function joined(house: House, token: string, chat: string): Promise<'joined' | 'join-over'> {
  try {
    await house.doors.joining().join(token, chat)
    return 'joined'
  } catch (error) {
    if (codeOf(error) !== 'unauthorized') throw error
    return 'join-over'
  }
}
