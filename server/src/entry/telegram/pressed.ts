/** Buttons below messages. What a button did is seen where it was: the message changes, or a line says so. */
import { createHash } from 'node:crypto'
import { Composer, InlineKeyboard } from 'grammy'
import { futures, ratings, type Rating } from '../../domain/card-memory.ts'
import type { KeptCard } from '../../domain/card.ts'
import { isId, uuidv7, type CardId, type MistakeId, type TurnId } from '../../domain/identity.ts'
import { tongueFor } from '../../domain/language.ts'
import type { Turn } from '../../domain/conversation.ts'
import { escaped } from '../../domain/markup.ts'
import type { House } from '../house.ts'
import { typed } from '../utterances.ts'
import { speak, textFor, type ChatContext } from './chat.ts'
import { choicesKeyboard, choicesOf, choosings, type Choosing } from './choosing.ts'
import { askCard, begin, choose, frontOf } from './commands.ts'
import { correctionsButtons, correctionsText, isCorrected, spanText } from './rendering.ts'
import { givenOf, takeTurn } from './said.ts'
import { isBadRequest } from './sending.ts'

/** What the learner says by it. */
const lostWords = 'Nerozumím.'

export function pressed(house: House): Composer<ChatContext> {
  const composer = new Composer<ChatContext>()
  const on = (pattern: RegExp, act: (ctx: ChatContext, first: string, second: string) => Promise<string | void>) =>
    composer.callbackQuery(pattern, async (ctx) => {
      const [, first = '', second = ''] = ctx.match
      const line = await act(ctx, first, second)
      await settled(() => ctx.answerCallbackQuery(line ?? undefined))
    })
  on(/^lost$/, (ctx) => takeTurn(house, ctx, typed(lostWords, false, givenOf(ctx))))
  on(/^why:(.+)$/, (ctx, turnId) => showWhy(house, ctx, turnId))
  on(/^again:(.+)$/, (ctx, turnId) => sayAgain(house, ctx, turnId))
  on(/^right:(.+)$/, (ctx, mistakeId) => wasRight(house, ctx, mistakeId))
  on(/^card:(.+):(.+)$/, (ctx, turnId, mistake) => keepCard(house, ctx, turnId, mistake))
  on(/^menu:(.+)$/, async (ctx, name) => (isChoosing(name) ? choose(ctx, name) : undefined))
  on(/^set:(\w+):(.+)$/, async (ctx, name, value) => (isChoosing(name) ? chosen(house, ctx, name, value) : undefined))
  on(/^scene:(.+)$/, (ctx, scenario) => begin(house, ctx, { scenario }))
  on(/^mode:(.+)$/, (ctx, mode) => begin(house, ctx, { mode }))
  on(/^show:(.+)$/, (ctx, cardId) => showBack(house, ctx, cardId))
  on(/^rate:(\d):(.+)$/, (ctx, rating, cardId) => rate(house, ctx, Number(rating) as Rating, cardId))
  return composer
}

const isChoosing = (name: string): name is Choosing => (choosings as readonly string[]).includes(name)

/** Telegram refuses to change a message into what it is, and to answer a button that was pressed long ago: neither matters. */
export async function settled(ask: () => Promise<unknown>): Promise<void> {
  await ask().catch((error: unknown) => {
    if (!isBadRequest(error)) throw error
  })
}

const editing = (ctx: ChatContext, html: string, keyboard?: InlineKeyboard): Promise<void> =>
  settled(() => ctx.editMessageText(html, { parse_mode: 'HTML', ...(keyboard && { reply_markup: keyboard }) }))

async function showWhy(house: House, ctx: ChatContext, turnId: string): Promise<string | void> {
  const turn = await turnOf(house, ctx, turnId)
  if (!turn || !isCorrected(turn.corrections)) return textFor(ctx, 'gone')
  await showCorrections(ctx, turn, true)
}

async function showCorrections(ctx: ChatContext, turn: Pick<Turn, 'turnId' | 'transcript' | 'corrections'>, why: boolean): Promise<void> {
  const told = { chat: ctx.content.chat, tongue: ctx.tongue }
  if (!isCorrected(turn.corrections)) return editing(ctx, '👍')
  await editing(ctx, correctionsText(turn.transcript, turn.corrections, told, why), correctionsButtons(turn, turn.corrections, told, !why))
}

