/**
 * Lighthouse, as its authors publish it, on this machine's Chromium. It is fetched by `npm exec` when it is first measured with: 176 MB
 * in 114 packages, of which a third reports its own errors to somebody else, are no part of what everybody installs to change a line.
 */
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { present } from '../../server/test/present.ts'

/** A category's share of 100; times in milliseconds. `bytes` are those that came over the network. */
export type Seen = {
  readonly performance: number
  readonly accessibility: number
  readonly bestPractices: number
  readonly seo: number
  readonly firstPaintMs: number
  readonly largestPaintMs: number
  readonly blockedMs: number
  readonly shift: number
  readonly bytes: number
  /** What it took points for, in its own words. */
  readonly complaints: readonly string[]
}

type Audit = { readonly title: string; readonly score: number | null; readonly numericValue?: number; readonly scoreDisplayMode: string }
type Category = { readonly score: number; readonly auditRefs: readonly { readonly id: string; readonly weight: number }[] }
type Report = { readonly runtimeError?: { readonly message: string }; readonly audits: Readonly<Record<string, Audit>>; readonly categories: Readonly<Record<string, Category>> }

const version = '13.5.0'
const runMsMax = 300_000

/** One visit as from a phone on slow 4G, with a browser that has never been here but for this session. */
export async function look(url: string, session: string | null): Promise<Seen> {
  const folder = mkdtempSync(join(tmpdir(), 'mluv-lighthouse-'))
  const report = join(folder, 'report.json')
  const headers = session === null ? [] : [`--extra-headers=${JSON.stringify({ Cookie: `mluv_session=${session}` })}`]
  const words = ['lighthouse', url, '--form-factor=mobile', '--throttling-method=simulate', '--chrome-flags=--headless=new --no-sandbox', '--output=json', `--output-path=${report}`, '--quiet', ...headers]
  try {
    await promisify(execFile)('npm', ['exec', '--yes', `--package=lighthouse@${version}`, '--', ...words], { cwd: folder, timeout: runMsMax, env: { ...process.env, CHROME_PATH: present('chromium')! } })
    return seenIn(JSON.parse(readFileSync(report, 'utf8')) as Report)
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 })
  }
}

function seenIn({ runtimeError, audits, categories }: Report): Seen {
  if (runtimeError) throw new Error(`Lighthouse: ${runtimeError.message}`)
  const points = (name: string): number => Math.round(categories[name]!.score * 100)
  const figure = (name: string): number => audits[name]!.numericValue!
  const complaints = Object.values(categories).flatMap(({ auditRefs }) => auditRefs.filter(({ id, weight }) => weight > 0 && (audits[id]!.score ?? 1) < 0.9).map(({ id }) => audits[id]!.title))
  return {
    performance: points('performance'), accessibility: points('accessibility'), bestPractices: points('best-practices'), seo: points('seo'),
    firstPaintMs: figure('first-contentful-paint'), largestPaintMs: figure('largest-contentful-paint'), blockedMs: figure('total-blocking-time'),
    shift: figure('cumulative-layout-shift'), bytes: figure('total-byte-weight'), complaints,
  }
}
