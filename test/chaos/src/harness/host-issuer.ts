import { generateKeyPairSync, type JsonWebKey, type KeyObject, randomBytes, sign } from 'node:crypto'

/** A host's back end, which says who somebody is. */
export interface HostIssuer {
  readonly issuer: string
  /** The page that embeds the element. */
  readonly page: string
  /** The public halves of its keys, as the tenants file takes them. */
  readonly keys: readonly (JsonWebKey & { kid: string })[]
  /** @param claims laid over those of a viewer who may join any room they name */
  tokenOf(claims: Readonly<Record<string, unknown>>): string
  /** Makes a further key, which does not sign yet. */
  prepare(): void
  /** The latest key signs from now on. */
  rotate(): void
  /** Forgets all keys before the one that signs. */
  dropOldKeys(): void
  /** Signs with an earlier key all the same. @param age 1 is the one before */
  tokenByEarlierKey(age: number, claims: Readonly<Record<string, unknown>>): string
}

/** @param audience the tenant's base URL */
export function createHostIssuer(tenant: string, audience: string): HostIssuer {
  const issuer = `https://${tenant}.example`
  const pairs: { kid: string; publicJwk: JsonWebKey; privateKey: KeyObject }[] = []
  let firstKept = 0
  let signing = 0
  const prepare = () => {
    const { publicKey, privateKey } = generateKeyPairSync('ed25519')
    pairs.push({ kid: `k${pairs.length + 1}`, publicJwk: publicKey.export({ format: 'jwk' }), privateKey })
  }
  const signBy = (age: number, claims: Readonly<Record<string, unknown>>) => {
    const pair = pairs[signing - age]
    if (pair === undefined) throw new Error('there is no such key')
    const iat = Math.floor(Date.now() / 1000)
    const input = [
      { typ: 'at+jwt', alg: 'EdDSA', kid: pair.kid },
      { iss: issuer, aud: audience, iat, exp: iat + 300, jti: randomBytes(8).toString('hex'), azo: issuer, ...claims },
    ]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
    return `${input}.${sign(null, Buffer.from(input), pair.privateKey).toString('base64url')}`
  }
  prepare()
  return {
    issuer,
    page: issuer,
    get keys() {
      return pairs.slice(firstKept).map(({ kid, publicJwk }) => ({ ...publicJwk, kid }))
    },
    tokenOf: (claims) => signBy(0, claims),
    prepare,
    rotate: () => {
      signing = pairs.length - 1
    },
    dropOldKeys: () => {
      firstKept = signing
    },
    tokenByEarlierKey: signBy,
  }
}
