/**
 * Whether the alerts of `ops/alerts.yml` speak: a real Prometheus that looks each second. What a rule waits for and looks back over is shortened from
 * minutes to seconds, since here something is wrong for seconds; what it looks at, and from when on it is too much, stays.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync, writeFileSync, mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { present } from '../../server/test/present.ts'
import { freePort } from '../../server/test/free-port.ts'
import { monotonicMs } from '../measuring/monotonic.ts'

export type Spoke = { readonly alert: string; readonly fromMs: number; readonly untilMs: number }
type Ranges = { readonly data: { readonly result: readonly { readonly metric: { readonly alertname: string }; readonly values: readonly (readonly [s: number, value: string])[] }[] } }
export type Alerts = { /** By the clock of the run. */ spoke(sinceMs: number): Promise<readonly Spoke[]>; stop(): Promise<void> }

const rules = resolve(import.meta.dirname, '../../ops/alerts.yml')
const stepMs = 1_000
const readyMsMax = 20_000

/** Null where this machine has no Prometheus. */
export async function alerts(folder: string, targets: readonly string[], token: string): Promise<Alerts | null> {
  const promtool = present('promtool')
  if (promtool === undefined) return null
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'alerts.yml'), shortened(readFileSync(rules, 'utf8')))
  writeFileSync(join(folder, 'prometheus.yml'), `global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}
rule_files: [alerts.yml]
scrape_configs:
  - job_name: mluv
    authorization: {credentials: ${JSON.stringify(token)}}
    static_configs: [{targets: ${JSON.stringify(targets)}}]
`)
  const port = await freePort()
  const server = spawn(join(promtool, '../prometheus'), [`--config.file=${join(folder, 'prometheus.yml')}`, `--storage.tsdb.path=${join(folder, 'kept')}`, `--web.listen-address=127.0.0.1:${port}`, '--log.level=error'], { stdio: ['ignore', 'ignore', 'inherit'] })
  const url = `http://127.0.0.1:${port}`
  for (const untilMs = monotonicMs() + readyMsMax; !(await fetch(`${url}/-/ready`).catch(() => null))?.ok; ) if (monotonicMs() > untilMs || server.exitCode !== null) throw new Error('Prometheus did not start.')
  return {
    async spoke(sinceMs) {
      const offsetMs = Date.now() - monotonicMs()
      const query = new URLSearchParams({ query: 'ALERTS{alertstate="firing"}', start: String((sinceMs + offsetMs) / 1000), end: String(Date.now() / 1000), step: '1' })
      const { data } = (await (await fetch(`${url}/api/v1/query_range?${query.toString()}`)).json()) as Ranges
      return data.result.flatMap(({ metric: { alertname }, values }) => spansOf(values.map(([s]) => s * 1000 - offsetMs)).map((span) => ({ alert: alertname, ...span })))
    },
    async stop() {
      server.kill()
      if (server.exitCode === null && server.signalCode === null) await once(server, 'exit')
    },
  }
}

/** Minutes of a rule as seconds; hours as they are. */
export const shortened = (text: string): string =>
  text.replaceAll(/\bfor: (\d+)m\b/g, (_, minutes: string) => `for: ${Math.min(3, Number(minutes))}s`).replaceAll(/\[(\d+)m\]/g, (_, minutes: string) => `[${Math.max(5, Math.min(10, Number(minutes)))}s]`)

function spansOf(atMs: readonly number[]): { readonly fromMs: number; readonly untilMs: number }[] {
  const spans: { fromMs: number; untilMs: number }[] = []
  for (const ms of atMs) {
    const last = spans.at(-1)
    if (last && ms - last.untilMs <= 2 * stepMs) last.untilMs = ms
    else spans.push({ fromMs: ms, untilMs: ms })
  }
  return spans
}
