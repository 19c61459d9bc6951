/** What text may not hold, in code, comments and documents alike. */
import { below, isData, type House, type SourceFile } from './house.ts'

type Word = { readonly pattern: RegExp; readonly advice: string; readonly where?: RegExp; readonly except?: RegExp }

// Written apart, so that this file passes its own rules.
const promises = new RegExp(String.raw`\b(${['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX', 'HA' + 'CK'].join('|')})\b`)
const makers = new RegExp(String.raw`\b(${['cla' + 'ude', 'co' + 'pilot', 'chat' + 'gpt'].join('|')})\b`, 'i')

export const words: readonly Word[] = [
  { pattern: promises, advice: 'do it now, or write it down where work is planned' },
  { pattern: /\b(previously|formerly|was renamed|for now|hotfix|refactored|legacy|temporarily)\b/i, advice: 'write in the present tense, as if it had always been so', where: /\.(tsx?|sql)$/ },
  { pattern: new RegExp(String.raw`(^|[^\w.])/(${['work', 'root', 'tmp'].join('|')})/`), advice: 'a path of one machine means nothing on another; use import.meta.url, tmpdir() or a setting', except: /^ops\/|^docs\// },
  { pattern: new RegExp(String.raw`\b(issue|PR|pull request) ?#?\d+|(^|\s)#\d{1,5}\b(?!;)`, 'i'), advice: 'say the thing itself; a number in a tracker does not travel with the code', where: /\.(tsx?|md|sql|ya?ml)$/, except: /^CHANGELOG\.md$|^web\/src\/.*\.tsx$/ },
  { pattern: makers, advice: 'say what is done, not what helped to write it', except: /^(CLAUDE\.md|NOTICE|server\/(src|test)\/adapters\/models\/|bench\/simulator\/|docs\/)/ },
  { pattern: /(?<!')\bassistants?\b(?!')/i, advice: "it is the tutor; 'assistant' is only the name of a role in a vendor's protocol", where: /\.(tsx?|md|sql)$/ },
  { pattern: /@ts-(ignore|nocheck)/, advice: 'say what the type is' },
  { pattern: /(oxlint|eslint)-disable(?!.* -- )/, advice: 'mend it, or say why after two dashes' },
]

export function wording({ files }: House): string[] {
  return files.filter(({ path }) => !isData(path) && path !== 'server/test/tidy/words.ts' && path !== 'server/test/tidy/plants.ts' && path !== 'LICENSE').flatMap(({ path, text }) =>
    words.filter(({ where, except }) => (where?.test(path) ?? true) && !except?.test(path)).flatMap(({ pattern, advice }) =>
      text.split('\n').flatMap((line, at) => {
        const found = pattern.exec(line)
        return found ? [`${path}:${at + 1}: ${found[0].trim()} is not said here; ${advice}`] : []
      })))
}

export function whitespace({ files }: House): string[] {
  return files.filter(({ path }) => !isData(path) && path !== 'LICENSE').flatMap(({ path, text }) => {
    const bad: string[] = []
    if (text.includes('\r')) bad.push(`${path}: lines end with CRLF; end them with LF`)
    if (text.length > 0 && !/[^\n]\n$/.test(text)) bad.push(`${path}: ends without a line end, or with several; end it with one`)
    for (const [at, line] of text.split('\n').entries()) {
      if (/[ \t]$/.test(line)) bad.push(`${path}:${at + 1}: ends with blanks; take them away`)
      if (line.includes('\t')) bad.push(`${path}:${at + 1}: has a tab; indent with two spaces`)
    }
    return bad
  })
}

export function punctuation({ code }: House): string[] {
  return code.flatMap(({ path, text, program, lineOf }) =>
    below(program).flatMap(({ node, parents }) => {
      const here = `${path}:${lineOf(node.end - 1)}`
      if (/(Statement|Declaration)$/.test(node.type) && !/^Export/.test(parents.at(-1)?.type ?? '') && text[node.end - 1] === ';' && /\n|^$/.test(text[node.end] ?? '') && !opensLine(text, node.end - 1)) return [`${here}: ends with a semicolon; take it away`]
      const raw = node.type === 'Literal' ? String(node.raw) : ''
      if (raw.startsWith('"') && !raw.includes("'") && !/^JSX/.test(parents.at(-1)?.type ?? '')) return [`${here}: ${raw} is in double quotes; use single ones`]
      return []
    }))
}

/** A semicolon before `[` or `(` keeps it from being read on from the line above. */
const opensLine = (text: string, at: number): boolean => /(^|\n) *$/.test(text.slice(0, at))

type Lock = { readonly packages: Readonly<Record<string, { readonly resolved?: string; readonly link?: boolean; readonly optionalDependencies?: Readonly<Record<string, string>> }>> }

/** The lockfile works for everybody: on every platform, and without a registry that only some can reach. */
export function lockfile({ files }: House): string[] {
  return files.filter(({ path }) => path === 'package-lock.json').flatMap(({ path, text }: SourceFile) => {
    const { packages } = JSON.parse(text) as Lock
    const locked = new Set(Object.keys(packages).map((place) => place.split('node_modules/').at(-1)))
    return Object.entries(packages).flatMap(([place, { resolved, link, optionalDependencies = {} }]) => {
      const host = link ? undefined : /^https?:\/\/([^/]+)/.exec(resolved ?? '')?.[1]
      const foreign = host === undefined || host === 'registry.npmjs.org' ? [] : [`${path}: ${place} comes from ${host}; resolve from registry.npmjs.org, which everybody can reach`]
      const unlocked = Object.keys(optionalDependencies).filter((name) => !locked.has(name))
      return [...foreign, ...unlocked.map((name) => `${path}: ${place} wants ${name}, which is not locked: npm ci refuses, or some platform goes without; take a version that has all its parts`)]
    })
  })
}
