/**
 * What some tests use where it is found, and how a test says that it was left out:
 *
 *     it('plays in a browser', { skip: leftOut('chromium') }, …)
 *
 * `run.ts` counts these reasons, and refuses them where MLUV_TEST_STRICT is set. MLUV_TEST_WITHOUT=chromium,redis
 * makes things absent, to see what is said then.
 */
import { accessSync, constants, globSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

type Optional = {
  /** For people, with how to get it. */
  readonly called: string
  readonly install: string
  /** Where it may be, best first. */
  readonly at: (env: NodeJS.ProcessEnv) => readonly string[]
}

const beside = fileURLToPath(new URL('../../../shared/gec', import.meta.url))

const optional = {
  chromium: { called: 'Chromium', install: 'apt-get install chromium, or set CHROMIUM_PATH', at: (env) => [...given(env.CHROMIUM_PATH), ...onPath(env, 'chromium')] },
  firefox: { called: 'Firefox', install: 'apt-get install firefox-esr', at: (env) => onPath(env, 'firefox-esr') },
  /** A sound card for browsers that play nothing without one. */
  pulseaudio: { called: 'PulseAudio', install: 'apt-get install pulseaudio', at: (env) => onPath(env, 'pulseaudio') },
  redis: { called: 'Redis', install: 'apt-get install redis-server', at: (env) => [...onPath(env, 'redis-server'), ...onPath(env, 'valkey-server')] },
  /** The folder that holds `postgres`, `initdb` and `pg_dump`. */
  postgres: { called: 'a PostgreSQL server', install: 'apt-get install postgresql', at: () => globSync('/usr/lib/postgresql/*/bin').sort(newestFirst) },
  nginx: { called: 'nginx', install: 'apt-get install nginx-light', at: (env) => [...onPath(env, 'nginx'), '/usr/sbin/nginx'] },
  promtool: { called: 'promtool', install: 'apt-get install prometheus', at: (env) => onPath(env, 'promtool') },
  espeak: { called: 'espeak-ng', install: 'apt-get install espeak-ng', at: (env) => onPath(env, 'espeak-ng') },
  ffmpeg: { called: 'ffmpeg', install: 'apt-get install ffmpeg', at: (env) => onPath(env, 'ffmpeg') },
  opusenc: { called: 'opusenc', install: 'apt-get install opus-tools', at: (env) => onPath(env, 'opusenc') },
  /** The folder of learners' texts with their corrections. */
  corpus: { called: 'the corpus', install: 'put it into ../shared/gec, or set MLUV_CORPUS', at: (env) => [...given(env.MLUV_CORPUS), beside] },
} as const satisfies Record<string, Optional>

export type Thing = keyof typeof optional

/** Where it is. */
export function present(thing: Thing, env: NodeJS.ProcessEnv = process.env): string | undefined {
  if (env.MLUV_TEST_WITHOUT?.split(',').includes(thing)) return undefined
  return optional[thing].at(env).find(exists)
}

export const leftOutPrefix = 'left out: needs '

/** Why a test that needs these is skipped; false where it is not. */
export function leftOut(...things: readonly Thing[]): string | false {
  const missing = things.filter((thing) => present(thing) === undefined).map((thing) => `${optional[thing].called} (${optional[thing].install})`)
  return missing.length > 0 && leftOutPrefix + missing.join(' and ')
}

const given = (path: string | undefined): readonly string[] => (path ? [path] : [])
const onPath = (env: NodeJS.ProcessEnv, program: string): readonly string[] => (env.PATH ?? '').split(delimiter).map((folder) => join(folder, program))
const newestFirst = (one: string, other: string): number => Number(other.split('/')[4]) - Number(one.split('/')[4])

function exists(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
