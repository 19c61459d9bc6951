/** How files hang together: no two know each other, none is forgotten, and tests stand where their subject stands. */
import type { House } from './house.ts'
import { isTest } from './house.ts'

/** Type-only imports count: a reader follows them too. */
export function cycles({ code }: House): string[] {
  const knows = new Map(code.map(({ path, imports }) => [path, [...new Set(imports.flatMap((each) => (each.path ? [each.path] : [])))]]))
  return [...knows].flatMap(([path, targets]) =>
    targets.filter((target) => reaches(knows, target, path, new Set())).map((target) => `${path}: knows ${target}, which knows it back; move what they share to a third file`))
}

function reaches(knows: ReadonlyMap<string, readonly string[]>, from: string, goal: string, seen: Set<string>): boolean {
  if (from === goal) return true
  if (seen.has(from)) return false
  seen.add(from)
  return (knows.get(from) ?? []).some((next) => reaches(knows, next, goal, seen))
}

/** Files that somebody starts by name: the program, the page, each bench and eval, each test. */
const roots = /(^|\/)main\.tsx?$|^web\/src\/begin\.ts$|^web\/[^/]+\.ts$|^web\/src\/service-worker\.ts$|^(bench|evals)\/[^/]+\.ts$|\.test\.tsx?$|^server\/test\/run\.ts$/

/** Code of the product that only tests, benches or evals use is as dead as code that nobody uses. */
export function deadFiles({ code }: House): string[] {
  const outside = (path: string) => isTest(path) || /^(bench|evals)\//.test(path)
  const used = new Set<string>()
  for (const { path, imports } of code) for (const each of imports) if (each.path && (!outside(path) || outside(each.path))) used.add(each.path)
  return code.filter(({ path }) => !used.has(path) && !roots.test(path)).map(({ path }) => `${path}: ${outside(path) ? 'nothing' : 'nothing of the product'} imports or starts it; delete it`)
}

/** Tests of the whole, which have no one subject. */
const wholes = /^(journeys|contracts|faults)\//

export function mirrors({ code }: House): string[] {
  const sources = code.map(({ path }) => path).filter((path) => !isTest(path))
  return code.flatMap(({ path }) => {
    const [, where, rest] = /^(server|web|protocol)\/test\/(.+)\.test\.tsx?$/.exec(path) ?? []
    if (where === undefined || rest === undefined || wholes.test(rest)) return []
    const subject = `${where}/src/${rest.replace(/\.[\w-]+$/, '')}`
    const beside = `${where}/test/${rest}.ts`
    const found = sources.some((source) => source.replace(/\.tsx?$/, '') === subject || source.startsWith(`${subject}/`)) || code.some((file) => file.path === beside)
    return found ? [] : [`${path}: tests nothing that is called ${subject}; let it stand where its subject stands`]
  })
}
