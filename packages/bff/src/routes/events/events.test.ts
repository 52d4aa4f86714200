import type { RoomEventList } from '@bbb-room/bff-api'
import { afterEach, describe, expect, it } from 'vitest'
import { createHostIssuer } from '../../auth/host-issuer.test-support.ts'
import type { Store } from '../../ports/store.ts'
import { openSqliteStore } from '../../storage/sqlite-store.ts'
import { createTestClock } from '../../test-clock.test-support.ts'
import { startBff, type TestBff } from '../start-bff.test-support.ts'

const running: TestBff[] = []
afterEach(async () => {
  for (const test of running.splice(0).reverse()) await test.close()
})
async function start(options: Parameters<typeof startBff>[0] = {}): Promise<TestBff> {
  const test = await startBff(options)
  running.push(test)
  return test
}

const teacher = { sub: 'teacher', role: 'moderator' } as const

async function readUntil(answer: Response, text: string): Promise<string> {
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader()
  let read = ''
  while (!read.includes(text)) {
    const { value, done } = await reader.read()
    if (done) throw new Error(`the stream ended without ${text}: ${read}`)
    read += value
  }
  await reader.cancel()
  return read
}

describe('GET /rooms/{room}/events', () => {
  it('wakes a waiting person within 5 s of the teacher being in the meeting', async () => {
    const test = await start()
    await test.declare('maths')
    const stream = await test.request('GET', '/rooms/maths/events')
    expect(stream.headers.get('Content-Type')).toBe('text/event-stream')
    expect(stream.headers.get('Cache-Control')).toBe('no-store')
    const startedAt = Date.now()
    await test.enter(teacher)
    const text = await readUntil(stream, 'meeting-started')
    expect(Date.now() - startedAt).toBeLessThan(5000)
    expect(text).toMatch(/^retry: 2000\nid: 0\n\nid: 1\nevent: meeting-started\ndata: \{"id":"1"/)
  })

  it('resumes after Last-Event-ID', async () => {
    const test = await start({ isWorking: false })
    await test.declare('maths')
    await test.store.withTenant('acme', async ({ events }) => {
      await events.append('maths', 'meeting-started', 1)
      await events.append('maths', 'participants-changed', 2)
      await events.append('maths', 'meeting-ended', 3)
    })
    const stream = await test.request('GET', '/rooms/maths/events', { headers: { 'Last-Event-ID': '1' } })
    const text = await readUntil(stream, 'meeting-ended')
    expect(text).toContain('participants-changed')
    expect(text).not.toContain('meeting-started')
  })

  it('tells after a cut exactly what was missed, from wherever it was cut', async () => {
    const test = await start({ isWorking: false })
    await test.declare('maths')
    const append = (type: 'meeting-started' | 'participants-changed' | 'meeting-ended') =>
      test.store.withTenant('acme', ({ events }) => events.append('maths', type, 1))
    const first = await test.request('GET', '/rooms/maths/events')
    await append('meeting-started')
    const seen = await readUntil(first, 'meeting-started')
    const last = [...seen.matchAll(/^id: (\d+)$/gm)].at(-1)![1]!
    await append('participants-changed')
    await append('meeting-ended')
    const second = await test.request('GET', '/rooms/maths/events', { headers: { 'Last-Event-ID': last } })
    const missed = await readUntil(second, 'meeting-ended')
    expect([...missed.matchAll(/^event: (.+)$/gm)].map(([, type]) => type)).toEqual([
      'participants-changed',
      'meeting-ended',
    ])
  })

  it('reads once for everybody who is woken, and asks BBB nothing', async () => {
    const opened = await openSqliteStore({ file: ':memory:' }, { clock: createTestClock() })
    let [reads, transactions] = [0, 0]
    const store: Store = {
      ...opened,
      withTenant: (tenantId, work) =>
        opened.withTenant(tenantId, (rows) => {
          transactions += 1
          return work({
            ...rows,
            events: {
              ...rows.events,
              after(roomId, seq, limit) {
                reads += 1
                return rows.events.after(roomId, seq, limit)
              },
            },
          })
        }),
    }
    const test = await start({ store, isWorking: false })
    await test.declare('maths')
    const headers = { Accept: 'application/json', 'Last-Event-ID': '0' }
    const watchers = 200
    const waiting = Array.from({ length: watchers }, () => test.request('GET', '/rooms/maths/events', { headers }))
    for (let before = -1; before < transactions || transactions < watchers;) {
      before = transactions
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
    reads = 0
    test.bbb.journal.clear()
    await opened.withTenant('acme', ({ events }) => events.append('maths', 'recording-changed', 1))
    const lists = await Promise.all(waiting.map(async (answer) => (await (await answer).json()) as RoomEventList))
    expect(lists.filter(({ last_event_id }) => last_event_id === '1')).toHaveLength(watchers)
    expect(reads).toBeLessThanOrEqual(2)
    expect(test.bbb.journal.entries).toEqual([])
    await test.close()
    running.pop()
    await opened.close()
  })

  it('answers a long poll at once with where to go on, then as soon as something happens', async () => {
    const test = await start({ isWorking: false })
    await test.declare('maths')
    const poll = async (lastEventId?: string) =>
      (await (
        await test.request('GET', '/rooms/maths/events', {
          headers: { Accept: 'application/json', ...(lastEventId !== undefined && { 'Last-Event-ID': lastEventId }) },
        })
      ).json()) as RoomEventList
    const first = await poll()
    expect(first).toEqual({ events: [], last_event_id: '0' })
    const waiting = poll(first.last_event_id)
    await new Promise((resolve) => setTimeout(resolve, 50))
    await test.store.withTenant('acme', ({ events }) => events.append('maths', 'meeting-started', 1))
    expect(await waiting).toMatchObject({ events: [{ id: '1', type: 'meeting-started' }], last_event_id: '1' })
  })

  it('hears of what another replica did within two seconds', async () => {
    const issuers = new Map([['acme', createHostIssuer('https://acme.example')]])
    const first = await start({ issuers })
    await first.declare('maths')
    const deaf = { ...first.store, onRoomEvents: () => () => undefined }
    const second = await start({ issuers, store: deaf, sharedBbb: first.bbb })
    const headers = { Accept: 'application/json', 'Last-Event-ID': '0' }
    const waiting = second.request('GET', '/rooms/maths/events', { headers })
    await new Promise((resolve) => setTimeout(resolve, 50))
    const startedAt = Date.now()
    await first.store.withTenant('acme', ({ events }) => events.append('maths', 'meeting-started', 1))
    expect(((await (await waiting).json()) as RoomEventList).events).toHaveLength(1)
    expect(Date.now() - startedAt).toBeLessThan(2000)
  })

  it('shows nobody the events of another room or tenant', async () => {
    const test = await start({ tenants: { acme: {}, other: {} } })
    await test.declare('maths')
    expect((await test.request('GET', '/rooms/maths/events', { as: { room: 'physics' } })).status).toBe(404)
    expect((await test.request('GET', '/rooms/maths/events', { as: { tenant: 'other' } })).status).toBe(404)
    expect((await test.request('GET', '/rooms/maths/events', { as: null })).status).toBe(401)
  })

  it('ends its streams when the BFF stops', async () => {
    const test = await start()
    await test.declare('maths')
    const stream = await test.request('GET', '/rooms/maths/events')
    const ended = stream.text()
    await test.bff.stop()
    expect(await ended).toContain('id: 0')
  })
})
