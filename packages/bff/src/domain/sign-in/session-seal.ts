import { createCipheriv, createDecipheriv, hash, hkdfSync } from 'node:crypto'
import type { Random } from '../../ports/random.ts'

const algorithm = 'aes-256-gcm'
const ivBytes = 12
const tagBytes = 16

/** What is stored of a session's token: whoever reads the database has no session. */
export function hashSessionToken(token: string): string {
  return hash('sha256', token, 'hex')
}

/**
 * Seals what a session knows of a person under its token, which only the person's browser has: the database holds
 * nothing of them that it could give away.
 * @param token 32 random bytes as base64url
 */
export function sealSession(token: string, tenantId: string, content: unknown, random: Random): string {
  const iv = random.bytes(ivBytes)
  const cipher = createCipheriv(algorithm, keyOf(token), iv).setAAD(Buffer.from(tenantId))
  const sealed = Buffer.concat([cipher.update(JSON.stringify(content), 'utf8'), cipher.final()])
  return Buffer.concat([iv, cipher.getAuthTag(), sealed]).toString('base64url')
}

/** @throws when it was sealed under another token or for another tenant */
export function openSession(token: string, tenantId: string, sealed: string): unknown {
  const bytes = Buffer.from(sealed, 'base64url')
  const decipher = createDecipheriv(algorithm, keyOf(token), bytes.subarray(0, ivBytes), { authTagLength: tagBytes })
    .setAAD(Buffer.from(tenantId))
    .setAuthTag(bytes.subarray(ivBytes, ivBytes + tagBytes))
  const text = Buffer.concat([decipher.update(bytes.subarray(ivBytes + tagBytes)), decipher.final()])
  return JSON.parse(text.toString('utf8')) as unknown
}

function keyOf(token: string): Uint8Array {
  return new Uint8Array(hkdfSync('sha256', token, '', 'bbb-room session seal', 32))
}
