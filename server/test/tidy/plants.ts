/** A small house that breaks no rule, and one offence after another to plant in it: every rule must notice its own. */
import type { SourceFile } from './house.ts'

export const tidyHouse: readonly SourceFile[] = [
  { path: 'server/src/main.ts', text: "/** Which command. */\nawait import('./commands.ts')\n" },
  { path: 'server/src/commands.ts', text: "/** What it can do. */\nimport { compose } from './compose.ts'\n\ncompose()\n" },
  { path: 'server/src/compose.ts', text: "/** Wires it. */\nimport { memory } from './adapters/memory/memory.ts'\nimport { greet } from './entry/http.ts'\n\nexport const compose = () => greet(memory())\n" },
  { path: 'server/src/entry/http.ts', text: "/** Renders. */\nimport type { Answer } from '@mluv/protocol/answer.ts'\nimport type { Store } from '../ports/store.ts'\nimport { turn } from '../tutor/turn.ts'\n\nexport const greet = (store: Store): Answer => turn(store)\n" },
  { path: 'server/src/tutor/turn.ts', text: "/** One turn. */\nimport { word } from '../domain/word.ts'\nimport type { Store } from '../ports/store.ts'\n\nexport const turn = (store: Store): string => store.keep(word)\n" },
  { path: 'server/src/ports/store.ts', text: '/** Keeps words. */\nexport type Store = { keep(word: string): string }\n' },
  { path: 'server/src/domain/word.ts', text: "/** A word. */\nexport const word = 'ahoj'\n" },
  { path: 'server/src/adapters/memory/memory.ts', text: "/** Keeps them in a thread. */\nimport { Worker } from 'node:worker_threads'\nimport type { Store } from '../../ports/store.ts'\n\nexport const memory = (): Store => ({ keep: (word) => `${word} ${String(new Worker(new URL('./memory-worker.ts', import.meta.url)))}` })\n" },
  { path: 'server/src/adapters/memory/memory-worker.ts', text: '/** The thread. */\nconsole.log(Date.now(), process.env.HOME)\n' },
  { path: 'protocol/src/answer.ts', text: "/** The wire. */\nimport Type from 'typebox'\n\nexport const answerSchema = Type.String()\nexport type Answer = string\n" },
  { path: 'web/src/main.tsx', text: "/** The page. */\nimport type { Answer } from '@mluv/protocol/answer.ts'\nimport { createRoot } from 'react-dom/client'\n\nconst answer: Answer = 'ahoj'\ncreateRoot(document.body).render(<p lang=\"cs\">{answer}</p>)\n" },
  { path: 'web/vite.config.ts', text: '/** The build. */\nexport default {}\n' },
  { path: 'bench/turn.ts', text: "/** How fast. */\nimport { compose } from '../server/src/compose.ts'\n\ncompose()\n" },
  { path: 'server/test/tutor/turn.test.ts', text: "import { join } from 'node:path'\nimport { it } from 'node:test'\nimport { turn } from '../../src/tutor/turn.ts'\n\nit('turns', () => { turn({ keep: () => join(import.meta.dirname, 'serving.ts') }) })\n" },
  { path: 'server/test/tutor/serving.ts', text: "/** A process that a test starts. */\nconsole.log('here')\n" },
  { path: 'README.md', text: '# Mluv\n' },
  { path: 'package-lock.json', text: `${lockOf({ resolved: 'https://registry.npmjs.org/ws/-/ws-8.0.0.tgz', optionalDependencies: { ws: '8.0.0' } })}\n` },
]

export type Plant = {
  /** The rule that must notice it. */
  readonly rule: string
  readonly path: string
  /** Written below what the file holds, or the whole of a new file. */
  readonly text: string
  /** Whether it takes the place of what the file holds. */
  readonly whole?: true
  /** The rule's one complaint. */
  readonly says: string
}

const plant = (rule: string, path: string, text: string, says: string): Plant => ({ rule, path, text, says })

const word = 'server/src/domain/word.ts'
const turn = 'server/src/tutor/turn.ts'
const page = 'web/src/main.tsx'
const memory = 'server/src/adapters/memory/memory.ts'
const clock = 'the clock or the dice you were given, so that tests own time and chance'

function lockOf(ws: object): string {
  return JSON.stringify({ packages: { 'node_modules/ws': ws } })
}

