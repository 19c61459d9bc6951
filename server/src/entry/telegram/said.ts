/** What somebody says in a chat, in writing or aloud, is a turn like at every other door. */
import { Composer, type Filter } from 'grammy'
import { Failure } from '../../domain/failure.ts'
import type { Turn } from '../../domain/conversation.ts'
import type { LiveTurn } from '../../tutor/live-turns.ts'
import type { Utterance } from '../../tutor/tutor.ts'
import type { House } from '../house.ts'
import { recordingBytesMax } from '../http/recording.ts'
import { recorded, typed, type Given } from '../utterances.ts'
import { speak, tell, textFor, type ChatContext, type Line } from './chat.ts'
import { belowText, correctionsButtons, correctionsText, heardText, isCorrected, replyButtons } from './rendering.ts'

const secondsMax = 60
const downloadMsMax = 20_000
/** Nobody needs to be told that an answer is on its way that is there already. */
const quietMs = 700
/** For so long Telegram shows that somebody is writing, or speaking. */
const shownMs = 4_500
const lookMs = 500

export function said(house: House, line: Line): Composer<ChatContext> {
  const composer = new Composer<ChatContext>()
  composer.on('message:text', (ctx) => takeTurn(house, ctx, typed(withoutName(ctx), false, givenOf(ctx))))
  composer.on(['message:voice', 'message:audio'], async (ctx) => {
    const { duration, file_size: bytes = 0 } = ctx.message.voice ?? ctx.message.audio
    if (duration > secondsMax || bytes > recordingBytesMax) return tell(ctx, textFor(ctx, 'too-long'))
    return takeTurn(house, ctx, recorded(await downloaded(ctx, line), givenOf(ctx)))
  })
  composer.on('message', (ctx) => tell(ctx, textFor(ctx, 'not-understood')))
  return composer
}

export const givenOf = ({ learner, key }: ChatContext): Given => ({ learnerId: learner.learnerId, key, speak: true, acknowledged: false, conversationId: undefined })

/** Among others the bot is addressed by its name, which is not what is said to it. */
const withoutName = ({ msg, me }: Filter<ChatContext, 'message:text'>): string => msg.text.replaceAll(new RegExp(`@${me.username}\\b`, 'gi'), '').trim()

export async function takeTurn(house: House, ctx: ChatContext, utterance: Utterance): Promise<void> {
  house.pace.count(utterance.learnerId)
  const live = house.turns.begin(utterance)
  let [isTold, isWritten] = [false, false]
  void showWork(house, ctx, live, () => (isWritten && house.abilities.speaks ? 'record_voice' : 'typing'))
  for await (const event of live.follow(0)) {
    if (event.type === 'failed') throw event.error
    if (event.type === 'said') isWritten = true
    if (event.type !== 'heard' && event.type !== 'remembered') continue
    const { transcript, spoken } = event.type === 'heard' ? event : event.turn
    if (spoken && !isTold) await tell(ctx, heardText(transcript))
    isTold = true
    if (event.type === 'remembered') await answer(house, ctx, event.turn)
  }
}

async function answer(house: House, ctx: ChatContext, turn: Turn): Promise<void> {
  const told = { chat: ctx.content.chat, tongue: ctx.tongue }
  const { sentences = [] } = turn.reply ?? {}
  if (sentences.length > 0) await speak(house, ctx, { sentences, extra: belowText(turn, told), keyboard: replyButtons(told) })
  else await tell(ctx, textFor(ctx, 'unavailable'))
  if (isCorrected(turn.corrections)) await tell(ctx, correctionsText(turn.transcript, turn.corrections, told, false), correctionsButtons(turn, turn.corrections, told, true))
}

/** Shows that somebody is at work as long as somebody is. Whether that is seen or not changes nothing. */
async function showWork({ clock }: House, ctx: ChatContext, live: LiveTurn, doing: () => 'typing' | 'record_voice'): Promise<void> {
  const over = new AbortController()
  void live.ended.then(() => over.abort(null))
  let [shown, untilMs]: [string | null, number] = [null, 0]
  for (let waitMs = quietMs; ; waitMs = lookMs) {
    await clock.sleep(waitMs, over.signal)
    if (over.signal.aborted) return
    const action = doing()
    if (action === shown && clock.monotonicMs() < untilMs) continue
    await ctx.api.sendChatAction(ctx.chat!.id, action).catch(() => {})
    shown = action
    untilMs = clock.monotonicMs() + shownMs
  }
}

async function downloaded(ctx: Filter<ChatContext, 'message:voice' | 'message:audio'>, { apiRoot, token }: Line): Promise<Uint8Array> {
  const { file_path: path } = await ctx.getFile()
  const response = await fetch(`${apiRoot}/file/bot${token}/${path}`, { signal: AbortSignal.timeout(downloadMsMax) })
  if (!response.ok || response.body === null) throw new Failure('internal', `A recording could not be fetched from Telegram (HTTP ${response.status}).`)
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of response.body as AsyncIterable<Uint8Array>) {
    bytes += part.length
    if (bytes > recordingBytesMax) throw new Failure('too-large', 'The recording is larger than 5 MB.')
    parts.push(part)
  }
  return Buffer.concat(parts)
}
