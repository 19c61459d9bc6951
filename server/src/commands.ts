/** What can be asked of Mluv on the command line. */
import { availableParallelism } from 'node:os'
import { compose, composeWork, type Mluv } from './compose.ts'
import { readConfig, settings, type Config } from './config.ts'
import { Failure } from './domain/failure.ts'
import { backUpInstallation, moveInstallation, restoreInstallation, upgradeInstallation } from './installation.ts'
import { openLog } from './log.ts'
import { exportLearner, forgetLearner, forgetListed, tellErased, tellTraces } from './one-learner.ts'

/** `alone`: its value stands there without its name. */
type Option = { readonly name: string; readonly example: string; readonly required: boolean; readonly alone?: true }
type Command = { readonly run: (given: Readonly<Record<string, string>>) => Promise<void>; readonly option?: Option }

const commands: Readonly<Record<string, Command>> = {
  serve: { run: serve },
  work: { run: work },
  migrate: { run: migrate },
  doctor: { run: doctor },
  move: { run: ({ to }) => moveInstallation(readConfig(), to!, say), option: { name: 'to', example: 'postgres://user:password@host/name', required: true } },
  backup: { run: ({ to }) => backUpInstallation(readConfig(), to, say), option: { name: 'to', example: 'mluv.backup.zst', required: false } },
  restore: { run: ({ from }) => restoreInstallation(readConfig(), from!, say), option: { name: 'from', example: 'mluv.backup.zst', required: true } },
  export: { run: ({ learner }) => exportLearner(readConfig(), learner!, (piece) => void process.stdout.write(piece)), option: { name: 'learner', example: 'LEARNER', required: true, alone: true } },
  forget: { run: ({ learner }) => forgetLearner(readConfig(), learner!, say), option: { name: 'learner', example: 'LEARNER', required: true, alone: true } },
  'forget-listed': { run: ({ from }) => forgetListed(readConfig(), from!, say), option: { name: 'from', example: 'erased.txt', required: true } },
  erased: { run: () => tellErased(readConfig(), say) },
  traces: { run: ({ word }) => tellTraces(readConfig(), word!, say), option: { name: 'word', example: 'WORD', required: true, alone: true } },
  upgrade: { run: ({ programs }) => upgradeInstallation(readConfig(), programs!, say), option: { name: 'programs', example: 'postgres-17/bin', required: true } },
}

/** Does what the words after `npm start --` ask for. */
export async function command(words: readonly string[]): Promise<void> {
  await orExplain(async () => {
    const [name = 'serve', ...rest] = words
    const asked = Object.hasOwn(commands, name) ? commands[name] : undefined
    if (asked === undefined) throw new Failure('invalid', `"${name}" is not something Mluv can do. It can: ${Object.keys(commands).join(', ')}.`)
    await asked.run(given(name, asked.option, rest))
  })
}

/** The words after a command's name, as it takes them: `--to x` or `--to=x`, or what stands alone. */
function given(name: string, option: Option | undefined, words: readonly string[]): Record<string, string> {
  const taken = option && (option.alone ? option.example : `--${option.name} ${option.example}`)
  const usage = option === undefined ? `npm start -- ${name}, and nothing more` : `npm start -- ${name} ${option.required ? taken : `[${taken}]`}`
  const refused = (what: string) => new Failure('invalid', `${what} It is: ${usage}`)
  const split = words.flatMap((each) => (each.startsWith('--') && each.includes('=') ? [each.slice(0, each.indexOf('=')), each.slice(each.indexOf('=') + 1)] : [each]))
  const [word, ...more] = option?.alone && split.length > 0 ? [`--${option.name}`, ...split] : split
  if (word === undefined && option?.required) throw refused(`${name} needs ${option.alone ? option.example : `--${option.name}`}.`)
  if (word === undefined) return {}
  if (word !== `--${option?.name}`) throw refused(`${name} does not know ${word.startsWith('--') ? word : 'what to do with more words'}.`)
  const [value, ...others] = more
  if (value === undefined || value === '' || others.length > 0) throw refused(`${option!.alone ? name : `--${option!.name}`} takes one value.`)
  return { [option!.name]: value }
}

const say = (sentence: string): void => console.log(sentence)

async function serve(): Promise<void> {
  const config = readConfig()
  const log = openLog(config.LOG_LEVEL as Parameters<typeof openLog>[0])
  const mluv = await compose(config, { log, say }, () => {
    console.error('The database is gone, so nothing can be kept any more. Mluv stops here; start it again.')
    process.exit(1)
  })
  stopWhenAsked(mluv.close)
  const address = await mluv.listen().catch(async (error: unknown) => {
    await mluv.close()
    throw error
  })
  if (config.MLUV_WORK === 'true') await mluv.work()
  say(welcome(config, address, mluv.house.fares(), mluv.operatorToken))
}

/** Does what is done behind the scenes, beside processes that serve. */
async function work(): Promise<void> {
  const config = readConfig()
  const worker = await composeWork(config, { log: openLog(config.LOG_LEVEL as Parameters<typeof openLog>[0]), say })
  stopWhenAsked(worker.close)
  const figures = await worker.work().catch(async (error: unknown) => {
    await worker.close()
    throw error
  })
  say(figures === null ? 'Working. Nothing is served here.' : `Working. Nothing is served here but figures: ${figures}`)
}