const hanging: readonly Plant[] = [
  plant('layering', word, "import '../adapters/memory/memory.ts'\n", `${word}:3: domain may not know adapters; it may know domain`),
  plant('layering', word, "import 'node:fs'\n", `${word}:3: domain may not know node:fs; put it behind a port`),
  plant('layering', turn, "import 'fastify'\n", `${turn}:6: tutor may not know the package fastify; put it behind a port`),
  plant('layering', turn, "type Later = import('../entry/http.ts').Later\n", `${turn}:6: tutor may not know entry; it may know domain, ports?, own folder`),
  plant('layering', turn, "import { keep } from '../ports/store.ts'\n", `${turn}:6: tutor may know ports as types only; use import type`),
  plant('layering', memory, "import '../redis/redis.ts'\n", `${memory}:6: adapters may not know server/src/adapters/redis/redis.ts; it may know domain, ports, log.ts, siblings, adapters/*.ts`),
  plant('layering', page, "import { answerSchema } from '@mluv/protocol/answer.ts'\n", `${page}:7: web may know protocol as types only; use import type`),
  plant('layering', page, "import '../../server/src/log.ts'\n", `${page}:7: web may not know log.ts; it may know web, protocol?, domain/card-memory.ts, domain/opus.ts`),
  plant('layering', 'server/src/extras/more.ts', '/** More. */\n', 'server/src/extras/more.ts: belongs to no part; give extras a row in server/test/tidy/layers.ts, or move the file'),
  plant('portsAreTypes', 'server/src/ports/store.ts', 'export const keptMax = 3\n', 'server/src/ports/store.ts:3: ports are types; put what exists at run time into the domain'),
  plant('cycles', 'server/src/domain/echo.ts', "import type { echo } from './echo.ts'\n", 'server/src/domain/echo.ts: knows server/src/domain/echo.ts, which knows it back; move what they share to a third file'),
  plant('deadFiles', 'server/src/domain/orphan.ts', '/** Nobody. */\n', 'server/src/domain/orphan.ts: nothing of the product imports or starts it; delete it'),
  plant('deadFiles', 'server/src/adapters/memory/old-worker.ts', '/** Nobody. */\n', 'server/src/adapters/memory/old-worker.ts: nothing of the product imports or starts it; delete it'),
  plant('deadFiles', 'server/test/tutor/unused.ts', '/** Nobody. */\n', 'server/test/tutor/unused.ts: nothing imports or starts it; delete it'),
  plant('mirrors', 'server/test/tutor/hear.test.ts', '', 'server/test/tutor/hear.test.ts: tests nothing that is called server/src/tutor/hear; let it stand where its subject stands'),
]

const instead = (path: string, line: number, words: string, advice: string, text: string): Plant => plant('banned', path, text, `${path}:${line}: ${words} is banned; use ${advice}`)

const written: readonly Plant[] = [
  instead(word, 3, 'export default', 'a named export, so that one thing has one name everywhere', 'export default 1\n'),
  instead(word, 3, 'export … from', 'an import from the file it lives in', "export * from './more.ts'\n"),
  instead(word, 3, 'enum', 'a list `as const` and its type: the code runs as written', 'export enum Level { A1 }\n'),
  instead(word, 3, 'namespace', 'a file of its own', 'namespace Level {}\n'),
  instead(word, 3, 'a parameter property', 'a field and an assignment: the code runs as written', 'export class Level { constructor(readonly name: string) {} }\n'),
  instead(word, 3, 'any', 'unknown, and find out what it is', 'export const level = (given: any) => given\n'),
  instead(word, 3, 'process.env', 'a setting in config.ts', 'export const level = process.env.LEVEL\n'),
  instead(page, 7, 'console.log()', 'the log you were given', 'console.log(answer)\n'),
  instead(memory, 6, 'Date.now()', clock, 'export const now = Date.now()\n'),
  instead(memory, 6, 'new Date()', clock, 'export const today = new Date()\n'),
  instead(turn, 6, 'performance.now()', clock, 'export const now = performance.now()\n'),
  instead(memory, 6, 'Math.random()', clock, 'export const dice = Math.random()\n'),
  instead(turn, 6, 'randomUUID()', clock, 'export const id = randomUUID()\n'),
  instead(page, 7, 'crypto.randomUUID()', 'crypto.getRandomValues, which is there over plain http on a network too', 'export const id = crypto.randomUUID()\n'),
  instead(turn, 6, 'setTimeout()', 'clock.sleep, so that tests own time', 'setTimeout(turn, 10)\n'),
  instead(word, 3, 'await', 'values that were awaited outside: the domain is synchronous', 'export const later = async () => word\n'),
  instead(turn, 6, 'new Error()', 'a Failure, with a sentence for people', "throw new Error('no')\n"),
  instead(turn, 6, 'catch {}', 'a comment that says why nothing needs to be done, or do it', 'try { turn() } catch {}\n'),
  instead(turn, 6, 'forEach(async …)', 'for … of, or Promise.all over map: nobody waits for this one', 'turns.forEach(async (each) => each())\n'),
  instead('server/test/tutor/turn.test.ts', 6, 'it.only()', 'the whole of it', "it.only('turns', () => {})\n"),
  instead('server/test/tutor/turn.test.ts', 6, 'node:timers/promises', 'a clock of your own, or wait for the event itself', "import { setTimeout } from 'node:timers/promises'\n"),
  instead(turn, 6, 'extends Turn', 'a function that is given what it needs', 'class LongTurn extends Turn {}\n'),
  instead(memory, 6, 'fetch()', 'a method that starts it: making a thing starts no work', "class Eager { constructor() { fetch('/') } }\n"),
  instead(word, 3, 'debugger', 'a test', 'debugger\n'),
]

