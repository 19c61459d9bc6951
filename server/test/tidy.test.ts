import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { fileURLToPath } from 'node:url'
import { rules, tidy } from './tidy.ts'
import { bans } from './tidy/bans.ts'
import { filesOf, houseOf, type SourceFile } from './tidy/house.ts'
import { layers, layersTable } from './tidy/layers.ts'
import { plants, tidyHouse, type Plant } from './tidy/plants.ts'
import { words } from './tidy/words.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))

describe('the repository', () => {
  it('is tidy', () => {
    const complaints = tidy(filesOf(root))
    if (complaints.length > 0) assert.fail(`${complaints.length} complaints:\n${complaints.join('\n')}`)
  })
  it('is read whole', () => {
    const paths = filesOf(root).map(({ path }) => path)
    for (const path of ['package.json', 'LICENSE', '.ci/run', 'protocol/src/turn.ts', 'server/src/main.ts', 'web/src/main.tsx', 'server/test/tidy.test.ts']) assert.ok(paths.includes(path), path)
    assert.ok(!paths.some((path) => path.includes('node_modules')))
  })
  it('shows in ARCHITECTURE.md the layers that are held here', () => {
    assert.ok(read('ARCHITECTURE.md').includes(layersTable()), `write this into ARCHITECTURE.md:\n${layersTable()}`)
  })
  it('has everything that its documents name', () => {
    assert.deepEqual(['ARCHITECTURE.md', 'AGENTS.md', 'STYLE.md', 'README.md'].flatMap((document) => missingFrom(document, read(document))), [])
    assert.deepEqual(missingFrom('README.md', 'see `server/src/nowhere.ts` and [the way](docs/nowhere.md)'), ['README.md names server/src/nowhere.ts', 'README.md names docs/nowhere.md'])
  })
  it('names in NOTICE every package it is made with', () => {
    assert.deepEqual(unnamed(read('NOTICE')), [])
    assert.ok(unnamed(read('NOTICE').replace('| fastify,', '|')).includes('fastify'))
  })
  it('is under the whole of the AGPL, version 3', () => {
    assert.match(read('LICENSE'), /^ +GNU AFFERO GENERAL PUBLIC LICENSE\n +Version 3, 19 November 2007[^]*  17\. Interpretation of Sections 15 and 16\.[^]*How to Apply These Terms/)
    assert.equal(read('LICENSE').length, 34_523)
  })
})

describe('each rule', () => {
  it('is quiet in a tidy house', () => assert.deepEqual(tidy(tidyHouse), []))

  for (const plant of plants) {
    const { rule, says } = plant
    it(`${rule} notices: ${says}`, () => assert.deepEqual(rules[rule]!(houseOf(planted(plant))), [says]))
  }

  it('has an offence planted against it', () => {
    assert.deepEqual(Object.keys(rules).filter((rule) => !plants.some((plant) => plant.rule === rule)), [])
    assert.deepEqual(bans.filter(({ instead }) => !said(instead)).map(({ name }) => name), [])
    assert.deepEqual(words.filter(({ advice }) => !said(advice)).map(({ advice }) => advice), [])
  })

  for (const part of Object.keys(layers).filter((name) => name !== 'main.ts')) {
    it(`holds ${part} apart from what starts the program`, () => {
      const path = part.endsWith('.ts') ? `server/src/${part}` : ['protocol', 'web', 'bench', 'evals'].includes(part) ? `${part}/src/planted.ts` : `server/src/${part}/planted.ts`
      const toMain = `${'../'.repeat(path.split('/').length - 1)}server/src/main.ts`
      const complaints = rules.layering!(houseOf([{ path, text: `import '${toMain}'\n` }]))
      assert.equal(complaints.length, 1)
      assert.match(complaints[0]!, /may not know (main\.ts|server)/)
    })
  }
})

describe('the linter', () => {
  it('notices a promise that nobody waits for, and nothing once somebody does', () => {
    const folder = mkdtempSync(join(tmpdir(), 'mluv-lint-'))
    try {
      writeFileSync(join(folder, 'tsconfig.json'), '{ "compilerOptions": { "target": "esnext", "module": "nodenext", "types": [], "strict": true } }')
      const asking = (body: string) => {
        writeFileSync(join(folder, 'planted.ts'), `const later = async (): Promise<number> => 1\nexport async function ask(): Promise<void> { ${body} }\n`)
        const bin = join(root, 'node_modules/.bin')
        const { status, stdout, stderr } = spawnSync(join(bin, 'oxlint'), ['-c', join(root, '.oxlintrc.json'), '--type-aware', '--deny-warnings', 'planted.ts'], {
          cwd: folder, encoding: 'utf8', env: { ...process.env, OXLINT_TSGOLINT_PATH: join(bin, 'tsgolint') },
        })
        return { status, said: stdout + stderr }
      }
      const careless = asking('later()')
      assert.equal(careless.status, 1, careless.said)
      assert.match(careless.said, /no-floating-promises/)
      const careful = asking('await later()')
      assert.equal(careful.status, 0, careful.said)
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})

describe('a rule lets pass', () => {
  const passing: readonly SourceFile[] = [
    { path: 'server/src/domain/word.ts', text: "/** What the comment calls Date.now() and enum is no code, nor is a 'string'. */\nexport const word = 'new Date() await process.env'\n" },
    { path: 'server/src/tutor/turn.ts', text: `/** A catch that says why. */\nexport const turn = () => {\n  try { return 1 } catch { /* Nobody waits. */ }\n  return 'assistant'\n}\n` },
    { path: 'server/src/domain/table.ts', text: `/** A table may be long. */\nexport const table = [\n${"  'word',\n".repeat(500)}]\n` },
    { path: 'server/src/domain/order.ts', text: '/** Two that call each other. */\nexport function one(): void { other() }\nfunction other(): void { one() }\n' },
    { path: 'server/src/domain/quote.ts', text: '/** An apostrophe. */\nexport const quote = "don\'t"\n;[quote].at(0)\n' },
  ]
  for (const file of passing) {
    it(file.text.split('\n')[0], () => {
      for (const rule of ['banned', 'lengths', 'readingOrder', 'punctuation', 'wording', 'openings']) assert.deepEqual(rules[rule]!(houseOf([file])), [], rule)
    })
  }
})

function read(path: string): string {
  return readFileSync(`${root}/${path}`, 'utf8')
}

/** Paths from the root, in backticks or links. */
function missingFrom(document: string, text: string): string[] {
  const named = Array.from(text.matchAll(/[`(]((?:server|web|protocol|bench|evals|docs|ops|\.ci)\/[\w./-]+)[`)]/g), ([, path]) => path!)
  return named.filter((path) => !existsSync(`${root}/${path}`)).map((path) => `${document} names ${path}`)
}

function unnamed(notice: string): string[] {
  const named = new Set(notice.match(/@?[a-z][\w./-]*[\w]/g))
  const manifests = ['package.json', 'server/package.json', 'web/package.json', 'protocol/package.json'].map((path) => JSON.parse(read(path)) as Record<string, Record<string, string> | undefined>)
  return manifests.flatMap(({ dependencies, optionalDependencies }) => Object.keys({ ...dependencies, ...optionalDependencies })).filter((name) => !named.has(name))
}

function planted({ path, text, whole }: Plant): SourceFile[] {
  const before = tidyHouse.find((file) => file.path === path)
  return [...tidyHouse.filter((file) => file !== before), { path, text: whole ? text : (before?.text ?? '') + text }]
}

function said(advice: string): boolean {
  return plants.some(({ says }) => says.endsWith(advice))
}
