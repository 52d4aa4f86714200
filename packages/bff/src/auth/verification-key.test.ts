import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { KeyRefused, registerPublicJwk } from './verification-key.ts'

const ed25519 = { ...generateKeyPairSync('ed25519').publicKey.export({ format: 'jwk' }), kid: 'k' }
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })
const p256 = { ...ec.publicKey.export({ format: 'jwk' }), kid: 'k' }
const x = (hex: string) => Buffer.from(hex, 'hex').toString('base64url')
const withSign = (hex: string) => hex.slice(0, 62) + (Number.parseInt(hex.slice(62), 16) | 0x80).toString(16)
const order8 = '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05'

describe('registerPublicJwk', () => {
  it('gives each key the one algorithm of its type', () => {
    expect(registerPublicJwk(ed25519).algorithm).toBe('EdDSA')
    expect(registerPublicJwk({ ...ed25519, alg: 'EdDSA', use: 'sig', key_ops: ['verify'] }).algorithm).toBe('EdDSA')
    expect(registerPublicJwk({ ...p256, alg: 'ES256' }).algorithm).toBe('ES256')
  })

  it.each([
    ['a private Ed25519 key', { ...generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' }), kid: 'k' }],
    ['a private P-256 key', { ...ec.privateKey.export({ format: 'jwk' }), kid: 'k' }],
    ['a symmetric key', { kty: 'oct', k: 'A'.repeat(43), kid: 'k' }],
    [
      'an RSA key',
      { ...generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ format: 'jwk' }), kid: 'k' },
    ],
    [
      'a P-384 key',
      { ...generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' }), kid: 'k' },
    ],
    ['an Ed448 key', { ...generateKeyPairSync('ed448').publicKey.export({ format: 'jwk' }), kid: 'k' }],
    ['an X25519 key', { ...generateKeyPairSync('x25519').publicKey.export({ format: 'jwk' }), kid: 'k' }],
    ['a key without kid', { ...ed25519, kid: undefined }],
    ['a kid that is a path', { ...ed25519, kid: '../k' }],
    ['another algorithm', { ...p256, alg: 'ES384' }],
    ['a key for encryption', { ...p256, use: 'enc' }],
    ['a key for signing', { ...ed25519, key_ops: ['sign', 'verify'] }],
    ['a point off the curve', { ...p256, y: x('01'.repeat(32)) }],
    ['a short coordinate', { ...ed25519, x: x('01'.repeat(31)) }],
    ['padding in a coordinate', { ...ed25519, x: `${String(ed25519.x)}=` }],
    ['the neutral point', { ...ed25519, x: x(`01${'00'.repeat(31)}`) }],
    ['a point of order 4', { ...ed25519, x: x('00'.repeat(32)) }],
    ['a point of order 8', { ...ed25519, x: x(order8) }],
    ['a point of order 8, negated', { ...ed25519, x: x(withSign(order8)) }],
    ['a point of order 2', { ...ed25519, x: x(`ec${'ff'.repeat(30)}7f`) }],
    ['a small point, not canonical', { ...ed25519, x: x(`ee${'ff'.repeat(31)}`) }],
  ])('JWT-15: refuses %s, with a reason that shows nothing of the key', (_name, jwk: Record<string, unknown>) => {
    const register = () => registerPublicJwk(jwk)
    expect(register).toThrow(KeyRefused)
    try {
      register()
    } catch (error) {
      for (const member of ['x', 'd', 'k', 'n']) {
        const value = jwk[member]
        if (typeof value === 'string') expect((error as KeyRefused).reason).not.toContain(value)
      }
    }
  })
})
