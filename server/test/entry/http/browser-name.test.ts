import assert from 'node:assert/strict'
import { it } from 'node:test'
import { browserName } from '../../../src/entry/http/browser-name.ts'

const named: Readonly<Record<string, string | null>> = {
  'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0': 'Firefox, Linux',
  'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0': 'Edge, Windows',
  'Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36': 'Chrome, Android',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1': 'Safari, iPhone',
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15': 'Safari, Mac',
  'curl/8.14.1': null,
  '': null,
}
for (const [userAgent, name] of Object.entries(named)) it(`calls ${JSON.stringify(userAgent.slice(0, 60))} ${name ?? 'nothing'}`, () => assert.equal(browserName(userAgent), name))
