/** What a Dockerfile says, stage by stage; and which files a `.dockerignore` lets through. */
import { matchesGlob } from 'node:path'

export type Step = { readonly does: string; readonly flags: Readonly<Record<string, string>>; readonly rest: string }
export type Stage = { readonly from: string; readonly name: string | null; readonly steps: readonly Step[] }

export function stagesOf(dockerfile: string): readonly Stage[] {
  const lines = dockerfile.replace(/^\s*#.*\n/gm, '').replace(/\\\n\s*/g, '').split('\n').filter((line) => line.trim() !== '')
  const steps = lines.map((line) => {
    const [does, ...words] = line.trim().split(' ')
    const flagged = words.findIndex((word) => !word.startsWith('--'))
    const flags = words.slice(0, flagged).map((word) => word.slice(2).split('=') as [string, string])
    return { does: does!, flags: Object.fromEntries(flags), rest: words.slice(flagged).join(' ') }
  })
  return steps.flatMap((step, at) => {
    if (step.does !== 'FROM') return []
    const [from, , name = null] = step.rest.split(' ')
    const inside = steps.slice(at + 1)
    const end = inside.findIndex(({ does }) => does === 'FROM')
    return [{ from: from!, name, steps: end === -1 ? inside : inside.slice(0, end) }]
  })
}

/** A command written as JSON. */
export const wordsOf = (text: string): readonly string[] => JSON.parse(text) as string[]

/** `ENV ONE=1 TWO=2`. */
export const pairsOf = (text: string): Readonly<Record<string, string>> => Object.fromEntries(text.split(' ').map((pair) => pair.split('=') as [string, string]))

/** Whether a path, from the root of what is copied, is let through: the last line that fits it or a folder that it is in decides. */
export function letThrough(dockerignore: string): (path: string) => boolean {
  const lines = dockerignore.split('\n').map((line) => line.trim()).filter((line) => line !== '' && !line.startsWith('#'))
  const rules = lines.map((line) => ({ back: line.startsWith('!'), pattern: line.replace(/^!/, '') }))
  return (path) => {
    const places = path.split('/').map((_, at, parts) => parts.slice(0, at + 1).join('/'))
    return rules.reduce((passes, { back, pattern }) => (places.some((place) => fits(place, pattern)) ? back : passes), true)
  }
}

/** A star is also for names that begin with a dot. */
const fits = (path: string, pattern: string): boolean => matchesGlob(path.replace(/(^|\/)\./g, '$1_'), pattern.replace(/(^|\/)\./g, '$1_'))