const body = (lines: number) => '  word.at(0)\n'.repeat(lines)
const named = (name: string, advice: string): Plant => plant('names', word, `export const ${name} = 1\n`, `${word}:3: ${name} ${advice}`)

const shaped: readonly Plant[] = [
  plant('lengths', word, 'const line = () => word\n'.repeat(400), `${word}: 402 lines; a file has at most 400: find the second idea and give it a name`),
  plant('lengths', word, `export function long(): void {\n${body(69)}}\n`, `${word}:3: a function of 71 lines; it has at most 70: find the second idea and give it a name`),
  plant('lengths', word, `export const sum = ${'word + '.repeat(30)}word\n`, `${word}:3: 233 characters of code; a line has at most 200`),
  plant('names', 'server/src/domain/word-utils.ts', '/** Words. */\n', 'server/src/domain/word-utils.ts: the name says nothing; name the thing it knows'),
  plant('names', 'server/src/domain/helpers/word.ts', '/** Words. */\n', 'server/src/domain/helpers/word.ts: the name says nothing; name the thing it knows'),
  plant('names', 'server/src/domain/wordList.ts', '/** Words. */\n', 'server/src/domain/wordList.ts: file names are kebab-case'),
  named('TurnManager', 'says nothing; name the thing it knows'),
  named('TURNS_MAX', 'shouts; constants are camelCase like every other name'),
  named('maxTurns', 'begins with its bound; the bound comes last, as in silenceMsMax'),
  named('turnTimeout', 'has no unit; the unit comes last, and time is in milliseconds, as in silenceMs'),
  named('turnSeconds', 'is not in milliseconds; time inside always is'),
  plant('readingOrder', word, 'function inner(): string { return word }\nexport function outer(): string { return inner() }\n', `${word}:3: inner stands above outer, which calls it; a file reads downwards, what is called below its caller`),
  plant('openings', 'server/src/domain/mute.ts', "export const mute = ''\n", 'server/src/domain/mute.ts: opens without a word; say in one sentence what it knows'),
]

const unsaid = (path: string, line: number, found: string, advice: string, text = `// ${found}\n`): Plant => plant('wording', path, text, `${path}:${line}: ${found} is not said here; ${advice}`)

const worded: readonly Plant[] = [
  unsaid(word, 3, 'FIXME', 'do it now, or write it down where work is planned'),
  unsaid(word, 3, 'legacy', 'write in the present tense, as if it had always been so'),
  unsaid('README.md', 2, '/work/', 'a path of one machine means nothing on another; use import.meta.url, tmpdir() or a setting', 'See /work/main.\n'),
  unsaid('README.md', 2, 'issue 12', 'say the thing itself; a number in a tracker does not travel with the code'),
  unsaid(word, 3, 'Copilot', 'say what is done, not what helped to write it'),
  unsaid(word, 3, 'assistant', "it is the tutor; 'assistant' is only the name of a role in a vendor's protocol"),
  unsaid(word, 3, '@ts-ignore', 'say what the type is'),
  unsaid(word, 3, 'oxlint-disable', 'mend it, or say why after two dashes'),
  plant('whitespace', word, 'export const a = 1\r\n', `${word}: lines end with CRLF; end them with LF`),
  plant('whitespace', 'README.md', 'Ahoj', 'README.md: ends without a line end, or with several; end it with one'),
  plant('whitespace', 'README.md', '\n', 'README.md: ends without a line end, or with several; end it with one'),
  plant('whitespace', 'README.md', 'Ahoj \n', 'README.md:2: ends with blanks; take them away'),
  plant('whitespace', 'README.md', '\tAhoj\n', 'README.md:2: has a tab; indent with two spaces'),
  plant('punctuation', word, 'export const a = 1;\n', `${word}:3: ends with a semicolon; take it away`),
  plant('punctuation', word, 'export const a = "b"\n', `${word}:3: "b" is in double quotes; use single ones`),
  { ...plant('lockfile', 'package-lock.json', lockOf({ resolved: 'http://mirror.example/ws.tgz' }), 'package-lock.json: node_modules/ws comes from mirror.example; resolve from registry.npmjs.org, which everybody can reach'), whole: true },
  { ...plant('lockfile', 'package-lock.json', lockOf({ optionalDependencies: { fast: '1.0.0' } }), 'package-lock.json: node_modules/ws wants fast, which is not locked: npm ci refuses, or some platform goes without; take a version that has all its parts'), whole: true },
]

export const plants: readonly Plant[] = [...hanging, ...written, ...shaped, ...worded]
