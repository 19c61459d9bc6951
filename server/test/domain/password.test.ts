import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { passwordFault, plainPassword, signInName } from '../../src/domain/password.ts'

describe('a name that is signed in with', () => {
  it('is the same in capitals, with blanks around it and however its letters are composed', () => {
    for (const written of ['Žofie.K', ' žofie.k ', 'z\u030Cofie.k', 'ＺＯＦＩＥ.k'.replace('Ｚ', 'Ž')]) assert.equal(signInName(written), 'žofie.k')
  })
  it('is no address, no blank and nothing of one letter', () => {
    for (const written of ['', 'ab', 'a b c', 'me@example.org', '.hidden', 'x'.repeat(41), 'a\u0000b', 'a/b', 'a\u202Eb']) assert.equal(signInName(written), null, written)
  })
})

describe('a password', () => {
  it('is taken where it has 8 to 128 characters, whatever they are', () => {
    for (const password of ['kůň úpěl', 'correct horse battery', 'x4!ř'.repeat(32), '🦊🐻🐼🐨🐯🦁🐮🐷', 'Tři sta třicet tři']) assert.equal(passwordFault(password, 'petr'), null, password)
  })
  it('is refused where it is short, long, the name, or what everybody has', () => {
    for (const password of ['kůňúpěl', 'xy!ř'.repeat(33), 'petronila', 'Petronila1', 'aaaaaaaa', 'abababab', '12345678', '87654321', 'password', 'Passw0rd!', 'heslo123', 'Praha2024', 'qwertzuiop', 'йцукенгш', '1qaz2wsx', 'iloveyou1', 'ahojahoj', 'sunshine99'])
      assert.notEqual(passwordFault(password, 'petronila'), null, password)
  })
  it('is the same however a keyboard composes it, and none where it is no text', () => {
    assert.equal(plainPassword('ku\u030An\u030C'), plainPassword('kůň'))
    assert.equal(plainPassword('abc\uD800'), null)
  })
})
