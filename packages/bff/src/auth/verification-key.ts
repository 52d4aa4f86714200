import { createPublicKey, createSecretKey, type KeyObject } from 'node:crypto'
import type { Secret } from '../config/secret.ts'

/** A registered key: one algorithm each, so that a token's header has nothing to choose. */
export interface VerificationKey {
  /** 1–64 of `A-Z a-z 0-9 _ -`. */
  readonly kid: string
  readonly algorithm: 'EdDSA' | 'ES256' | 'HS256'
  readonly key: KeyObject
}

/** A key that cannot be registered. `reason` says why and holds nothing of the key. */
export class KeyRefused extends Error {
  override readonly name = 'KeyRefused'
  readonly reason: string

  constructor(reason: string) {
    super(reason)
    this.reason = reason
  }
}

const kidPattern = /^[A-Za-z0-9_-]{1,64}$/
const privateMembers = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k']

/**
 * The encodings of Ed25519's points of order 1, 2, 4 and 8, canonical or not, without the sign bit: whoever registers
 * one can sign anything with it, or lets everybody.
 * @see https://www.rfc-editor.org/rfc/rfc8032#section-5.1.7
 */
const smallOrderPoints = new Set([
  '0000000000000000000000000000000000000000000000000000000000000000',
  '0100000000000000000000000000000000000000000000000000000000000000',
  '26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05',
  'c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a',
  'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
  'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
])

/**
 * Checks a public JWK of a tenant and makes it usable: Ed25519 or P-256, public, meant for signatures.
 * @throws {KeyRefused} with the reason
 * @see https://www.rfc-editor.org/rfc/rfc7517
 */
export function registerPublicJwk(jwk: Readonly<Record<string, unknown>>): VerificationKey {
  const { kid, kty, crv } = jwk
  if (typeof kid !== 'string' || !kidPattern.test(kid)) throw new KeyRefused('needs a kid of 1–64 of A-Z a-z 0-9 _ -')
  if (kty === 'oct') throw new KeyRefused('is a symmetric key: register it as an HMAC key instead')
  if (privateMembers.some((member) => Object.hasOwn(jwk, member))) {
    throw new KeyRefused('is a private key: register the public half, and replace this one, as it has been shown')
  }
  if (jwk['use'] !== undefined && jwk['use'] !== 'sig') throw new KeyRefused('is not for signatures (use)')
  const operations = jwk['key_ops']
  if (
    operations !== undefined &&
    !(Array.isArray(operations) && operations.length === 1 && operations[0] === 'verify')
  ) {
    throw new KeyRefused('is not for verifying (key_ops)')
  }
  if (kty === 'OKP' && crv === 'Ed25519') return { kid, algorithm: onlyAlgorithm(jwk, 'EdDSA'), key: ed25519Key(jwk) }
  if (kty === 'EC' && crv === 'P-256') return { kid, algorithm: onlyAlgorithm(jwk, 'ES256'), key: p256Key(jwk) }
  throw new KeyRefused('has a type that is not taken: Ed25519 and P-256 only')
}

/** A tenant's own HMAC key, already checked to be of 32 bytes or more. */
export function registerHmacKey(kid: string, secret: Secret): VerificationKey {
  return { kid, algorithm: 'HS256', key: createSecretKey(secret.bytes()) }
}

function onlyAlgorithm<A extends 'EdDSA' | 'ES256'>(jwk: Readonly<Record<string, unknown>>, algorithm: A): A {
  const named = jwk['alg']
  if (named === undefined || named === algorithm || (algorithm === 'EdDSA' && named === 'Ed25519')) return algorithm
  throw new KeyRefused('names an algorithm that this type of key does not have (alg)')
}

function ed25519Key(jwk: Readonly<Record<string, unknown>>): KeyObject {
  const x = coordinate(jwk, 'x')
  const point = Buffer.from(x)
  point[31] = (point[31] ?? 0) & 0x7f
  if (smallOrderPoints.has(point.toString('hex'))) throw new KeyRefused('is a point of small order')
  return importKey({ kty: 'OKP', crv: 'Ed25519', x: x.toString('base64url') })
}

function p256Key(jwk: Readonly<Record<string, unknown>>): KeyObject {
  const [x, y] = [coordinate(jwk, 'x'), coordinate(jwk, 'y')]
  return importKey({ kty: 'EC', crv: 'P-256', x: x.toString('base64url'), y: y.toString('base64url') })
}

function coordinate(jwk: Readonly<Record<string, unknown>>, member: 'x' | 'y'): Buffer {
  const text = jwk[member]
  const bytes = typeof text === 'string' ? Buffer.from(text, 'base64url') : undefined
  if (bytes?.length !== 32 || bytes.toString('base64url') !== text) {
    throw new KeyRefused(`has a coordinate that is not 32 bytes in base64url (${member})`)
  }
  return bytes
}

function importKey(jwk: { kty: string; crv: string; x: string; y?: string }): KeyObject {
  try {
    return createPublicKey({ key: jwk, format: 'jwk' })
  } catch {
    throw new KeyRefused('is not a point of its curve')
  }
}
