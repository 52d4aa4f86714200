import type { RoomInfo } from '@bbb-room/bff-api'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { startBff, type TestBff } from './routes/start-bff.test-support.ts'
import { tenantKey } from './tenant-key.ts'

let test: TestBff | undefined
afterEach(() => test?.close())

describe('TENANT-10: what is kept in memory', () => {
  it('has a key that no other tenant, and no other parts, can have', () => {
    const keys = [
      tenantKey('a', 'b', 'c'),
      tenantKey('a', 'b,c'),
      tenantKey('a', 'b","c'),
      tenantKey('a,b', 'c'),
      tenantKey('a', 'bc'),
      tenantKey('ab', 'c'),
      tenantKey('a'),
      tenantKey('a', ''),
    ]
    expect(new Set(keys).size).toBe(keys.length)
  })

  it('is keyed by that function alone', () => {
    const isOwnKey = /JSON\.stringify\(\[[^\]]*\btenant|`[^`\n]*\$\{(?:\w+\.)*(?:tenantId|tenant\.id)\}/
    const addressesAndFields = [
      'config/bff-config.ts',
      'config/tenants-file.ts',
      'domain/sign-in/sign-in-attempt.ts',
      'tenant-key.ts',
    ]
    const offenders = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !/\.test(-support)?\.ts$/.test(file))
      .filter((file) => !addressesAndFields.includes(file) && !file.startsWith('storage/'))
      .filter((file) => isOwnKey.test(readFileSync(join(import.meta.dirname, file), 'utf8')))
    expect(offenders).toEqual([])
  })

  it('never shares a value between rooms of one name, whoever asks at once', async () => {
    const limits = { joinsPerSubjectPerMinute: 25 }
    test = await startBff({ tenants: { acme: { limits }, other: { limits } }, isWorking: false })
    const bff = test
    await bff.declare('maths', { name: 'of acme', wait_for_moderator: false })
    await bff.declare('maths', { name: 'of other', wait_for_moderator: false }, 'other')
    const asked = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? 'acme' : 'other'))
    const names = await Promise.all(
      asked.map(async (tenant) => {
        const answer = await bff.request('GET', '/rooms/maths', { as: { tenant } })
        return ((await answer.json()) as RoomInfo).name
      }),
    )
    expect(names).toEqual(asked.map((tenant) => `of ${tenant}`))
    await Promise.all(asked.map((tenant) => bff.join({ tenant })))
    expect(
      bff.bbb.journal
        .of('create')
        .map(({ params }) => params['name'])
        .sort(),
    ).toEqual(['of acme', 'of other'])

    const statuses = async (tenant: string, times: number) =>
      Promise.all(
        Array.from(
          { length: times },
          async () => (await bff.request('POST', '/rooms/maths/join', { as: { tenant }, body: {} })).status,
        ),
      )
    expect((await statuses('acme', 16)).sort()).toEqual([...Array<number>(15).fill(200), 429])
    expect(await statuses('other', 15)).toEqual(Array<number>(15).fill(200))
  })
})
