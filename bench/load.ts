/**
 * Whole learners as load: `npm run load -- SCENARIO`. How fast they are answered, what goes wrong, what it costs each process, and whether
 * all that was answered is kept once; a report as one page of HTML, and a last line for machines.
 */
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { askedFor, type Asked } from './load/asked.ts'
import { ofOurs, pace, readAgain, saidIn } from './load/findings.ts'
import { outcomes, planned, wreak } from './load/faults.ts'
import { openGenerator, type Generator } from './load/generating.ts'
import { historyOf } from './load/history.ts'
import { limits } from './load/limits.ts'
import { busiest, busySoFar, machine } from './load/machine.ts'
import { reportOf, type Found } from './load/report.ts'
import { scenarios } from './load/scenarios.ts'
import { steadyFromMs } from './load/shapes.ts'
import { guestStage, ownStage, type Stage } from './load/stage.ts'
import { tell } from './load/telling.ts'
import { monotonicMs } from './measuring/monotonic.ts'
import { watch } from './load/watch.ts'

const settleMs = 1_000
/** What nothing costs is looked at for so long. */
const idleMs = { smoke: 1_000, usual: 5_000 }
/** Calls alone, after the run. */
const silentMsMost = 30_000
const limitMs = { smoke: 500, usual: 5_000 }

const asked = ask()
const folder = asked.report === null ? mkdtempSync(join(tmpdir(), 'mluv-load-report-')) : resolve(asked.report)
mkdirSync(folder, { recursive: true })
const stage = await (asked.host === null ? ownStage(asked, asked.profile ? folder : null) : guestStage(asked.host)).catch(refused)
const generator = openGenerator()
try {
  await run(stage, generator)
} finally {
  generator.stop()
  await stage.stop()
}

function ask(): Asked {
  try {
    return askedFor(process.argv.slice(2))
  } catch (error) {
    return refused(error)
  }
}

function refused(error: unknown): never {
  console.error((error as Error).message)
  process.exit(1)
}

async function run({ urls, tokens, own }: Stage, generator: Generator): Promise<void> {
  const isSmoke = asked.scenario === 'smoke'
  const machineBefore = await machine(own?.home ?? null)
  const busyBefore = busySoFar()
  const watched = watch([{ name: 'this bench', isIts: (each) => each.pid === process.pid }, ...(own?.roots ?? []), { name: 'learners', isIts: (each) => each.pid === generator.pid }])
  const atMs = Date.now()
  const order = { ...asked, urls, tokens, isElsewhere: own === null, isPatient: asked.faults.length > 0 }
  // All have begun, and are quiet.
  await pause(settleMs)
  const looks = [watched.look()]
  await pause(isSmoke ? idleMs.smoke : idleMs.usual)
  looks.push(watched.look())
  const beganMs = monotonicMs()
  const possible = asked.faults.filter((fault) => own?.breakages[fault] !== undefined)
  const plan = planned(possible, asked.seed, steadyFromMs({ ...asked, perSecond: scenarios[asked.scenario].perSecond }) + settleMs, asked.forMs)
  const [crowd, broken] = await Promise.all([generator.crowd(order), wreak(plan, own?.breakages ?? {}, beganMs), own?.reminders && afterwards(asked.forMs / 3, own.reminders.post)])
  const wreaked = outcomes(broken, crowd.counted.hindered, (await own?.alerts?.spoke(beganMs)) ?? [])
  looks.push(watched.look())
  const silent = own === null ? null : await generator.crowd({ ...order, seed: asked.seed + 1, shape: 'steady', forMs: Math.min(silentMsMost, asked.forMs / 4), isSilent: true, idle: 0 })
  looks.push(watched.look())
  const reminded = (await own?.reminders?.settled()) ?? null
  const [busy, machineAfter] = [busiest(busyBefore), await machine(own?.home ?? null)]
  const seen = await watched.stop()
  const bare = own && (await limits({ home: own.home, url: urls[0]!, token: tokens![0]!, generator, perSecond: pace(crowd), forMs: isSmoke ? limitMs.smoke : limitMs.usual }))
  const ofOwn = own && silent && bare && (await ofOurs({ home: own.home, sinceMs: atMs, crowd, silent, looks, bare }))
  const history = ofOwn?.turns ?? historyOf(saidIn(crowd), readAgain(crowd))
  const found: Found = { asked, atMs, machine: machineBefore, machineAfter, busiest: busy, crowd, seen, own: ofOwn, reminded, wreaked, history }
  const file = join(folder, 'report.html')
  writeFileSync(file, reportOf(found))
  tell(found, file)
}

/** In a spike, when all have come. */
async function afterwards(ms: number, act: () => Promise<void>): Promise<void> {
  await pause(ms)
  await act()
}
