import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { mailAddress, mailboxOf } from '../../src/domain/mail-address.ts'

describe('an address', () => {
  it('is one, however it is written', () => {
    for (const written of ['Jana@Example.ORG', ' jana@example.org\n']) assert.equal(mailAddress(written), 'jana@example.org')
    assert.equal(mailAddress('z\u030Cofie@háčky.cz'), 'žofie@xn--hky-ela4t.cz')
    assert.equal(mailboxOf('jana+mluv@example.org'), 'jana@example.org')
  })
  it('is nobody’s where it could be read as another, or as none', () => {
    for (const written of [
      '', 'jana', '@example.org', 'jana@', 'jana@localhost', 'jana@example', 'a b@example.org', 'a@b@example.org', 'a,b@example.org', 'a\r\nb@example.org',
      'a\u0000@example.org', '<a@example.org>', 'a@exa mple.org', 'a@example.org.', 'a@[127.0.0.1]', 'a@0x7f.1', 'a@example.org:25', 'a@-example.org', `${'a'.repeat(65)}@example.org`, `a@${'b'.repeat(300)}.org`,
    ])
      assert.equal(mailAddress(written), null, JSON.stringify(written))
  })
})
