/** What was asked for on the command line: read, checked, and told again in a sentence where it is wrong. */
import { parseArgs } from 'node:util'
import { faultNames, type FaultName } from './faults.ts'
import { isScenario, scenarios, type ScenarioName } from './scenarios.ts'
import { isShape, shapes, type Shape } from './shapes.ts'

export type Asked = {
  readonly scenario: ScenarioName
  readonly shape: Shape
  readonly learners: number
  readonly forMs: number
  /** So many more who are connected all along, and say nothing. */
  readonly idle: number
  /** Somebody else's installation; null: one of our own, made for this. */
  readonly host: string | null
  readonly api: number
  readonly workers: number
  /** Where the report goes; null: a temporary folder. */
  readonly report: string | null
  readonly seed: number
  /** Whether the processes of the installation write profiles beside the report. */
  readonly profile: boolean
  /** What goes wrong meanwhile; nothing, where it is empty. */
  readonly faults: readonly FaultName[]
}

/** So many guests are no trouble to anybody; whoever sends more says so. */
const guestsMax = 10
const learnersMax = 20_000
const minutesMax = 24 * 60
const processesMax = 16

const usage = `npm run load -- SCENARIO [--learners N] [--minutes M] [--shape ${shapes.join('|')}] [--idle N] [--processes API[+WORKERS]] [--host URL [--yes]] [--report FOLDER] [--seed N] [--profile] [--faults all|NAME,…]

${Object.entries(scenarios).map(([name, { says }]) => `  ${name.padEnd(12)} ${says}`).join('\n')}`

/** Throws a sentence for people. */
export function askedFor(words: readonly string[]): Asked {
  const { values, positionals } = parsed(words)
  const [scenario = '', ...more] = positionals
  if (!isScenario(scenario) || more.length > 0) throw new Error(`Name one scenario.\n\n${usage}`)
  const usual = scenarios[scenario]
  const shape = values.shape ?? usual.shape
  if (!isShape(shape)) throw new Error(`There is no shape "${shape}". There are: ${shapes.join(', ')}.`)
  const host = values.host === undefined ? null : addressIn(values.host)
  const learners = number('--learners', values.learners, host === null ? usual.learners : Math.min(usual.learners, guestsMax), 1, learnersMax)
  if (host !== null && learners > guestsMax && !values.yes) throw new Error(`${learners} learners are a burden on somebody else's installation. Ask whoever runs it, and say --yes then; up to ${guestsMax} need no asking.`)
  if (host !== null && values.processes !== undefined) throw new Error('--processes is for an installation of our own; --host names one that runs already.')
  const idle = number('--idle', values.idle, 0, 0, learnersMax)
  if (host !== null && idle > 0) throw new Error('--idle is for an installation of our own: whoever says nothing would only take places there.')
  const minutes = number('--minutes', values.minutes, shape === 'soak' ? 60 : usual.minutes, 0, minutesMax)
  if (minutes === 0) throw new Error('--minutes must be more than 0.')
  const [api, workers] = processesIn(values.processes ?? '1')
  const [seed, faults] = [number('--seed', values.seed, 1, 0, 2 ** 32 - 1), faultsIn(values.faults, host)]
  return { scenario, shape, learners, forMs: Math.round(minutes * 60_000), idle, host, api, workers, report: values.report ?? null, seed, profile: values.profile === true, faults }
}

function parsed(words: readonly string[]) {
  const text = { type: 'string' } as const
  const options = { learners: text, minutes: text, shape: text, idle: text, host: text, processes: text, report: text, seed: text, yes: { type: 'boolean' }, profile: { type: 'boolean' }, faults: text } as const
  try {
    return parseArgs({ args: [...words], options, allowPositionals: true })
  } catch (error) {
    throw new Error(`${(error as Error).message}\n\n${usage}`, { cause: error })
  }
}

function faultsIn(given: string | undefined, host: string | null): readonly FaultName[] {
  if (given === undefined) return []
  if (host !== null) throw new Error('--faults is for an installation of our own.')
  const named = given === 'all' ? faultNames : given.split(',')
  const unknown = named.find((name) => !(faultNames as readonly string[]).includes(name))
  if (unknown !== undefined) throw new Error(`There is no fault "${unknown}". There are: all, ${faultNames.join(', ')}.`)
  return named as readonly FaultName[]
}

function addressIn(given: string): string {
  if (!URL.canParse(given) || !/^https?:$/.test(new URL(given).protocol)) throw new Error('--host takes an address such as https://mluv.example.org.')
  return new URL(given).origin
}

function number(name: string, given: string | undefined, otherwise: number, from: number, to: number): number {
  if (given === undefined) return otherwise
  const value = given.trim() === '' ? Number.NaN : Number(given)
  const isWhole = name === '--minutes' || Number.isInteger(value)
  if (!(value >= from && value <= to) || !isWhole) throw new Error(`${name} takes a number from ${from} to ${to}.`)
  return value
}

/** `2+1`: two that serve and one that works; `1`: one that does both, as `npm start` has it. */
function processesIn(given: string): readonly [api: number, workers: number] {
  const [, api, workers = '0'] = /^(\d+)(?:\+(\d+))?$/.exec(given) ?? []
  if (api === undefined || Number(api) < 1 || Number(api) > processesMax || Number(workers) > processesMax) throw new Error('--processes takes how many serve and, after a plus, how many work beside them: 1, or 2+1.')
  return [Number(api), Number(workers)]
}