async function sayAgain(house: House, ctx: ChatContext, turnId: string): Promise<string | void> {
  const corrected = (await turnOf(house, ctx, turnId))?.corrections?.corrected
  if (corrected === undefined) return textFor(ctx, 'gone')
  await speak(house, ctx, { intro: `${textFor(ctx, 'say-again')}\n`, sentences: [await house.pronounce(ctx.learner, corrected)] })
}

async function wasRight(house: House, ctx: ChatContext, mistakeId: string): Promise<string> {
  const withdrawn = isId(mistakeId) ? await house.store.turns.disagree(ctx.learner.learnerId, mistakeId as MistakeId, house.clock.now()) : null
  const turn = withdrawn && (await house.store.turns.read(ctx.learner.learnerId, withdrawn.turnId))
  if (!turn) return textFor(ctx, 'gone')
  await showCorrections(ctx, turn, false)
  return textFor(ctx, 'withdrawn')
}

async function keepCard(house: House, ctx: ChatContext, turnId: string, ending: string): Promise<string> {
  const turn = await turnOf(house, ctx, turnId)
  const mistake = turn?.corrections?.mistakes.find(({ id }) => id.endsWith(ending))
  if (!turn || !mistake) return textFor(ctx, 'gone')
  await house.store.cards.keep(ctx.learner.learnerId, {
    cardId: house.clock.newId() as CardId, kind: 'mistake', front: turn.transcript.slice(0, 200).toWellFormed(), back: turn.corrections!.corrected.slice(0, 500).toWellFormed(),
    example: null, mistakeId: mistake.id, createdAtMs: house.clock.now(),
  })
  return textFor(ctx, 'card-kept')
}

async function turnOf({ store }: House, { learner }: ChatContext, turnId: string): Promise<Turn | null> {
  return isId(turnId) ? store.turns.read(learner.learnerId, turnId as TurnId) : null
}

async function chosen(house: House, ctx: ChatContext, choosing: Choosing, value: string): Promise<string> {
  const choices = choicesOf(choosing, ctx.content, ctx.tongue, ctx.learner.settings)
  const choice = choices.find((each) => each.value === value)
  const isFirst = choosing === 'level' && !ctx.learner.settings.levelChosen
  const learner = choice && (await house.store.learners.change(ctx.learner.learnerId, choice.patch))
  if (!learner) return textFor(ctx, 'gone')
  await settled(() => ctx.editMessageReplyMarkup({ reply_markup: choicesKeyboard(choosing, choices, learner.settings) }))
  Object.assign(ctx, { learner, tongue: tongueFor(learner.settings.motherTongue) })
  if (isFirst) await begin(house, ctx, {})
  return textFor(ctx, 'saved', { value: choice.label }).slice(0, 200)
}

async function showBack(house: House, ctx: ChatContext, cardId: string): Promise<string | void> {
  const card = await cardOf(house, ctx, cardId)
  if (!card) return textFor(ctx, 'gone')
  const { buttons } = ctx.content.chat
  const nowMs = house.clock.now()
  const keyboard = futures(card.memory, nowMs).reduce((all, { dueAtMs }, at) => {
    const rating = ratings[at]!
    const label = `${buttons[`rated-${rating}`][ctx.tongue]} · ${spanText(ctx.tongue, dueAtMs - nowMs)}`
    return (at === 2 ? all.row() : all).text(label, `rate:${rating}:${cardId}`)
  }, new InlineKeyboard())
  await editing(ctx, `${frontOf(card)}\n\n${escaped(card.back)}${card.example === null ? '' : `\n<i>${escaped(card.example)}</i>`}`, keyboard)
}

async function rate(house: House, ctx: ChatContext, rating: Rating, cardId: string): Promise<string | void> {
  const nowMs = house.clock.now()
  // The same press is the same review.
  const reviewId = uuidv7(0, createHash('sha256').update(ctx.key).digest())
  const kept = isId(cardId) && ratings.includes(rating) ? await house.store.cards.review(ctx.learner.learnerId, [{ cardId: cardId as CardId, rating, reviewedAtMs: nowMs, reviewId }], nowMs) : []
  if (kept.length === 0) return textFor(ctx, 'gone')
  await settled(() => ctx.editMessageReplyMarkup())
  await askCard(house, ctx)
}

async function cardOf({ store }: House, { learner }: ChatContext, cardId: string): Promise<KeptCard | null> {
  return isId(cardId) ? store.cards.find(learner.learnerId, cardId as CardId) : null
}
