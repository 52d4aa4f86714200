import type { JoinAnswer, TicketAnswer } from '@bbb-room/bff-api'
import { startFakeBbb, type FakeBbb } from '@bbb-room/fake-bbb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createHostIssuer } from './auth/host-issuer.test-support.ts'
import { BffFailure } from './failure.ts'
import type { MeetingGateway } from './ports/meeting-gateway.ts'
import { eventually, startBff, type TestBff } from './routes/start-bff.test-support.ts'
import { openPostgresStore } from './storage/postgres-store.ts'
import { postgresIsInstalled, startPostgres, type TestPostgres } from './storage/postgres.test-support.ts'

/** `BBB_ROOM_HERD=full` runs the sizes that we promise; without it each run takes seconds. */
const isFull = process.env['BBB_ROOM_HERD'] === 'full'
const joinsPerReplica = isFull ? 250 : 40
const rounds = isFull ? 50 : 3

/** BBB takes its time, so that others come while the first one asks. */
async function slowly<T>(work: () => Promise<T>): Promise<T> {
  await new Promise((resolve) => setTimeout(resolve, 100))
  return work()
}

function gate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined
  const opened = new Promise<void>((resolve) => {
    open = resolve
  })
  return { opened, open }
}

if (!postgresIsInstalled)
  process.stderr.write('PostgreSQL is not installed: the suite of several replicas is skipped\n')

describe.skipIf(!postgresIsInstalled)('several replicas share nothing but PostgreSQL', () => {
  let server: TestPostgres
  let bbb: FakeBbb
  const replicas: TestBff[] = []
  const stores: ReturnType<typeof openPostgresStore>[] = []

  beforeAll(async () => {
    server = await startPostgres()
    bbb = await startFakeBbb({ secret: 'kT3qWz8nVb5mXc7rLp2sAe9dFg4h-0123456789' })
    const issuers = new Map([['acme', createHostIssuer('https://acme.example')]])
    for (let n = 0; n < 4; n++) {
      const store = openPostgresStore({ url: server.applicationUrl })
      stores.push(store)
      replicas.push(
        await startBff({
          store,
          sharedBbb: bbb,
          issuers,
          isWorking: n < 2,
          wrapGateway: (gateway) => ({
            ...gateway,
            createMeeting: (request) => slowly(() => gateway.createMeeting(request)),
          }),
          tenants: { acme: { limits: { joinsPerSubjectPerMinute: 1000, joinsPerTenantPerMinute: 1_000_000 } } },
        }),
      )
    }
  }, 60_000)
  afterAll(async () => {
    for (const replica of replicas) await replica.close()
    for (const store of stores) await store.close()
    await bbb.close()
    await server.stop()
  })

  it(
    `R-39: 4 × ${joinsPerReplica} joins at once to a room without a meeting make one create, ${rounds} times over`,
    async () => {
      for (let round = 0; round < rounds; round++) {
        const room = `round-${round}`
        await replicas[0]!.declare(room, { wait_for_moderator: false })
        bbb.journal.clear()
        const joins = replicas.flatMap((replica) =>
          Array.from({ length: joinsPerReplica }, async (_, n) => {
            const answer = await replica.request('POST', `/rooms/${room}/join`, { as: { sub: `person-${n}`, room } })
            return (await answer.json()) as JoinAnswer
          }),
        )
        const answers = await Promise.all(joins)
        expect(answers.filter((answer) => !('ticket' in answer))).toEqual([])
        expect(bbb.journal.count('create')).toBe(1)
        const meetings = answers.map((answer) => {
          const claims = Buffer.from((answer as TicketAnswer).ticket.split('.')[1]!, 'base64url').toString()
          return (JSON.parse(claims) as { meeting: string }).meeting
        })
        expect(new Set(meetings).size).toBe(1)
      }
    },
    isFull ? 600_000 : 30_000,
  )

  it('TICKET-1: one ticket launched 200 times at once on all of them admits once', async () => {
    await replicas[0]!.declare('maths', { wait_for_moderator: false })
    const { ticket } = await replicas[0]!.join({ sub: 'a' })
    const launches = Array.from({ length: 200 }, (_, n) => replicas[n % 4]!.launch(ticket))
    const statuses = (await Promise.all(launches)).map((answer) => answer.status)
    expect(statuses.filter((status) => status === 303)).toHaveLength(1)
    expect(statuses.filter((status) => status === 403)).toHaveLength(199)
    const rows = await stores[0]!.withTenant('acme', ({ audit }) => audit.list(0, 1000))
    expect(rows.filter((row) => row.action === 'meeting:join')).toHaveLength(1)
  }, 20_000)

  it('wakes a listener of one replica when another works off the launch', async () => {
    await replicas[0]!.declare('physics')
    const headers = { Accept: 'application/json', 'Last-Event-ID': '0' }
    const waiting = replicas[1]!.request('GET', '/rooms/physics/events', { headers, as: { room: 'physics' } })
    const startedAt = Date.now()
    await replicas[3]!.enter({ role: 'moderator' }, 'physics')
    expect(await (await waiting).json()).toMatchObject({ events: [{ type: 'meeting-started' }] })
    expect(Date.now() - startedAt).toBeLessThan(8000)
  }, 20_000)
})

