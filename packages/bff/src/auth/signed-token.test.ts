import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'

const source = join(import.meta.dirname, '..')
const files = readdirSync(source, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !/\.test(-support)?\.ts$/.test(name))
  .map((name) => ({ name, text: readFileSync(join(source, name), 'utf8') }))
const filesWith = (pattern: RegExp) => files.filter(({ text }) => pattern.test(text)).map(({ name }) => name)

describe('the source', () => {
  it('has one place where signatures are checked', () => {
    expect(files.length).toBeGreaterThan(50)
    expect(filesWith(/from 'jose'/)).toEqual([join('auth', 'signed-token.ts')])
    expect(filesWith(/jwtVerify|createRemoteJWKSet|decodeJwt/)).toEqual([])
  })

  it('JWT-13: decrypts no token', () => {
    expect(filesWith(/jwtDecrypt|compactDecrypt|flattenedDecrypt|generalDecrypt/)).toEqual([])
  })

  it('reads no environment, writes to no console, and fetches what tenants name in one place', () => {
    expect(filesWith(/process\.env|console\./)).toEqual([])
    expect(filesWith(/from 'node:https?'/)).toEqual([join('fetch', 'guarded-fetch.ts')])
    expect(filesWith(/(^|[^.\w])fetch\(['"`$]/m)).toEqual([])
  })

  it('HTTP-15: caches no answers, and uses no middleware that the bench found slow', () => {
    expect(filesWith(/from 'hono\/(cache|etag|jwt|jwk|body-limit|cors|secure-headers|csrf|ip-restriction)'/)).toEqual(
      [],
    )
  })
})
