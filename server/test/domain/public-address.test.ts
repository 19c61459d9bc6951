import assert from 'node:assert/strict'
import { it } from 'node:test'
import { isPublic, isPublicUrl } from '../../src/domain/public-address.ts'

it('tells addresses of the public internet from those of networks of one’s own', () => {
  for (const address of ['1.1.1.1', '93.184.216.34', '172.15.255.255', '172.32.0.1', '100.63.0.1', '223.255.255.255', '2606:4700::1111', '2a00:1450:4014::200e', '::ffff:1.1.1.1', '::ffff:101:101'])
    assert.ok(isPublic(address), address)
  for (const address of [
    '0.0.0.0', '10.1.2.3', '100.64.0.1', '127.0.0.1', '127.255.255.255', '169.254.169.254', '172.16.0.1', '172.31.255.255', '192.168.1.1', '198.18.0.1', '203.0.113.5', '224.0.0.1', '255.255.255.255',
    '::', '::1', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd12:3456::1', 'ff02::1', '2001:db8::1', '2001::1', '2002:7f00:1::', '64:ff9b::a00:1', '::ffff:127.0.0.1', '::ffff:7f00:1', '::127.0.0.1',
    '1.1.1', '256.1.1.1', '1.1.1.1.1', 'example.org', '', '1:2:3', '2606:4700:::1', '2606::4700::1', 'fe80', '2606:4700:1:2:3:4:5:6:7',
  ]) assert.ok(!isPublic(address), address)
})

it('takes for a browser’s address what is asked by https at a public name', () => {
  for (const url of ['https://fcm.googleapis.com/fcm/send/abc', 'https://updates.push.services.mozilla.com/wpush/v2/x', 'https://web.push.apple.com/x', 'https://1.1.1.1/x', 'https://[2606:4700::1111]/'])
    assert.ok(isPublicUrl(url), url)
  for (const url of [
    'http://fcm.googleapis.com/x', 'https://localhost/x', 'https://127.0.0.1/x', 'https://0x7f000001/', 'https://2130706433/', 'https://127.1/', 'https://[::1]/', 'https://[::ffff:10.0.0.1]/', 'https://router.local/',
    'https://intranet/', 'https://db.internal./', 'https://me:secret@fcm.googleapis.com/', 'file:///etc/passwd', 'https://', 'push',
  ]) assert.ok(!isPublicUrl(url), url)
})
