import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { WordForm } from '@mluv/protocol/words.ts'
import { columnsOf, readingsOf } from '../../src/study/inflected.ts'

const form = (text: string, number: 'sg' | 'pl', of: WordForm['case'], gender: WordForm['gender']): WordForm => ({ form: text, number, case: of, person: null, gender })

const pes = [form('pes', 'sg', 'nominative', 'ma'), form('psa', 'sg', 'genitive', 'ma'), form('psa', 'sg', 'accusative', 'ma'), form('psi', 'pl', 'nominative', 'ma'), form('psů', 'pl', 'genitive', 'ma')]
const nový = (['ma', 'mi', 'f', 'n'] as const).flatMap((gender) => {
  const [one, many] = { ma: ['nového', 'nové'], mi: ['nový', 'nové'], f: ['novou', 'nové'], n: ['nové', 'nová'] }[gender] as [string, string]
  return [form(one, 'sg', 'accusative', gender), form(many, 'pl', 'accusative', gender)]
})

test('a noun has a column for each number', () => {
  assert.deepEqual(columnsOf(pes), [
    { number: 'sg', gender: null, forms: { nominative: ['pes'], genitive: ['psa'], accusative: ['psa'] } },
    { number: 'pl', gender: null, forms: { nominative: ['psi'], genitive: ['psů'] } },
  ])
})

test('an adjective has a column for each gender and one of the plural, each form once', () => {
  assert.deepEqual(columnsOf(nový).map(({ number, gender, forms }) => `${number} ${gender}: ${forms.accusative!.join(' ')}`),
    ['sg m: nového nový', 'pl null: nové nová', 'sg f: novou', 'sg n: nové'])
})

test('the form that was met is told by number and case, unless that says nothing', () => {
  assert.deepEqual(readingsOf(pes, 'Psa'), [{ number: 'sg', cases: ['genitive', 'accusative'] }])
  assert.deepEqual(readingsOf(nový, 'nové'), [{ number: 'sg', cases: ['accusative'] }, { number: 'pl', cases: ['accusative'] }])
  const jarní = (['nominative', 'accusative', 'vocative', 'locative'] as const).map((each) => form('jarní', 'sg', each, 'f'))
  assert.deepEqual(readingsOf(jarní, 'jarní'), [])
  assert.deepEqual(readingsOf([{ form: 'vidím', number: 'sg', case: null, person: 1, gender: null }], 'vidím'), [])
})
