import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { describe, it } from 'node:test'
import { createHunspellFromStrings } from 'hunspell-wasm'
import { dictionaryOf } from '../../../src/adapters/czech/dictionary.ts'
import type { Dictionary } from '../../../src/domain/czech/dictionary.ts'

type Asked = Pick<Dictionary, 'knows' | 'stems'>

async function hunspellOf(affixes: string, words: string): Promise<Asked> {
  const hunspell = await createHunspellFromStrings(affixes, words)
  const stemOf = (analysis: string): string[] => /st:(\S+)/.exec(analysis)?.slice(1) ?? []
  return { knows: (word) => hunspell.testSpelling(word), stems: (form) => [...new Set(hunspell.analyzeWord(form).flatMap(stemOf))] }
}

describe('what a dictionary’s files mean', async () => {
  const affixes = `SET UTF-8
FORBIDDENWORD q
CIRCUMFIX Ů
PFX N Y 1
PFX N 0 ne .
PFX E Y 1
PFX E 0 nej .
PFX Ú Y 1
PFX Ú P p/Ů P
SFX Z Y 4
SFX Z a y [^c]a
SFX Z a ou a
SFX Z ka ce ka
SFX Z a 0 [ks]ta
SFX P Y 1
SFX P 0 ův/Y [^aeo]
SFX Y N 1
SFX Y ův ova ův
SFX R Y 1
SFX R ý ejší/E ý
SFX ý Y 1
SFX ý 0 ský/ÚŮ .
SFX í Y 1
SFX í a e ia
`
  const words = `16
žena/ZN
matka/Z
cesta/Z
syn/PN
starý/RN
Pán/ý
Maria/í
nena/q
ženy/q
psát/N
LaTeX/P
NATO/P
USA
psa
psa/Z
Brno
`
  const [ours, theirs] = [dictionaryOf(affixes, Buffer.from(words)), await hunspellOf(affixes, words)]
  const right = ['žena', 'ženou', 'neženou', 'matce', 'cest', 'synův', 'synova', 'nesynův', 'starejší', 'nejstarejší', 'nestarý', 'pán', 'pánský', 'Pánský', 'Marie', 'nepsát', 'LaTeXův', 'LATEX', 'matky', 'NATOův',
    'NATO', 'Žena', 'ŽENOU', 'psou', 'Brno', 'BRNO', 'Brno-žena', 'žena-syn-matka', 'BRNO-ŽENA']
  const wrong = ['žeňou', 'ženy', 'Ženy', 'nena', 'nejstarý', 'ženův', 'marie', 'Latex', 'latex', 'nato', 'brno', 'maria', 'LATEXův', 'Brno-marie', 'usa', 'žEna', 'neneženou', 'synovaa', 'Pánskýa', 'žena-ženy', 'nejnestarý', 'Nato', 'natoův']
  const how = (one: Asked, list: readonly string[]) => list.map((word) => [word, one.knows(word), one.stems(word)])

  it('is that these words are right, and where they come from', () => {
    assert.deepEqual(right.filter((word) => !ours.knows(word)), [])
    assert.deepEqual(how(ours, right), how(theirs, right))
  })
  it('is that these are not', () => {
    assert.deepEqual(how(ours, wrong), how(theirs, wrong))
    assert.deepEqual(wrong.filter(ours.knows), [])
  })
  it('is what a head word stands for: the last entry that says it', () => {
    assert.deepEqual(['žena', 'psa', 'USA', 'Latex', 'ženou'].map(ours.paradigmOf), ['ZN', 'Z', undefined, undefined, undefined])
  })
})

describe('the Czech dictionary as it is read', async () => {
  const folder = dirname(createRequire(import.meta.url).resolve('dictionary-cs'))
  const [affixes, file] = [readFileSync(join(folder, 'index.aff'), 'utf8'), readFileSync(join(folder, 'index.dic'))]
  const words = file.toString('utf8')
  const [ours, theirs] = [dictionaryOf(affixes, file), await hunspellOf(affixes, words)]
  const heads = words.split('\n').slice(1).map((line) => line.split('/')[0]!).filter((word, at) => at % 500 === 0 && /^[\p{L}-]+$/u.test(word))
  const endings = ['a', 'u', 'ova', 'ové', 'ský', 'ských', 'ího', 'ěji', 'ejšího', 'ami', 'uje', 'li', 'y', 'ů', 'ech', 'ích', 'ám', 'í']
  const changes: readonly ((word: string, at: number) => string)[] = [
    (word) => word, (word) => word.toUpperCase(), (word) => word.toLowerCase(), (word) => `ne${word}`, (word) => `nej${word}`, (word) => word.slice(0, -1),
    ...[0, 5, 11].map((shift) => (word: string, at: number) => word.slice(0, -1) + endings[(at + shift) % endings.length]!),
    (word, at) => word + endings[at % endings.length]!, (word) => word.normalize('NFD').replace(/\p{M}/gu, ''), (word, at) => `${word}-${heads[(at * 7) % heads.length]!}`,
  ]
  const forms = heads.flatMap((word, at) => changes.map((change) => change(word, at)))

  it('knows the words that Hunspell knows, and no others', () => {
    const known = forms.filter(theirs.knows)
    assert.ok(known.length > forms.length / 4 && known.length < 0.75 * forms.length, `${known.length} of ${forms.length}`)
    assert.deepEqual(forms.filter(ours.knows), known)
  })
  it('finds the head words that Hunspell finds, in its order', () => {
    for (const form of forms.filter((_, at) => at % 2 === 0)) assert.deepEqual(ours.stems(form), theirs.stems(form), form)
  })
})
