import type { RecordingList, RoomInfo } from '@bbb-room/bff-api'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { baseUrl, eventually, startBff, type TestBff, type TestPerson } from './start-bff.test-support.ts'

/**
 * Generated from the OpenAPI document: every route that takes an id, with every kind of object's id, as another tenant
 * (at its own address and at the owner's), as somebody of another room, and as nobody. Each must answer exactly as for
 * an id that never existed. A route that is not listed here fails.
 */
const bodies: Readonly<Record<string, unknown>> = {
  'get /rooms/{room}': undefined,
  'get /rooms/{room}/diagnosis': undefined,
  'put /rooms/{room}': { name: 'Taken over' },
  'delete /rooms/{room}': undefined,
  'post /rooms/{room}/join': {},
  'post /rooms/{room}/end': {},
  'get /rooms/{room}/events': undefined,
  'get /rooms/{room}/meetings': undefined,
  'get /meetings/{id}/attendance': undefined,
  'get /rooms/{room}/recordings': undefined,
  'post /rooms/{room}/recordings/batch': { action: 'delete', ids: ['x'] },
  'patch /recordings/{id}': { name: 'Taken over' },
  'delete /recordings/{id}': undefined,
  'post /recordings/{id}/restore': undefined,
  'post /recordings/{id}/playback': {},
  'get /recordings/{id}/captions': undefined,
  'put /recordings/{id}/captions': { kind: 'captions', lang: 'de', webvtt: 'WEBVTT\n\n00:01.000 --> 00:02.000\nx\n' },
  'get /callbacks/meeting-ended/{key}': undefined,
  'get /r/{room}': undefined,
  'post /r/{room}': 'way=guest&name=Ada&access_code=1234',
  'post /callbacks/analytics/{key}': undefined,
}
const withoutId = [
  'post /token',
  'post /launch',
  'get /return',
  'post /callbacks/recording-ready',
  'post /callbacks/webhook',
  'get /openapi.json',
  'get /sign-in',
  'get /sign-in/callback',
  'post /sign-out',
]
/** Shown to everybody, and the same for every room. */
const pages: Readonly<Record<string, number>> = { 'get /r/{room}': 200, 'post /r/{room}': 403 }

const everyScope = 'room:join room:manage recording:read recording:manage'
const owner = { tenant: 'acme', sub: 'owner', role: 'moderator', scope: everyScope } as const
const never = 'AAAAAAAAAAAAAAAAAAAAAA'

let test: TestBff
const ids: Record<string, string> = {}
let operations: string[] = []

beforeAll(async () => {
  test = await startBff({ tenants: { acme: {}, other: {} } })
  await test.declare('lesson-of-acme-0000000', { record: true })
  ids['room'] = 'lesson-of-acme-0000000'
  const location = await test.enter({ ...owner, room: ids['room'] }, ids['room'])
  const meetingID = location.searchParams.get('meetingID')!
  ids['meeting'] = meetingID
  test.bbb.endMeeting(meetingID)
  const ended = test.bbb.journal.of('create')[0]!.params['meetingEndedURL']!
  ids['key'] = ended.split('/').at(-1)!
  ids['run'] = (await test.store.withTenant('acme', ({ rooms }) => rooms.look(ids['room']!)))!.meeting!.meetingRowId
  await test.request('GET', `/callbacks/meeting-ended/${ids['key']}`, { as: null })
  const list = await eventually(
    async () => {
      const as = { ...owner, room: ids['room']! }
      return (await (await test.request('GET', `/rooms/${ids['room']!}/recordings`, { as })).json()) as RecordingList
    },
    (found) => found.recordings.length > 0,
  )
  ids['recording'] = list.recordings[0]!.id
  await test.enter({ ...owner, room: ids['room'] }, ids['room'])
  const document = (await (await test.request('GET', '/openapi.json', { as: null })).json()) as {
    paths: Record<string, object>
  }
  operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  )
}, 20_000)
afterAll(() => test.close())

async function ask(operation: string, id: string, as: TestPerson | null, tenant: string) {
  const [method = '', path = ''] = operation.split(' ')
  const body = bodies[operation]
  const isForm = typeof body === 'string'
  const headers = {
    Accept: 'application/json',
    ...(isForm && { Origin: baseUrl, 'Content-Type': 'application/x-www-form-urlencoded' }),
  }
  const answer = await test.request(method.toUpperCase(), path.replace(/\{\w+\}/, id), {
    as: as === null ? null : { ...as, room: [...Object.values(ids), never] },
    tenant,
    headers,
    ...(body !== undefined && { body }),
  })
  const { 'x-request-id': requestId, ...rest } = Object.fromEntries(answer.headers)
  const text = (await answer.text())
    .replaceAll(requestId ?? ' ', '(request)')
    .replaceAll(id, '(id)')
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, '(time)')
  return { status: answer.status, headers: rest, text }
}

