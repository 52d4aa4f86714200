import { generateKeyPairSync, sign, type KeyObject } from 'node:crypto'
import type { TenantConfig } from '../config/bff-config.ts'
import { readTenants, type TenantDocument } from '../config/tenants-file.ts'

/** What a host has: a name, a private key, and the public half to register. */
export interface HostIssuer {
  readonly issuer: string
  readonly kid: string
  readonly algorithm: 'EdDSA' | 'ES256'
  readonly publicJwk: Record<string, unknown>
  readonly privateKey: KeyObject
  /** Signs exactly these texts, so that a test can write what no library would. */
  signText(header: string | Uint8Array, payload: string | Uint8Array): string
  signClaims(claims: Readonly<Record<string, unknown>>, header?: Readonly<Record<string, unknown>>): string
}

export function createHostIssuer(
  issuer = 'https://school.example',
  kid = 'key-1',
  algorithm: HostIssuer['algorithm'] = 'EdDSA',
): HostIssuer {
  const { publicKey, privateKey } =
    algorithm === 'EdDSA' ? generateKeyPairSync('ed25519') : generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const signText: HostIssuer['signText'] = (header, payload) => {
    const input = [header, payload].map((part) => Buffer.from(part).toString('base64url')).join('.')
    const signature =
      algorithm === 'EdDSA'
        ? sign(null, Buffer.from(input), privateKey)
        : sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding: 'ieee-p1363' })
    return `${input}.${signature.toString('base64url')}`
  }
  return {
    issuer,
    kid,
    algorithm,
    publicJwk: { ...publicKey.export({ format: 'jwk' }), kid },
    privateKey,
    signText,
    signClaims: (claims, header = {}) =>
      signText(JSON.stringify({ typ: 'at+jwt', alg: algorithm, kid, ...header }), JSON.stringify(claims)),
  }
}

/** A tenant `id` that believes these issuers, read as a file would be. */
export function tenantOf(
  id: string,
  issuers: readonly HostIssuer[],
  document: Partial<TenantDocument> = {},
): TenantConfig {
  const [tenant] = readTenants(
    {
      tenants: {
        [id]: {
          bbb: { baseUrl: 'https://bbb.example/bigbluebutton/', sharedSecret: 'env:SECRET' },
          issuers: issuers.map(({ issuer, publicJwk }) => ({ issuer, keys: [publicJwk] })),
          pageOrigins: ['https://school.example'],
          ...document,
        },
      },
    },
    () => 'kT3qWz8nVb5mXc7rLp2sAe9dFg4h-0123456789',
  )
  if (tenant === undefined) throw new Error('no tenant')
  return tenant
}
