/** Everything that is kept of a learner, as files: one for each kind of thing, cards as a table besides, the tutor's speech, and a page that says what is what. */
import type { LearnerId, SoundId } from '../domain/identity.ts'
import { tongueFor, type Tongue } from '../domain/language.ts'
import { settingsOf } from '../domain/learner.ts'
import { plainly, type PersonalKind } from '../domain/personal-data.ts'
import type { PrivacyText, PrivacyTexts } from '../domain/privacy.ts'
import type { ArchiveFile } from '../ports/archive.ts'
import type { Clock } from '../ports/clock.ts'
import type { PersonalData, PersonalPart, PersonalRow } from '../ports/personal-data.ts'
import type { SoundStore } from '../ports/store.ts'
import { exportedCards } from './export.ts'

export type FileParts = { readonly personalData: Pick<PersonalData, 'read'>; readonly sounds: Pick<SoundStore, 'find'>; readonly clock: Pick<Clock, 'now'>; readonly texts: PrivacyTexts }

/** The newest: some 100 MB, and far fewer files than a zip can hold. */
const speechMax = 5_000

type Line = { readonly name: string; readonly count: number | null; readonly what: string }

/** Each is to be read to its end before the next. None where there is no such learner. */
export async function* exportedFiles({ personalData, sounds, clock, texts }: FileParts, learnerId: LearnerId): AsyncGenerator<ArchiveFile, void> {
  const parts = personalData.read(learnerId)
  const speech = newestSpeech()
  const lines: Line[] = []
  let tongue: Tongue = 'en'
  const say = (text: PrivacyText): string => texts.texts[text][tongue]
  try {
    let part = await parts.next()
    if (part.done) return
    tongue = tongueFor(settingsOf(part.value.rows[0]!['settings']).motherTongue)
    while (!part.done) {
      const { kind } = part.value
      const name = `${kind.replaceAll('_', '-')}.json`
      let count = 0
      yield textFile(name, itemsOf(kind, part.value, async () => (part = await parts.next()), (rows) => {
        count += rows.length
        if (kind === 'sound_uses') speech.note(rows)
      }))
      lines.push({ name, count, what: texts.kinds[kind as PersonalKind]?.[tongue] ?? '' })
    }
  } finally {
    await parts.return()
  }
  yield textFile('cards.csv', exportedCards({ personalData }, learnerId))
  const kept = speech.newest()
  for (const soundId of kept) {
    const sound = await sounds.find(soundId)
    if (sound) yield { name: `speech/${soundId}.ogg`, pieces: once(sound.bytes), isDense: true }
  }
  const more: readonly Line[] = [{ name: 'cards.csv', count: null, what: say('export-cards') }, { name: 'speech/', count: kept.length, what: `${say('export-speech')}${speech.isCut() ? ` ${say('export-speech-cut')}` : ''}` }]
  const listed = [...lines, ...more].map(({ name, count, what }) => `${name}${count === null ? '' : ` (${count})`}\n  ${what}\n`)
  yield textFile('README.txt', once([say('export-title'), new Date(clock.now()).toISOString(), '', say('export-moments'), '', ...listed].join('\n')))
}

const textFile = (name: string, pieces: ArchiveFile['pieces']): ArchiveFile => ({ name, pieces, isDense: false })

/** A list of all things of one kind, of which `first` are the first. */
async function* itemsOf(kind: string, first: PersonalPart, next: () => Promise<IteratorResult<PersonalPart, void>>, note: (rows: readonly PersonalRow[]) => void): AsyncGenerator<string, void> {
  let isFirst = true
  let part: PersonalPart | null = first
  yield '['
  while (part?.kind === kind) {
    note(part.rows)
    yield part.rows.map((row, at) => `${isFirst && at === 0 ? '\n' : ',\n'}${JSON.stringify(plainly(row))}`).join('')
    isFirst = isFirst && part.rows.length === 0
    const { done, value } = await next()
    part = done ? null : value
  }
  yield '\n]\n'
}

/** Names of what was said to somebody, of which no more is remembered than is needed: what they were used by begins with when. */
function newestSpeech() {
  let uses: { readonly soundId: SoundId; readonly usedBy: string }[] = []
  let wasCut = false
  function cut(): void {
    const bySound = new Map(uses.toSorted((one, other) => (one.usedBy < other.usedBy ? -1 : 1)).map((use) => [use.soundId, use]))
    const sorted = [...bySound.values()].toSorted((one, other) => (one.usedBy < other.usedBy ? 1 : -1))
    wasCut ||= sorted.length > speechMax
    uses = sorted.slice(0, speechMax)
  }
  return {
    note(rows: readonly PersonalRow[]): void {
      uses.push(...rows.map((row) => ({ soundId: String(row['sound_id']) as SoundId, usedBy: String(row['used_by']) })))
      if (uses.length > 2 * speechMax) cut()
    },
    newest(): readonly SoundId[] {
      cut()
      return uses.map(({ soundId }) => soundId)
    },
    isCut: (): boolean => wasCut,
  }
}

async function* once<Piece>(piece: Piece): AsyncGenerator<Piece, void> {
  yield piece
}
