import { createPublicKey, createSecretKey, type JsonWebKey, type KeyObject } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { readToken, splitCompactJws, verifySignature } from './signed-token.ts'
import { readStrictJsonObject } from './strict-json.ts'
import { TokenRefused } from './token-refused.ts'
import { KeyRefused, registerPublicJwk } from './verification-key.ts'

interface Vector {
  tcId: number
  comment: string
  jws: string
  result: 'valid' | 'invalid'
}
interface Group {
  comment: string
  private?: JsonWebKey & { keys?: JsonWebKey[] }
  public?: JsonWebKey & { keys?: JsonWebKey[] }
  tests: Vector[]
}

const folder = join(import.meta.dirname, '../../../../../shared/wycheproof')
const isThere = existsSync(folder)
if (!isThere) process.stderr.write('Wycheproof vectors not found in ../shared/wycheproof: those tests are skipped.\n')

function groupsOf<T>(file: string): T[] {
  if (!isThere) return []
  return (JSON.parse(readFileSync(join(folder, file), 'utf8')) as { testGroups: T[] }).testGroups
}

/** What we answer differently, by number: each is stricter than the vector, or the vector contradicts itself. */
const doubtful = new Map([
  [346, 'the key is for PS256, the header says PS384: one key, one algorithm'],
  [347, 'the key’s algorithm is written ES521, which does not exist; the header says ES512'],
  [350, 'as 346, with key_ops'],
  [351, 'as 347, with key_ops'],
  [367, 'called invalid, but byte for byte the valid vector 357'],
  [370, 'called invalid, but byte for byte the valid vector 357'],
  [372, 'called valid with a character in the header that base64url does not have'],
  [373, 'called valid with a character in the payload that base64url does not have'],
])

/** Vectors bring algorithms that we never register; the wrapper is the same for all of them. */
function keyOf(jwk: JsonWebKey): { algorithm: string; key: KeyObject } {
  const key =
    jwk.kty === 'oct' ? createSecretKey(String(jwk['k']), 'base64url') : createPublicKey({ key: jwk, format: 'jwk' })
  return { algorithm: String(jwk['alg']), key }
}

/** As {@link readToken}, but for payloads that are not JSON, as nearly all vectors have. */
async function accepts(text: string, jwk: JsonWebKey): Promise<boolean> {
  try {
    const header = readStrictJsonObject(splitCompactJws(text)[0])
    if (header === undefined) return false
    await verifySignature({ text, header }, keyOf(jwk))
    return true
  } catch (error) {
    if (error instanceof TokenRefused) return false
    throw error
  }
}

describe.skipIf(!isThere)('JWT-14: Wycheproof', () => {
  it('JSON web signatures: none of 401 is wrongly accepted, and all but eight are answered alike', async () => {
    const differing: number[] = []
    let count = 0
    for (const group of groupsOf<Group>('json_web_signature_test.json')) {
      for (const { tcId, jws, result } of group.tests) {
        count += 1
        const jwk = group.public ?? group.private
        if (jwk === undefined) throw new Error('a group without a key')
        if ((await accepts(jws, jwk)) !== (result === 'valid')) differing.push(tcId)
      }
    }
    expect(count).toBe(401)
    expect(differing).toEqual([...doubtful.keys()])
  })

  it('JWT-9: what jose alone would accept, the strict reading refuses', () => {
    const read = (text: string) => () => splitCompactJws(text)
    const all = groupsOf<Group>('json_web_signature_test.json').flatMap(({ tests }) => tests)
    for (const tcId of [360, 365, 368, 375]) {
      expect(read(all.find((vector) => vector.tcId === tcId)?.jws ?? ''), String(tcId)).toThrow(TokenRefused)
    }
  })

  it.each(['json_web_key_test.json', 'json_web_crypto_test.json'])(
    '%s: no invalid vector passes registration and verification together',
    async (file) => {
      for (const group of groupsOf<Group>(file)) {
        const given = group.public ?? group.private ?? {}
        for (const { tcId, jws, result } of group.tests) {
          const accepted = await acceptsRegistered(jws, given.keys ?? [given])
          if (result === 'invalid') expect(accepted, `${tcId} ${group.comment}`).toBe(false)
        }
      }
    },
  )

  it('JSON web signatures: none of 401 passes as an access token, under the keys that can be registered', async () => {
    for (const group of groupsOf<Group>('json_web_signature_test.json')) {
      for (const { tcId, jws } of group.tests) {
        const accepted = await acceptsRegistered(jws, [{ ...(group.public ?? group.private), kid: 'k' }])
        const isEs256 = group.public?.['alg'] === 'ES256'
        if (accepted) expect({ tcId, isEs256 }).toEqual({ tcId, isEs256: true })
        expect(() => readToken(jws).claims['role']).toSatisfy(refusesOrLacksRole)
      }
    }
  })

  it('Ed25519: all 151 signatures are answered as the vectors say', async () => {
    interface EdGroup {
      publicKeyJwk: JsonWebKey
      tests: { tcId: number; msg: string; sig: string; result: string }[]
    }
    const { verify } = await import('node:crypto')
    let count = 0
    for (const group of groupsOf<EdGroup>('ed25519_test.json')) {
      const { key, algorithm } = registerPublicJwk({ ...group.publicKeyJwk, kid: 'k' })
      expect(algorithm).toBe('EdDSA')
      for (const { tcId, msg, sig, result } of group.tests) {
        count += 1
        const passes = verify(null, Buffer.from(msg, 'hex'), key, Buffer.from(sig, 'hex'))
        expect(passes, String(tcId)).toBe(result === 'valid')
      }
    }
    expect(count).toBe(151)
  })
})

function refusesOrLacksRole(read: () => unknown): boolean {
  try {
    return read() === undefined
  } catch (error) {
    return error instanceof TokenRefused
  }
}

async function acceptsRegistered(jws: string, jwks: JsonWebKey[]): Promise<boolean> {
  for (const jwk of jwks) {
    try {
      const { algorithm, key } = registerPublicJwk(jwk)
      if (await accepts(jws, { ...key.export({ format: 'jwk' }), alg: algorithm })) return true
    } catch (error) {
      if (!(error instanceof KeyRefused)) throw error
    }
  }
  return false
}