describe('a lease that runs out', () => {
  it('R-27: whoever slept through it writes nothing, and there is one meeting', async () => {
    const issuers = new Map([['acme', createHostIssuer('https://acme.example')]])
    const first = await startBff({ issuers, isWorking: false })
    const second = await startBff({
      issuers,
      isWorking: false,
      store: first.store,
      sharedBbb: first.bbb,
      clock: first.clock,
    })
    await first.declare('maths', { wait_for_moderator: false })
    first.bbb.faults.next('create', { kind: 'delay', ms: 1500 })
    const slept = first.request('POST', '/rooms/maths/join', { as: { sub: 'a' } })
    await eventually(
      () => Promise.resolve(first.bbb.journal.count('create')),
      (count) => count === 1,
    )
    const before = await first.store.withTenant('acme', ({ rooms }) => rooms.look('maths'))
    first.clock.advance(16_000)
    const answer = await second.request('POST', '/rooms/maths/join', { as: { sub: 'b' } })
    expect(answer.status).toBe(200)
    await slept
    const after = await first.store.withTenant('acme', ({ rooms }) => rooms.look('maths'))
    expect(after?.meeting?.meetingRowId).toBe(before?.meeting?.meetingRowId)
    expect(after?.meeting?.state).toBe('running')
    expect(new Set(first.bbb.journal.of('create').map((call) => call.params['meetingID'])).size).toBe(1)
    await second.close()
    await first.close()
  }, 20_000)

  /** Two replicas on one clock; the first keeps no house and reaches BBB through `gateway`, the second works. */
  async function startPair(options: {
    first?: (gateway: MeetingGateway) => MeetingGateway
    second?: (gateway: MeetingGateway) => MeetingGateway
  }) {
    const issuers = new Map([['acme', createHostIssuer('https://acme.example')]])
    const first = await startBff({ issuers, isWorking: false, ...(options.first && { wrapGateway: options.first }) })
    const { store, bbb: sharedBbb, clock } = first
    const second = await startBff({
      issuers,
      store,
      sharedBbb,
      clock,
      ...(options.second && { wrapGateway: options.second }),
    })
    await first.declare('maths', { wait_for_moderator: false })
    const meeting = async () => (await store.withTenant('acme', ({ rooms }) => rooms.look('maths')))?.meeting
    const close = async () => {
      await second.close()
      await first.close()
    }
    return { first, second, store, clock, bbb: sharedBbb, meeting, close }
  }

  it('I5: what its maker could not write down is written down, with its audit row, by whoever finds it', async () => {
    const pair = await startPair({
      first: (gateway) => ({
        ...gateway,
        async createMeeting(request) {
          await gateway.createMeeting(request)
          throw new BffFailure('BBB_UNAVAILABLE')
        },
      }),
    })
    const answer = await pair.first.request('POST', '/rooms/maths/join', { as: { sub: 'a' } })
    expect(answer.status).toBe(503)
    pair.clock.advance(16_000)
    await eventually(pair.meeting, (meeting) => meeting?.state === 'running')
    const rows = await pair.store.withTenant('acme', ({ audit }) => audit.list(0, 100))
    expect(rows.filter(({ action }) => action === 'meeting:make')).toMatchObject([{ actor: 'bbb', roomId: 'maths' }])
    await pair.close()
  }, 20_000)

  it('R-27: a look at BBB from before the meeting was made does not end it', async () => {
    const made = gate()
    const looked = gate()
    const woken = gate()
    const pair = await startPair({
      first: (gateway) => ({
        ...gateway,
        async createMeeting(request) {
          await made.opened
          return gateway.createMeeting(request)
        },
      }),
      second: (gateway) => ({
        ...gateway,
        async findMeeting(meetingID) {
          const look = await gateway.findMeeting(meetingID)
          looked.open()
          await woken.opened
          return look
        },
      }),
    })
    const joining = pair.first.request('POST', '/rooms/maths/join', { as: { sub: 'a' } })
    await eventually(pair.meeting, (meeting) => meeting?.state === 'creating')
    pair.clock.advance(16_000)
    await looked.opened
    pair.clock.advance(50_000)
    made.open()
    expect((await joining).status).toBe(200)
    woken.open()
    await pair.second.bff.stop()
    expect(await pair.meeting()).toMatchObject({ state: 'running' })
    await pair.close()
  }, 20_000)

  it('I1: a meeting that is made after it was given up is ended', async () => {
    const made = gate()
    const pair = await startPair({
      first: (gateway) => ({
        ...gateway,
        async createMeeting(request) {
          await made.opened
          return gateway.createMeeting(request)
        },
      }),
    })
    const joining = pair.first.request('POST', '/rooms/maths/join', { as: { sub: 'a' } })
    await eventually(pair.meeting, (meeting) => meeting?.state === 'creating')
    pair.clock.advance(61_000)
    await eventually(pair.meeting, (meeting) => meeting?.state === 'lost')
    made.open()
    expect((await joining).status).toBe(503)
    expect(pair.bbb.journal.count('create')).toBe(1)
    expect(pair.bbb.meetings.all()).toEqual([])
    await pair.close()
  }, 20_000)

  it('R-27: a change under an older fence is refused', async () => {
    const test = await startBff({ isWorking: false })
    await test.declare('maths', { wait_for_moderator: false })
    await test.join({ sub: 'a' })
    const changed = await test.store.withTenant('acme', async ({ rooms, meetings }) => {
      const meeting = (await rooms.look('maths'))?.meeting
      if (!meeting) throw new BffFailure('NOT_FOUND')
      return meetings.change(meeting.meetingRowId, ['running'], { state: 'lost' }, meeting.fence - 1)
    })
    expect(changed).toBe(false)
    await test.close()
  })
})
