/** What the tutor answers: whole sentences, as soon as they are written. */
import type { Correction } from '../domain/correction.ts'
import type { ReplyLength } from '../domain/flag.ts'
import type { SceneState } from '../domain/scenario.ts'
import { cutSentences } from '../domain/sentences.ts'
import type { Usage, Written } from '../ports/language-model.ts'
import type { Purse } from '../ports/purse.ts'
import type { Answerable } from '../ports/store.ts'
import { within } from './deadline.ts'
import type { Tutor } from './tutor.ts'

/** A reply never has more sentences than this, whatever a model writes. */
export const sentencesMax = 20
/** How long a recast may wait for the ear. */
const recastMsMax = 150

/** A sentence to say; `slow` where the learner did not understand. */
export type Line = { readonly text: string; readonly translation: string | null; readonly slow: boolean }

/** What may be a whole sentence: it is known when what follows is. There is time to look meanwhile whether it was said before. */
export type Nearly = { readonly nearly: string }

/** Who wrote the reply, and what went wrong on the way. */
export type Authorship = {
  readonly by: string
  readonly usage: Usage | null
  readonly instead: { readonly provider: string; readonly fault: string } | null
  readonly error: unknown
}

export async function* reply(
  tutor: Pick<Tutor, 'mind' | 'language' | 'clock'>,
  purse: Purse,
  turn: Answerable & { readonly length: ReplyLength },
  scene: SceneState | null,
  correction: Promise<Correction | null>,
  signal: AbortSignal,
): AsyncGenerator<Line | Nearly, Authorship> {
  const { conversation, learner } = turn
  const prompt = {
    language: tutor.language,
    settings: learner.settings,
    length: turn.length,
    scene,
    sceneBefore: conversation.scene,
    topic: conversation.topic,
    mode: conversation.mode,
    opening: conversation.opening.map(({ text }) => text),
    exchanges: conversation.exchanges,
    earlier: conversation.earlier,
    recollection: conversation.recollection,
    utterance: turn.transcript,
    said: [],
    correction: within(tutor.clock, recastMsMax, correction, null),
  }
  let authorship: Authorship = { by: tutor.mind.name, usage: null, instead: null, error: null }
  let pending = ''
  let count = 0
  try {
    for await (const piece of tutor.mind.write(prompt, { signal, purse })) {
      if (piece.type === 'author') authorship = { ...authorship, by: piece.by, instead: piece.instead ?? authorship.instead }
      else if (piece.type === 'usage') authorship = { ...authorship, usage: piece.usage }
      const { lines, rest } = linesOf(piece, pending)
      pending = rest
      for (const line of lines) {
        yield line
        if ((count += 1) >= sentencesMax) return authorship
      }
      if (piece.type === 'text' && sentenceEnd.test(pending)) yield { nearly: plain(pending.trim()).text }
    }
    if (pending.trim() !== '') yield plain(pending.trim())
    return authorship
  } catch (error) {
    return { ...authorship, error }
  }
}

/** What a piece completes, and what of the text is still unfinished. */
function linesOf(piece: Written, pending: string): { readonly lines: readonly Line[]; readonly rest: string } {
  switch (piece.type) {
    case 'author':
      return { lines: [], rest: '' }
    case 'text': {
      const { sentences, rest } = cutSentences(pending + piece.text)
      return { lines: sentences.map(plain), rest }
    }
    case 'sentence':
      return { lines: [...(pending.trim() === '' ? [] : [plain(pending.trim())]), { ...plain(piece.text), translation: piece.translation && readable(piece.translation), slow: piece.slow ?? false }], rest: '' }
    case 'usage':
      return { lines: [], rest: pending }
  }
}

const sentenceEnd = /[.!?…][)\]"'”“’»]*\s*$/

const plain = (text: string): Line => ({ text: readable(text), translation: null, slow: false })

/** A model may write what no database keeps: NUL, and halves of characters. */
const readable = (text: string): string => text.toWellFormed().replaceAll('\0', '')
