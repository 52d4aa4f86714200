import { createHmac } from 'node:crypto'

const base64url = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A compact JWT under the text of a secret. `header` is written as given; its `alg` chooses the hash. */
export function signJsonWebToken(
  header: { readonly typ?: 'JWT'; readonly alg: 'HS256' | 'HS512' },
  claims: Readonly<Record<string, unknown>>,
  secret: string,
): string {
  const signed = `${base64url(header)}.${base64url(claims)}`
  const hash = header.alg === 'HS256' ? 'sha256' : 'sha512'
  return `${signed}.${createHmac(hash, secret).update(signed).digest('base64url')}`
}
