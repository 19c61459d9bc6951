import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { isLoopback, networkOf } from '../../src/domain/network.ts'

describe('a network', () => {
  it('is one address of IPv4, however it is written, and 64 bits of IPv6', () => {
    assert.equal(networkOf('192.0.2.7'), networkOf('::ffff:192.0.2.7'))
    assert.notEqual(networkOf('192.0.2.7'), networkOf('192.0.2.8'))
    const one = ['2001:db8:0:1::1', '2001:db8:0:1:ffff:ffff:ffff:ffff', '2001:0db8:0000:0001:0:0:0:9', '2001:DB8::1:2:3:4:5', '2001:db8::1:0:0:192.0.2.7']
    for (const same of one) assert.equal(networkOf(same), '2001:db8:0:1::/64', same)
    assert.notEqual(networkOf('2001:db8:0:2::1'), networkOf('2001:db8:0:1::1'))
    assert.equal(networkOf('fe80::1%eth0'), 'fe80:0:0:0::/64')
  })

  it('is none where it is this machine', () => {
    for (const ip of ['127.0.0.1', '127.8.8.8', '::1', '::ffff:127.0.0.1']) assert.ok(isLoopback(ip))
    for (const ip of ['128.0.0.1', '::2', '10.127.0.1', '2001:db8::1']) assert.ok(!isLoopback(ip))
  })
})
