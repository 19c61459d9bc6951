import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { refined, turnsToRefine } from '../../src/domain/level.ts'

const turns = (score: number | null, words: number, count = turnsToRefine) => Array.from({ length: count }, () => ({ score, words }))

describe('the level after the first turns', () => {
  it('rises one step for long sentences without mistakes', () => assert.equal(refined('A2', turns(100, 9)), 'B1'))
  it('stays for short ones: a right word or two tells nothing', () => assert.equal(refined('A2', turns(100, 3)), 'A2'))
  it('falls one step where most went wrong, and never below A1', () => {
    assert.equal(refined('B1', turns(40, 6)), 'A2')
    assert.equal(refined('A1', turns(10, 6)), 'A1')
  })
  it('stays in between', () => assert.equal(refined('B1', turns(80, 9)), 'B1'))
  it('stays where too few turns could be checked', () => assert.equal(refined('B1', [...turns(20, 6, turnsToRefine - 1), { score: null, words: 6 }]), 'B1'))
  it('never rises above what a few turns can tell', () => assert.equal(refined('B2', turns(100, 30)), 'B2'))
})
