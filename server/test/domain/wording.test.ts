import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sayable, worded, type Wording } from '../../src/domain/wording.ts'

const line = { cs: '{Máš|Máte} se, {m:milý|f:milá} {name}? Jsem rád{he:|she:a}. {Name}!', en: 'Hi {name}', uk: '{ти|ви} {name}', ru: '{ты|вы} {name}' }
const wording: Wording = { address: 'ty', learner: 'masculine', tutor: 'masculine', tongue: 'en' }
const name = { cs: 'petře', en: 'Petr', uk: 'Петре', ru: 'Пётр' }

describe('a line', () => {
  it('is worded for a friend and for a stranger, for him and for her, by him and by her', () => {
    assert.equal(worded(line, wording, { name }).text, 'Máš se, milý petře? Jsem rád. Petře!')
    assert.equal(worded(line, { address: 'vy', learner: 'feminine', tutor: 'feminine', tongue: 'en' }, { name }).text, 'Máte se, milá petře? Jsem ráda. Petře!')
  })

  it('is translated into the tongue of the learner, and not for one who reads Czech', () => {
    assert.equal(worded(line, { ...wording, address: 'vy', tongue: 'uk' }, { name }).translation, 'ви Петре')
    assert.equal(worded(line, { ...wording, tongue: 'cs' }, { name }).translation, null)
  })

  it('is not said to somebody whose gender it needs and nobody knows', () => {
    assert.ok(!sayable(line, { ...wording, learner: null }))
    assert.ok(sayable({ ...line, cs: 'Jsem rád{he:|she:a}.' }, { ...wording, learner: null }))
  })
})
