import assert from 'node:assert/strict'
import { it } from 'node:test'
import { errorsAt, headersIn, isShare } from '../../src/domain/watching.ts'

it('errors are told of where a DSN says', () => {
  assert.deepEqual(errorsAt('https://abc123@o1.ingest.example.org/42'), { url: 'https://o1.ingest.example.org/api/42/envelope/', key: 'abc123' })
  assert.deepEqual(errorsAt('http://abc:old@sentry.local:9000/in/a/folder/7'), { url: 'http://sentry.local:9000/in/a/folder/api/7/envelope/', key: 'abc' })
  for (const none of ['', 'https://example.org/1', 'https://key@example.org', 'https://key@example.org/project', 'https://k%20y@example.org/1', 'ftp://key@example.org/1', 'https://key@example.org/1?x', 'https://key@example.org/1#x']) assert.equal(errorsAt(none), null, none)
})
it('headers are read as OpenTelemetry writes them', () => {
  assert.deepEqual(headersIn('Authorization=Bearer%20a%3Db, x-scope = mluv,empty='), { authorization: 'Bearer a=b', 'x-scope': 'mluv', empty: '' })
  for (const none of ['', 'a', '=b', 'a b=c', 'a=b,', 'a=%0d%0a', 'a=%E0', 'a=é']) assert.equal(headersIn(none), null, none)
})
it('a share is from 0 to 1', () => {
  for (const share of ['0', '1', '0.5', '.5', '1.0', '0.001']) assert.ok(isShare(share), share)
  for (const none of ['', '2', '1.5', '-1', '0,5', 'x', '1e-3', '.']) assert.ok(!isShare(none), none)
})
