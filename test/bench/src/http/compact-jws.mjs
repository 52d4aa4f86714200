import { createHmac, randomUUID } from 'node:crypto'

const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')

/**
 * Signs with HS256.
 * @param {object} header
 * @param {object} claims
 * @param {string} key
 */
export function signHs256(header, claims, key) {
  const input = `${encode(header)}.${encode(claims)}`
  return `${input}.${createHmac('sha256', key).update(input).digest('base64url')}`
}

/** @param {string} token @returns {{ header: Record<string, any>, claims: Record<string, any> }} unverified */
export function decode(token) {
  const [header, claims] = token.split('.', 2).map((part) => JSON.parse(Buffer.from(part, 'base64url').toString()))
  return { header, claims }
}

/**
 * More tokens like one that a server made, as fresh, each with an id and for a person of its own.
 * @param {string} token
 * @param {{ key: string, count: number }} options the key that signed it
 */
export function moreLike(token, { key, count }) {
  const { header, claims } = decode(token)
  const iat = Math.floor(Date.now() / 1000)
  const exp = iat + claims.exp - claims.iat
  return Array.from({ length: count }, (_, n) =>
    signHs256(header, { ...claims, sub: `${claims.sub}-${n}`, iat, exp, jti: randomUUID() }, key),
  )
}