describe('TENANT-1: an id of somebody else is an id that never existed', () => {
  it('has a case for every route, and every case has a route', () => {
    expect(operations.filter((operation) => operation.includes('{')).sort()).toEqual(Object.keys(bodies).sort())
    expect(operations.filter((operation) => !operation.includes('{')).sort()).toEqual([...withoutId].sort())
  })

  const stranger = { tenant: 'other', sub: 'stranger', role: 'moderator', scope: everyScope } as const
  const outsiders: [string, TestPerson | null, string][] = [
    ['another tenant at its own address', stranger, 'other'],
    ['another tenant at the owner’s address', stranger, 'acme'],
    ['nobody at the owner’s address', null, 'acme'],
    ['nobody at another address', null, 'other'],
  ]

  describe.each(outsiders)('%s', (_name, as, tenant) => {
    it.each(Object.keys(bodies))('%s', async (operation) => {
      if (operation.includes('{key}') && tenant === 'acme') return
      const before = test.bbb.journal.entries.length
      const expected = await ask(operation, never, as, tenant)
      for (const [kind, id] of Object.entries(ids)) {
        expect(await ask(operation, id, as, tenant), `with the id of a ${kind}`).toEqual(expected)
      }
      if (operation !== 'put /rooms/{room}') {
        const isSigned = operation.includes('analytics')
        const isRefused = isSigned || (as === null && !operation.includes('{key}'))
        expect(expected.status).toBe(pages[operation] ?? (isRefused ? 401 : 404))
        expect(test.bbb.journal.entries.slice(before).map((entry) => entry.call)).not.toContain('create')
      }
      if (tenant === 'other' && operation === 'put /rooms/{room}' && as !== null) {
        for (const id of [...Object.values(ids), never]) await ask('delete /rooms/{room}', id, as, tenant)
      }
    })
  })

  it('somebody of another room of the same tenant', async () => {
    const [room, recording, run] = [ids['room']!, ids['recording']!, ids['run']!]
    for (const operation of Object.keys(bodies).filter((each) => !each.includes('{key}') && !(each in pages))) {
      const [method = '', path = ''] = operation.split(' ')
      const body = bodies[operation]
      const status = async (id: string) => {
        const as = { ...owner, room: 'another' }
        const options = { as, headers: { Accept: 'application/json' }, ...(body !== undefined && { body }) }
        return (await test.request(method.toUpperCase(), path.replace(/\{\w+\}/, id), options)).status
      }
      expect(
        await status(path.includes('/meetings/{id}') ? run : path.includes('{id}') ? recording : room),
        operation,
      ).toBe(404)
      expect(await status(never), operation).toBe(404)
    }
  })

  it('leaves the owner’s room, meeting and recording as they were', async () => {
    const as = { ...owner, room: ids['room']! }
    const room = await eventually(
      async () => (await (await test.request('GET', `/rooms/${ids['room']!}`, { as })).json()) as RoomInfo,
      ({ state }) => state === 'running',
    )
    expect(room.name).toBe('Maths')
    const list = await (await test.request('GET', `/rooms/${ids['room']!}/recordings`, { as })).json()
    expect((list as RecordingList).recordings.map(({ id, name }) => [id, name])).toEqual([[ids['recording'], 'Maths']])
    const rows = await test.store.withTenant('other', ({ audit }) => audit.list(0, 100))
    expect(new Set(rows.map((row) => row.action))).toEqual(new Set(['room:make', 'room:remove']))
  })

  it('TENANT-5: the tenant comes from the path and the token, from nothing else', async () => {
    const path = `/rooms/${ids['room']!}`
    const as = { ...stranger, room: ids['room']! }
    const headers = { 'X-Tenant-Id': 'acme', 'X-Tenant': 'acme', 'X-Forwarded-Host': 'acme.meet.example' }
    expect((await test.request('GET', path, { as, headers })).status).toBe(404)
    expect((await test.request('GET', `${path}?tenant=acme`, { as })).status).toBe(404)
  })
})

describe('HTTP-13: the routes are those of the document', () => {
  it('answers every other method on every path with 405, and every other path with 404', async () => {
    for (const path of new Set(operations.map((operation) => operation.split(' ')[1]!))) {
      const offered = operations.filter((each) => each.endsWith(` ${path}`)).map((each) => each.split(' ')[0])
      for (const method of ['get', 'head', 'put', 'post', 'patch', 'delete'].filter(
        (each) => !offered.includes(each),
      )) {
        if (method === 'head' && offered.includes('get')) continue
        const address = path.replace(/\{\w+\}/, never)
        const answer = await test.request(method.toUpperCase(), address, { as: { ...owner, room: never } })
        expect(answer.status, `${method} ${path}`).toBe(405)
      }
    }
    for (const path of ['/', '/rooms', '/rooms/maths/x', '/admin', '/recordings', '/callbacks']) {
      expect((await test.request('GET', path, { as: { ...owner, room: 'maths' } })).status, path).toBe(404)
    }
  })
})
