import { describe, expect, it } from 'vitest'
import { clientAddress } from './client-address.ts'

describe('clientAddress', () => {
  const spoofed = [
    '1.1.1.1',
    '1.1.1.1, 2.2.2.2',
    '127.0.0.1',
    ',,,',
    ' ',
    'unknown',
    '"[::1]:80"',
    '9.9.9.9,'.repeat(1000),
    '::1',
    'a\tb',
  ]

  it.each(spoofed)('HTTP-6: is the socket’s without proxies, whatever X-Forwarded-For %j says', (header) => {
    expect(clientAddress('203.0.113.7', header, 0)).toBe('203.0.113.7')
  })

  it.each(spoofed)('HTTP-6: is what our own proxies added behind X-Forwarded-For %j', (header) => {
    expect(clientAddress('10.0.0.1', `${header}, 203.0.113.7`, 1)).toBe('203.0.113.7')
    expect(clientAddress('10.0.0.1', `${header}, 203.0.113.7, 10.0.0.2`, 2)).toBe('203.0.113.7')
  })

  it('is the socket’s where the header has fewer entries than there are proxies', () => {
    expect(clientAddress('10.0.0.1', undefined, 1)).toBe('10.0.0.1')
    expect(clientAddress('10.0.0.1', '203.0.113.7', 2)).toBe('10.0.0.1')
    expect(clientAddress(undefined, undefined, 0)).toBe('unknown')
  })

  it('is one for a whole IPv6 /64, and one for both spellings of IPv4', () => {
    const networks = ['2001:db8:0:1::1', '2001:DB8::1:ffff:2:3:4', '2001:0db8:0000:0001:1:2:3:4'].map((address) =>
      clientAddress(address, undefined, 0),
    )
    expect(new Set(networks)).toEqual(new Set(['2001:db8:0:1']))
    expect(clientAddress('2001:db8:0:2::1', undefined, 0)).toBe('2001:db8:0:2')
    expect(clientAddress('::1', undefined, 0)).toBe('0:0:0:0')
    expect(clientAddress('::ffff:203.0.113.7', undefined, 0)).toBe('203.0.113.7')
  })
})
