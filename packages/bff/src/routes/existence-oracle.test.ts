import { randomInt } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RecordingList } from '@bbb-room/bff-api'
import type { TenantStore } from '../ports/store.ts'
import { eventually, startBff, type TestBff, type TestPerson } from './start-bff.test-support.ts'

const everyScope = 'room:join room:manage recording:read recording:manage'
const never = 'AAAAAAAAAAAAAAAAAAAAAA'
const samples = process.env['BBB_ROOM_TIMING'] === 'full' ? 5000 : 0

let test: TestBff
let room = ''
let recording = ''
let used: string[] = []

/** Writes down which method of the store is called, in order. */
function watched(rows: TenantStore): TenantStore {
  return new Proxy(rows, {
    get: (target, part: keyof TenantStore) =>
      new Proxy(target[part] as unknown as Record<string, unknown>, {
        get: (methods, name) => {
          used.push(`${part}.${String(name)}`)
          return methods[name as string]
        },
      }),
  })
}

beforeAll(async () => {
  test = await startBff({ tenants: { acme: {}, other: {} } })
  room = 'lesson-of-acme-00000000'
  await test.declare(room, { record: true, wait_for_moderator: false })
  const owner = { tenant: 'acme', sub: 'owner', role: 'moderator', scope: everyScope, room } as const
  const location = await test.enter(owner, room)
  test.bbb.endMeeting(location.searchParams.get('meetingID') ?? '')
  const list = await eventually(
    async () => (await (await test.request('GET', `/rooms/${room}/recordings`, { as: owner })).json()) as RecordingList,
    ({ recordings }) => recordings.length > 0,
  )
  recording = list.recordings[0]?.id ?? ''
  await test.bff.stop()
  const withTenant = test.store.withTenant.bind(test.store)
  test.store.withTenant = (tenantId, work, ...rest) => withTenant(tenantId, (rows) => work(watched(rows)), ...rest)
}, 20_000)
afterAll(() => test.close())

const cases: [string, string, () => string, unknown][] = [
  ['GET', '/rooms/{id}', () => room, undefined],
  ['POST', '/rooms/{id}/join', () => room, {}],
  ['POST', '/rooms/{id}/end', () => room, {}],
  ['GET', '/rooms/{id}/recordings', () => room, undefined],
  ['DELETE', '/rooms/{id}', () => room, undefined],
  ['PATCH', '/recordings/{id}', () => recording, { name: 'x' }],
  ['POST', '/recordings/{id}/playback', () => recording, {}],
  ['DELETE', '/recordings/{id}', () => recording, undefined],
]

async function ask(method: string, path: string, id: string, body: unknown): Promise<number> {
  const as = {
    tenant: 'other',
    sub: 'stranger',
    role: 'moderator',
    scope: everyScope,
    room: [room, never],
  } satisfies TestPerson
  return (await test.request(method, path.replace('{id}', id), { as, ...(body !== undefined && { body }) })).status
}

describe('LOG-9: what is missing and what is somebody else’s', () => {
  it.each(cases)('%s %s asks the store for the same, in the same order', async (method, path, foreign, body) => {
    await ask(method, path, never, body)
    used = []
    const missing = [await ask(method, path, never, body), ...used]
    used = []
    expect([await ask(method, path, foreign(), body), ...used]).toEqual(missing)
    expect(missing[0]).toBe(404)
    expect(missing.length).toBeGreaterThan(1)
  })

  it.runIf(samples > 0).each(cases)('%s %s takes as long', async (method, path, foreign, body) => {
    const times: Record<'missing' | 'foreign', number[]> = { missing: [], foreign: [] }
    for (let n = 0; n < 2 * samples; n++) {
      const kind = randomInt(2) === 0 ? 'missing' : 'foreign'
      const startedAt = performance.now()
      await ask(method, path, kind === 'missing' ? never : foreign(), body)
      times[kind].push(performance.now() - startedAt)
    }
    const [a, b] = [trimmed(times.missing), trimmed(times.foreign)]
    process.stdout.write(
      `${method} ${path}: medians ${median(a).toFixed(4)} and ${median(b).toFixed(4)} ms, t ${welch(a, b).toFixed(2)}\n`,
    )
    expect(Math.abs(median(a) - median(b)) / median(a)).toBeLessThan(0.05)
    expect(Math.abs(welch(a, b))).toBeLessThan(4.5)
  })
})

/** Without the slowest tenth: pauses of the machine, not of the code. */
function trimmed(values: number[]): number[] {
  return values.sort((x, y) => x - y).slice(0, Math.floor(values.length * 0.9))
}

function median(sorted: readonly number[]): number {
  return sorted[Math.floor(sorted.length / 2)] ?? 0
}

/** @see https://en.wikipedia.org/wiki/Welch%27s_t-test */
function welch(a: readonly number[], b: readonly number[]): number {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = (values: readonly number[]) =>
    values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0) / (values.length - 1)
  const spread = Math.sqrt(variance(a) / a.length + variance(b) / b.length)
  return (mean(a) - mean(b)) / spread
}
