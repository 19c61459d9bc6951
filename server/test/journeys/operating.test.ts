/** What operators take from `ops/`: held against the figures that an installation really tells. */
import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it, type TestContext } from 'node:test'
import { load } from 'js-yaml'
import { probes } from '../deploying/manifests.ts'
import { freePort } from '../free-port.ts'
import { openInstallation, send, type Installation } from './installation.ts'
import { leftOut, present } from '../present.ts'

const root = join(import.meta.dirname, '../../..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const token = 'whoever-watches-has-this'

type Alerts = { readonly groups: readonly { readonly rules: readonly { readonly alert: string; readonly expr: string; readonly labels: { readonly severity: string } }[] }[] }
type Dashboard = { readonly panels: readonly { readonly title: string; readonly targets?: readonly { readonly expr: string }[] }[] }

const alerts = (load(read('ops/alerts.yml')) as Alerts).groups.flatMap(({ rules }) => rules)

describe('what operators are given', () => {
  let mluv: Installation
  let told: ReadonlySet<string>
  let figuresPort: number
  before(async () => {
    figuresPort = await freePort()
    mluv = await openInstallation({ settings: { METRICS_TOKEN: token, METRICS_PORT: String(figuresPort) } })
    const { text } = await mluv.ask('/metrics', { token })
    const typed = [...text.matchAll(/^# TYPE (\w+) (\w+)$/gm)]
    told = new Set(typed.flatMap(([, name, type]) => (type === 'histogram' ? ['_bucket', '_sum', '_count'].map((part) => name + part) : [name!])))
    assert.ok(told.size > 40, `${told.size} figures`)
  })
  after(() => mluv?.close())
  /** Prometheus itself tells whether it reached somebody. */
  const unknownIn = (expr: string): readonly string[] => [...expr.matchAll(/\b(?:mluv|process|nodejs)_\w+|\bup\b/g)].map(([name]) => name).filter((name) => name !== 'up' && !told.has(name))

  it('asks in each alert for figures that there are', () => {
    for (const { alert, expr } of alerts) assert.deepEqual(unknownIn(expr), [], alert)
  })

  it('asks in each panel for figures that there are', () => {
    const { panels } = JSON.parse(read('ops/grafana/mluv.json')) as Dashboard
    const asked = panels.flatMap(({ title, targets = [] }) => targets.map(({ expr }) => ({ title, expr })))
    assert.ok(asked.length > 20)
    for (const { title, expr } of asked) {
      assert.match(expr, /mluv_|process_/)
      assert.deepEqual(unknownIn(expr), [], title)
    }
  })

  it('answers wherever images, Compose, Kubernetes and Railway look whether it is well', async () => {
    const looked = probes()
    assert.ok(looked.length >= 9, `${looked.length} probes`)
    for (const { path, port } of looked) {
      assert.ok(port === 3000 || port === 9464, `${path} on ${port}`)
      assert.equal((await send(port === 3000 ? `${mluv.url}${path}` : `http://127.0.0.1:${figuresPort}${path}`)).status, 200, `${path} on ${port}`)
    }
  })

  it('says of each alert what to do, and how soon', () => {
    const known = [...read('docs/runbook.md').matchAll(/^## (\w+)$/gm)].map(([, name]) => name)
    assert.deepEqual(known, alerts.map(({ alert }) => alert))
    for (const { alert, labels: { severity } } of alerts) assert.ok(['page', 'ticket'].includes(severity), alert)
  })
})

describe('alerts', { skip: leftOut('promtool') }, () => {
  const promtool = (...words: readonly string[]): string => execFileSync(present('promtool')!, words, { cwd: root, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })

  it('are rules that Prometheus takes', () => {
    assert.match(promtool('check', 'rules', 'ops/alerts.yml'), new RegExp(`${alerts.length} rules found`))
  })

  it('are in what Prometheus reads in compose.yaml, which it takes, under the job that they ask for', (t) => {
    const folder = folderFor(t)
    const config = read('ops/prometheus.yml')
    assert.match(config, /^  - job_name: mluv$/m)
    copyFileSync(join(root, 'ops/alerts.yml'), join(folder, 'alerts.yml'))
    writeFileSync(join(folder, 'token'), token)
    const check = (text: string) => {
      writeFileSync(join(folder, 'prometheus.yml'), text.replace('/run/passwords/figures/token', join(folder, 'token')))
      return promtool('check', 'config', join(folder, 'prometheus.yml'))
    }
    assert.match(check(config), new RegExp(`SUCCESS: 1 rule files found[^]*${alerts.length} rules found`))
    assert.throws(() => check(config.replace('names: [api, worker]', 'name: [api, worker]')), /field name not found/)
    assert.throws(() => check(config.replace('rule_files: [alerts.yml]', 'rule_files: [other.yml]')), /other\.yml/)
  })

  it('speak where they are to, and are silent where they are not', () => {
    const tests = read('ops/alerts.test.yml')
    for (const { alert } of alerts) assert.ok(tests.includes(`- name: ${alert}\n`) && tests.includes(`- name: ${alert}, not\n`), `${alert} is not tried`)
    assert.match(promtool('test', 'rules', 'ops/alerts.test.yml'), /SUCCESS/)
  })
})

function folderFor(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'mluv-operating-'))
  t.after(() => rmSync(folder, { recursive: true }))
  return folder
}
