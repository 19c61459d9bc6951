import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, it } from 'node:test'
import { describeSettings, readConfig, settings, sourceUrlOf } from '../src/config.ts'
import { codeOf } from '../src/domain/failure.ts'

const folder = mkdtempSync(join(tmpdir(), 'mluv-config-'))
after(() => rmSync(folder, { recursive: true }))

function fileWith(text: string): string {
  const path = join(folder, `${Buffer.from(text).toString('hex').slice(0, 40)}.txt`)
  writeFileSync(path, text)
  return path
}

function faultsOf(environment: Record<string, string>): string[] {
  try {
    readConfig(environment)
  } catch (error) {
    assert.equal(codeOf(error), 'invalid')
    return (error as Error).message.split('\n').slice(1)
  }
  return []
}

describe('the settings', () => {
  it('have their defaults where nothing is set, or nothing but blanks', () => {
    for (const environment of [{}, { PORT: '', HOST: '  ', DATABASE_URL: '' }]) {
      const config = readConfig(environment)
      assert.deepEqual([config.PORT, config.HOST, config.DATABASE_URL, config.MLUV_DATA, config.RATE_LIMIT_PER_MINUTE], ['3000', '127.0.0.1', null, './data', '30'])
    }
  })

  it('each come from a file as well', () => {
    for (const { name } of settings) {
      const value = ({
        PORT: '8080', LATE_MS_MAX: '100', METRICS_PORT: '9100', METRICS_TOKEN: 'without-any-blank-in-it', TRUST_PROXY: 'true', MLUV_WORK: 'false', LOG_LEVEL: 'debug', DATABASE_URL: 'postgres://db/mluv', REDIS_URL: 'redis://cache', MLUV_OPERATOR_TOKEN: 'twenty letters or more',
        MLUV_VENDOR_RATES: 'openai=500/200000', MLUV_SERVING_PROCESSES: '2', OVER_BUDGET: 'refuse', OPERATOR_EMAIL: 'me@example.org', PLANS: 'school=0.05/1',
        CACHE_ENABLED: 'false', ADAPTIVE_MODELS: 'false', CACHE_LIFETIMES: 'home=1/2', SMTP_URL: 'smtps://mail', MAIL_FROM: 'mluv@example.org', TELEGRAM_BOT_TOKEN: '123456:ABC-DEF_ghi', TELEGRAM_UPDATES: 'polling', SIGNUP: 'invite',
        OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:4318', OTEL_EXPORTER_OTLP_HEADERS: 'authorization=Bearer%20x', OTEL_TRACES_SAMPLER_ARG: '0.25', SENTRY_DSN: 'https://key@example.org/1',
      } as Record<string, string>)[name] ?? (/URL$/.test(name) ? 'https://example.org/v1' : /PER_|_MB$|_DAYS$|_SECONDS$|_MS$|_MAX$|_USD$/.test(name) ? '700' : 'something')
      assert.equal(readConfig({ [name]: value })[name], value)
      assert.equal(readConfig({ [`${name}_FILE`]: fileWith(`${value}\n`) })[name], value)
    }
  })

  it('say all their faults at once, each by its name', () => {
    const faults = faultsOf({
      PORT: '70000', TRUST_PROXY: 'yes', DATABASE_URL: 'mysql://db', PUBLIC_URL: 'mluv.cz', RATE_LIMIT_PER_MINUTE: '-1', LOG_LEVEL: 'loud',
      MLUV_OPERATOR_TOKEN: 'short', CACHE_LIFETIMES: 'home=1 sofa=2/3', OPENAI_API_KEY_FILE: join(folder, 'nowhere'), HOST: 'a', HOST_FILE: fileWith('b'),
    })
    const names = ['PORT', 'TRUST_PROXY', 'DATABASE_URL', 'PUBLIC_URL', 'RATE_LIMIT_PER_MINUTE', 'LOG_LEVEL', 'MLUV_OPERATOR_TOKEN', 'CACHE_LIFETIMES', 'OPENAI_API_KEY_FILE', 'HOST']
    assert.equal(faults.length, names.length, faults.join('\n'))
    for (const name of names) assert.equal(faults.filter((fault) => fault.startsWith(`  - ${name} `)).length, 1, name)
  })

  it('never quote a value: it may be a secret', () => {
    const secret = 'mysql://mluv:hunter2@db'
    assert.ok(!faultsOf({ DATABASE_URL: secret, REDIS_URL: secret, MLUV_OPERATOR_TOKEN: 'hunter2' }).join('').includes('hunter2'))
  })

  it('tell where the source is: as set, as the package names its repository, or nowhere', () => {
    const [none, set] = [readConfig({}), readConfig({ SOURCE_URL: 'https://source.example/mine' })]
    const github = 'https://github.com/somebody/mluv'
    assert.deepEqual([undefined, github, { url: `git+${github}.git` }, 'github:somebody/mluv'].map((repository) => sourceUrlOf(none, repository)), [null, github, github, null])
    assert.equal(sourceUrlOf(set, github), 'https://source.example/mine')
  })

  it('are described as they are, in docs/configuration.md', () => {
    const page = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8')
    assert.equal(page, describeSettings(), 'write it anew: node -e "import(\'./server/src/config.ts\').then(({ describeSettings }) => process.stdout.write(describeSettings()))" > docs/configuration.md')
    for (const { name, why } of settings) assert.ok(page.includes(`\`${name}\``) && page.includes(why), name)
  })
})
