import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { failureOf, refused } from '../../../src/adapters/models/provider-fault.ts'
import { ProviderFailure } from '../../../src/domain/failure.ts'

const caused = (message: string, cause: unknown, name = 'Error') => Object.assign(new Error(message, { cause }), { name })

describe('why a provider failed', () => {
  for (const [title, error, fault] of [
    ['a name that is not known', new TypeError('fetch failed', { cause: Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }) }), 'unreachable'],
    ['a line that broke', new TypeError('terminated', { cause: caused('other side closed', null, 'SocketError') }), 'unreachable'],
    ['time that ran out, however deep', caused('a', caused('b', new DOMException('late', 'TimeoutError'))), 'unreachable'],
    ['a certificate', caused('fetch', Object.assign(new Error('x'), { code: 'CERT_HAS_EXPIRED' })), 'unreachable'],
    ['a certificate whose issuer nobody knows', caused('fetch', Object.assign(new Error('x'), { code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' })), 'unreachable'],
    ['a bug', new TypeError('undefined is not a function'), 'broken'],
    ['JSON that is none', new SyntaxError('Unexpected token'), 'broken'],
    ['a quota, in the middle of a stream', { message: 'You exceeded your quota', code: 'insufficient_quota' }, 'out-of-credit'],
    ['a crowd, in the middle of a stream', { message: 'Overloaded', type: 'overloaded_error' }, 'busy'],
    ['a prompt that is too long, in the middle of a stream', { message: 'x', code: 'context_length_exceeded' }, 'rejected-request'],
    ['something else, in the middle of a stream', { message: 'x', code: 'server_error' }, 'broken'],
    ['nothing at all', undefined, 'broken'],
  ] as const) it(`${title} is ${fault}`, () => assert.deepEqual([failureOf('p', error).fault, failureOf('p', error).provider], [fault, 'p']))

  it('tells where surely nothing was charged: a refusal before anything else, and a call that reached nobody', () => {
    const uncharged = (error: unknown) => failureOf('p', error).uncharged
    const code = (name: string) => new TypeError('fetch failed', { cause: Object.assign(new Error('x'), { code: name }) })
    assert.deepEqual([400, 401, 402, 429, 500, 503, 529, 408, 504, 524].map((status) => refused('p', { status, headers: {}, body: '' }).uncharged), [true, true, true, true, true, true, true, false, false, false])
    assert.deepEqual(['ECONNREFUSED', 'ENOTFOUND', 'UND_ERR_CONNECT_TIMEOUT', 'CERT_HAS_EXPIRED', 'ECONNRESET', 'UND_ERR_SOCKET'].map((name) => uncharged(code(name))), [true, true, true, true, false, false])
    assert.deepEqual([uncharged({ type: 'overloaded_error' }), uncharged(new DOMException('late', 'TimeoutError'))], [false, false], 'in the middle of an answer')
  })

  it('is told in the word of whom it happened to, and in nobody’s sentence', () => {
    const said = 'Já se jmenuju Žofie.'
    const called = (status: number, body: unknown) => refused('p', { status, headers: {}, body: typeof body === 'string' ? body : JSON.stringify(body) }).called
    assert.deepEqual([
      called(404, { error: { message: said, type: 'invalid_request_error', code: 'model_not_found' } }), called(401, { type: 'error', error: { type: 'authentication_error', message: said } }),
      called(400, { error: { code: said } }), called(502, `<html>${said}</html>`), called(400, JSON.stringify(said)), called(500, ''),
    ], ['404:model_not_found', '401:authentication_error', '400', '502', '400', '500'])
    const thrown = (error: unknown) => failureOf('p', error).called
    assert.deepEqual([
      thrown(new TypeError('fetch failed', { cause: Object.assign(new Error(said), { code: 'ECONNREFUSED' }) })), thrown(Object.assign(new Error(said), { code: 'EPROTO' })),
      thrown(Object.assign(new Error(said), { code: said })), thrown({ message: said, type: 'overloaded_error' }), thrown(new DOMException(said, 'TimeoutError')), thrown('Petr je doma.'),
    ], ['ECONNREFUSED', 'EPROTO', 'Error', 'overloaded_error', 'TimeoutError', 'string'])
  })

  it('a failure that is named already stays as it is', () => {
    const failure = new ProviderFailure('q', 'busy')
    assert.equal(failureOf('p', failure), failure)
  })
  it('a time to come back is read in every form, and bounded', () => {
    const after = (headers: Record<string, string>) => refused('p', { status: 429, headers, body: '' }).retryAfterMs
    assert.equal(after({ 'retry-after': '2' }), 2000)
    assert.equal(after({ 'retry-after': '0.5' }), 500)
    assert.equal(after({ 'retry-after-ms': '250', 'retry-after': '9' }), 250)
    assert.equal(after({ 'retry-after': 'Wed, 21 Oct 2026 07:28:30 GMT', date: 'Wed, 21 Oct 2026 07:28:00 GMT' }), 30_000)
    assert.equal(after({ 'retry-after': 'Wed, 21 Oct 2026 07:28:30 GMT' }), undefined)
    assert.equal(after({ 'retry-after': 'soon' }), undefined)
    assert.equal(after({ 'retry-after': '999999' }), 3_600_000)
    assert.equal(after({}), undefined)
  })
})