/** Without `serve`: brings the database up to date and stops. */
async function migrate(): Promise<void> {
  const config = readConfig()
  const mluv = await compose(config, { log: openLog('error'), say })
  await mluv.close()
  say('The database is up to date.')
}

/** Prints every setting, with secrets hidden, and tries everything once; ends with 1 where something does not answer as it should. */
async function doctor(): Promise<void> {
  const config = readConfig()
  for (const setting of settings) {
    const value = config[setting.name]
    say(`${setting.name.padEnd(22)} ${value === null ? '(not set)' : 'secret' in setting ? '(set, hidden)' : value}`)
  }
  const mluv = await compose(config, { log: openLog('warn'), say })
  try {
    await mluv.house.store.ping()
    say('The database answers.')
    const { sourceUrl } = mluv.house
    say(sourceUrl === null ? 'No page links to the source. Whoever runs a changed Mluv for others owes them its source (AGPL, section 13): put it somewhere, and set SOURCE_URL.' : `The source is at ${sourceUrl}.`)
    const listening = { text: 'Jdu do škola.', language: 'cs', level: 'A2', motherTongue: 'en', gender: null, corrections: 'detailed', spoken: false } as const
    const checked = await mluv.house.check(null, listening, AbortSignal.timeout(15_000))
    say(checked.correction === null ? 'Sentences cannot be checked.' : `Sentences are checked, here by ${checked.correction.by}: nobody is asked who costs something.`)
    for (const [what, who] of whoDoes(mluv.house.fares())) say(`${what.padEnd(22)} ${who}`)
    const trials = await mluv.tried()
    for (const { whom, says } of trials) say(`${whom.padEnd(22)} ${says}`)
    if (trials.some(({ isWell }) => !isWell)) process.exitCode = 1
    say(takenTogether(await mluv.house.live.processes(mluv.house.clock.now()), availableParallelism()))
  } finally {
    await mluv.close()
  }
}

type Processes = Awaited<ReturnType<Mluv['house']['live']['processes']>>

/** What those that run take of the machine; the threads of a process are part of it, its database is not. */
export function takenTogether(processes: Processes, processors: number): string {
  if (processes.length === 0) return 'No process of this installation runs.'
  const bytes = processes.reduce((sum, { figures }) => sum + (figures.gauges['memory bytes'] ?? 0), 0)
  const busy = processes.reduce((sum, { figures, windowMs }) => sum + (figures.counts['processor ms'] ?? 0) / windowMs, 0)
  const who = processes.length === 1 ? '1 process takes' : `${processes.length} processes together take`
  return `${who} ${Math.round(bytes / 1024 ** 2)} MB of memory and ${busy.toFixed(2)} of ${processors} processors; ${Math.max(0, processors - busy).toFixed(2)} would be idle but for others.`
}

/** A refusal of ours is told as a sentence; anything else is a bug and shows where it happened. */
async function orExplain(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    console.error(error instanceof Failure ? error.message : error)
    process.exit(1)
  }
}

function stopWhenAsked(close: () => Promise<void>): void {
  let asked = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (asked) process.exit(130)
      asked = true
      say('Finishing what runs. Once more stops at once.')
      void close().then(() => process.exit(0))
    })
  }
}

type Fares = ReturnType<Mluv['house']['fares']>

export function welcome(config: Config, address: string, fares: Fares, operatorToken: string | null): string {
  return [
    '',
    `  Mluv is ready:  ${config.PUBLIC_URL ?? address}`,
    '',
    ...whoDoes(fares).map(([what, who]) => `  ${what.padEnd(13)} ${who}`),
    `  keeps         ${config.DATABASE_URL === null ? `everything in ${config.MLUV_DATA}` : 'everything in your PostgreSQL'}`,
    ...(operatorToken === null ? [] : ['', `  The operator's token, shown this once:  ${operatorToken}`]),
    '',
  ].join('\n')
}

/** Who is asked for what, in order; where nobody is but those who come along, how somebody would be. */
function whoDoes(fares: Fares): readonly (readonly [string, string])[] {
  const asked = (task: Fares[number]['task']) => fares.flatMap((fare) => (fare.task === task && fare.model !== null ? [`${fare.provider} ${fare.model}`] : [])).join(', ')
  const [minds, ears, voices, hearings] = [asked('reply'), asked('correct'), asked('speak'), asked('transcribe')]
  return [
    ['answers', minds ? `${minds}; at the last Honzík, from what authors wrote` : 'Honzík, from what authors wrote. A key or a server lets a model answer freely: docs/providers.md.'],
    ['corrects', ears ? `${ears}; the Czech ear looks them through` : 'the Czech ear'],
    ['speaks', voices ? `${voices}; at the last espeak-ng` : 'espeak-ng. A key or a server gives a natural voice: docs/providers.md.'],
    ['hears', hearings || 'what the browser can. A key or a server lets it hear everywhere: docs/providers.md.'],
  ]
}
