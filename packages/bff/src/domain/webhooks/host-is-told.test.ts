import type { HostEvent, Recording, RecordingList } from '@bbb-room/bff-api'
import { hostEventSchema } from '@bbb-room/bff-api'
import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Webhook } from 'standardwebhooks'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { createGuardedFetch } from '../../fetch/guarded-fetch.ts'
import { eventually, startBff, type TestBff } from '../../routes/start-bff.test-support.ts'

const secret = `whsec_${randomBytes(32).toString('base64')}`
const teacher = { sub: 'teacher', role: 'moderator', name: 'Canary Teacher' } as const

let test: TestBff
let host: Server
let told: HostEvent[]
let ids: string[]
let failures: number
beforeEach(async () => {
  told = []
  ids = []
  failures = 0
  host = createServer((request, response) => {
    let body = ''
    request
      .on('data', (chunk) => (body += String(chunk)))
      .on('end', () => {
        ids.push(String(request.headers['webhook-id']))
        if (failures-- > 0) {
          response.writeHead(503).end()
          return
        }
        const headers = Object.fromEntries(
          Object.entries(request.headers).map(([name, value]) => [name, String(value)]),
        )
        told.push(hostEventSchema.parse(new Webhook(secret).verify(body, headers)))
        response.writeHead(204).end()
      })
  })
  await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(host.address() as AddressInfo).port}/bbb?canary`
  test = await startBff({
    tenants: { acme: { webhooks: [{ url, secrets: ['env:WEBHOOK'] }], retention: { trashDays: 0 } } },
    secrets: { WEBHOOK: secret },
    fetch: createGuardedFetch({ dangerouslyAllowLoopback: true }),
  })
})
afterEach(async () => {
  await test.close()
  host.closeAllConnections()
  await new Promise((resolve) => host.close(resolve))
})

const typesTold = () => Promise.resolve(told.map(({ type }) => type))
const has = (type: HostEvent['type']) => (types: HostEvent['type'][]) => types.includes(type)

it('SSRF-7: tells the host of a class and its recording, each once, with signatures that its verifier takes', async () => {
  failures = 1
  await test.declare('maths', { record: true })
  await test.enter(teacher)
  await eventually(() => {
    test.clock.advance(6000)
    return typesTold()
  }, has('meeting.started'))
  await test.request('POST', '/rooms/maths/end', { as: teacher, body: {} })
  await eventually(typesTold, has('meeting.ended'))
  const recording = await eventually(
    async () => {
      test.clock.advance(6000)
      const answer = await test.request('GET', '/rooms/maths/recordings', { as: teacher })
      return ((await answer.json()) as RecordingList).recordings[0] as Recording
    },
    (found) => found.state === 'published',
  )
  await eventually(typesTold, has('recording.ready'))
  const path = `/recordings/${recording.id}`
  const changesBefore = (await typesTold()).filter((type) => type === 'recording.changed').length
  await test.request('PATCH', path, { as: teacher, body: { name: 'Canary name' } })
  await eventually(typesTold, (types) => types.filter((type) => type === 'recording.changed').length > changesBefore)
  await test.request('DELETE', path, { as: teacher })
  await eventually(() => {
    test.clock.advance(6000)
    return typesTold()
  }, has('recording.deleted'))

  for (const type of ['meeting.started', 'meeting.ended', 'recording.ready', 'recording.deleted'] as const) {
    expect(
      (await typesTold()).filter((each) => each === type),
      type,
    ).toHaveLength(1)
  }
  expect(told.find(({ type }) => type === 'recording.deleted')).toMatchObject({
    data: { tenant: 'acme', room: 'maths', recording: recording.id, state: 'deleted', reason: 'asked' },
  })
  expect(told.find(({ type }) => type === 'meeting.ended')).toMatchObject({ data: { room: 'maths', reason: 'ended' } })
  expect(ids.length).toBe(told.length + 1)
  expect(new Set(ids).size).toBe(told.length)
  expect(JSON.stringify(told)).not.toMatch(/canary|teacher/i)
  expect(test.logs.join()).not.toMatch(/canary|whsec/i)
}, 20_000)
