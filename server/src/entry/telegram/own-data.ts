/** Everything that is kept of whoever writes: sent to them, or erased. Nobody is made a learner by asking for that. */
import { Composer, InlineKeyboard, InputFile } from 'grammy'
import { tongueFor } from '../../domain/language.ts'
import type { Learner } from '../../domain/learner.ts'
import type { House } from '../house.ts'
import { everything } from '../http/my-data.ts'
import { provider, tell, textFor, type ChatContext } from './chat.ts'
import { settled } from './pressed.ts'

/** Telegram takes 50 MB from a bot. */
const documentBytesMax = 45_000_000

export function ownData(house: House): Composer<ChatContext> {
  const composer = new Composer<ChatContext>()
  composer.command('export', (ctx) => known(house, ctx, (learner) => sendAll(house, ctx, learner)))
  composer.command('forget', (ctx) => known(house, ctx, () => tell(ctx, textFor(ctx, 'forget-asked'), askedKeyboard(ctx))))
  composer.callbackQuery(/^forget:(yes|no)$/, async (ctx) => {
    if (ctx.match[1] === 'yes') await erase(house, ctx)
    else await settled(() => ctx.deleteMessage())
    await settled(() => ctx.answerCallbackQuery())
  })
  return composer
}

async function known(house: House, ctx: ChatContext, act: (learner: Learner) => Promise<void>): Promise<void> {
  const learner = await recognised(house, ctx)
  // What is theirs is nothing for others to read.
  if (ctx.chat?.type !== 'private') return tell(ctx, textFor(ctx, 'in-private'))
  return learner === null ? tell(ctx, textFor(ctx, 'nothing-kept')) : act(learner)
}

async function sendAll(house: House, ctx: ChatContext, learner: Learner): Promise<void> {
  house.pace.count(learner.learnerId)
  const pieces: Buffer[] = []
  let bytes = 0
  for await (const piece of everything(house, learner.learnerId)) {
    pieces.push(Buffer.from(piece))
    bytes += pieces.at(-1)!.length
    if (bytes > documentBytesMax) return tell(ctx, textFor(ctx, 'too-much-to-send'))
  }
  await ctx.replyWithDocument(new InputFile(Buffer.concat(pieces), 'mluv.zip'), { caption: textFor(ctx, 'exported') })
}

const askedKeyboard = ({ content, tongue }: ChatContext): InlineKeyboard =>
  new InlineKeyboard().text(content.chat.buttons['forget-yes'][tongue], 'forget:yes').row().text(content.chat.buttons['forget-no'][tongue], 'forget:no')

/** Pressed again, or answered again after a crash, it has been done. */
async function erase(house: House, ctx: ChatContext): Promise<void> {
  const learner = await recognised(house, ctx)
  if (learner !== null) await house.forget(learner.learnerId)
  await settled(() => ctx.editMessageText(textFor(ctx, 'forgotten')))
}

/** As themselves, where they are known; as whoever reads their language, where they are not. */
export async function recognised(house: House, ctx: ChatContext): Promise<Learner | null> {
  const learner = ctx.from ? await house.store.learners.vouched(provider, String(ctx.from.id)) : null
  Object.assign(ctx, { tongue: tongueFor(learner?.settings.motherTongue ?? ctx.from?.language_code ?? 'en'), content: house.content.in(house.language) })
  return learner
}
