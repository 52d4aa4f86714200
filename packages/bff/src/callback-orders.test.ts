import type { RecordingState } from '@bbb-room/bff-api'
import type { Meeting, WebhookEvent } from '@bbb-room/fake-bbb'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { startMovedReplicas, type MovedReplicas } from './moved-replicas.test-support.ts'
import { baseUrl } from './routes/start-bff.test-support.ts'

/** `BBB_ROOM_ORDERS=full` runs every order, and more histories; without it, a sample of both. */
const isFull = process.env['BBB_ROOM_ORDERS'] === 'full'

const seconds = 1000
const minutes = 60 * seconds
const teacher = { sub: 'teacher', role: 'moderator' } as const

/** A request of BBB that is still on its way. */
interface Letter {
  path: string
  init: RequestInit
}

/** What happens to one room on BBB, in this order; each is told of, but not in this order. */
const history = ['created', 'joined', 'ended', 'ready', 'hidden', 'deleted'] as const
type Fact = (typeof history)[number]

/** What else goes on between two letters. */
type Meanwhile =
  | { kind: 'time'; ms: number }
  | { kind: 'enter'; role: 'moderator' | 'viewer' }
  | { kind: 'list' }
  /** A letter comes again, one that has been delivered or not. */
  | { kind: 'again'; fact: Fact }

let school: MovedReplicas
/** Classes that go on all the time: as many as it takes for BBB's list of meetings to be asked for. */
let others: Set<string>
/** Stands between BBB's answer about recordings and whoever asked. */
let holdAnswer: (() => Promise<void>) | undefined
/** What BBB sent to us and nobody has delivered. */
let caught: Letter[]
beforeAll(async () => {
  school = await startMovedReplicas({
    replicas: 2,
    bbb: {
      permanentHooks: [{ callbackURL: `${baseUrl}/t/acme/v1/callbacks/webhook` }],
      hookAuthentication: { kind: 'checksum', algorithm: 'sha256' },
    },
    tenants: { acme: { retention: { trashDays: 0 } } },
    wrapGateway: (gateway) => ({
      ...gateway,
      async findRecordings(meetingIDs) {
        const answer = await gateway.findRecordings(meetingIDs)
        await holdAnswer?.()
        return answer
      },
    }),
  })
  for (let nth = 0; nth < 5; nth++) {
    await school.replicas[0]!.declare(`other-${nth}`)
    await school.replicas[0]!.enter(teacher, `other-${nth}`)
  }
  others = new Set(school.bbb.meetings.all().map(({ meetingID }) => meetingID))
})
afterAll(async () => {
  expect(school.bbb.journal.count('getMeetings')).toBeGreaterThan(0)
  expect(school.bbb.meetings.all()).toHaveLength(others.size)
  await school.close()
})
beforeEach(() => {
  const send = globalThis.fetch
  vi.spyOn(globalThis, 'fetch').mockImplementation((target, init) => {
    const url = String(target instanceof Request ? target.url : target)
    if (!url.startsWith(baseUrl)) return send(target, init)
    caught.push({ path: url.slice(`${baseUrl}/t/acme/v1`.length), init: init ?? {} })
    return Promise.resolve(new Response(null, { status: 200 }))
  })
})
afterEach(() => {
  vi.restoreAllMocks()
})

let rooms = 0

/** One room whose history BBB lives through while its letters arrive in an order of their own. */
async function startStory() {
  const { bbb, clock, replicas, store } = school
  const room = `room-${rooms++}`
  const letters = new Map<Fact, Letter[]>()
  const replica = () => replicas[Math.floor(clock.now() / 7) % 2]!
  caught = []
  let meeting: Meeting | undefined
  const recording = () => bbb.recordings.get(meeting!.internalMeetingID)!
  const tellOfRecording = (id: string) => {
    const ids = { 'internal-meeting-id': meeting!.internalMeetingID, 'external-meeting-id': meeting!.meetingID }
    const attributes = { meeting: ids, 'record-id': meeting!.internalMeetingID }
    const told: WebhookEvent = { data: { type: 'event', id, attributes, event: { ts: clock.now() } } }
    bbb.fireWebhook(told)
  }

  await replicas[0]!.declare(room, { record: true, wait_for_moderator: false })

  const happen: Record<Fact, () => unknown> = {
    async created() {
      await replica().join(teacher, room)
      const { params } = bbb.journal.of('create').at(-1)!
      meeting = bbb.meetings.get(params['meetingID']!)!
    },
    async joined() {
      const location = await replica().enter(teacher, room)
      // Where so much time passed that BBB gave the empty meeting up, this is another.
      meeting = bbb.meetings.get(location.searchParams.get('meetingID')!)!
    },
    ended: () => bbb.endMeeting(meeting!.meetingID),
    ready: () => bbb.recordings.finish(meeting!.internalMeetingID),
    hidden() {
      recording().state = 'unpublished'
      tellOfRecording('rap-unpublished')
    },
    deleted() {
      recording().state = 'deleted'
      tellOfRecording('rap-deleted')
    },
  }

  let happened = 0
  /** Goes on with the history until `fact` is true. */
  async function until(fact: Fact): Promise<void> {
    while (!letters.has(fact)) {
      const next = history[happened++]!
      await happen[next]()
      await bbb.settled()
      letters.set(next, caught.splice(0))
    }
  }

  async function deliver(fact: Fact): Promise<void> {
    await until(fact)
    for (const { path, init } of letters.get(fact)!) {
      const answer = await replica().bff.app.request(`${baseUrl}/t/acme/v1${path}`, init)
      expect(answer.status, path).toBeLessThan(300)
    }
  }

  async function meanwhile(what: Meanwhile): Promise<void> {
    switch (what.kind) {
      case 'time':
        return clock.advance(what.ms)
      case 'list':
        expect((await replica().request('GET', `/rooms/${room}/recordings`, { as: { ...teacher, room } })).status).toBe(
          200,
        )
        return
      case 'enter':
        return enter(what.role)
      case 'again':
        if (letters.has(what.fact)) await deliver(what.fact)
    }
  }

  async function enter(role: 'moderator' | 'viewer'): Promise<void> {
    const joined = await replica().request('POST', `/rooms/${room}/join`, { as: { sub: `${role}-2`, role, room } })
    const { ticket } = (await joined.json()) as { ticket?: string }
    if (ticket === undefined) return
    const { searchParams } = new URL((await replica().launch(ticket)).headers.get('Location') ?? 'about:blank')
    const there = bbb.meetings.get(searchParams.get('meetingID') ?? '')
    if (there !== undefined) bbb.enter(there.meetingID, { role: role === 'moderator' ? 'MODERATOR' : 'VIEWER' })
  }

  /** Every run of this room, as BBB has it and as we do. */
  async function views(): Promise<{ bbb: unknown; ours: unknown }> {
    const runs = bbb.journal.of('create').map(({ params }) => params['meetingID']!)
    const known = await store.withTenant('acme', async ({ meetings, recordings }) => {
      const found = []
      for (const meetingID of new Set(runs)) {
        const run = await meetings.findByMeetingID(meetingID)
        if (run?.roomId !== room) continue
        const line = run.made === null ? undefined : await recordings.findByRecordID(run.made.internalMeetingID)
        found.push({ meetingID, run, line })
      }
      return found
    })
    return {
      bbb: known.map(({ meetingID, run }) => {
        const live = bbb.meetings.get(meetingID)
        const made = bbb.recordings.get(run.made?.internalMeetingID ?? '')
        return { meetingID, isLive: live !== undefined, recording: made === undefined ? 'none' : made.state }
      }),
      ours: known.map(({ meetingID, run, line }) => ({
        meetingID,
        isLive: run.state === 'running',
        recording: line === undefined || line.reason === 'unused' ? 'none' : asBbbSays[line.state],
      })),
    }
  }

  /** Nothing of this room is left to look at. */
  function endAll(): void {
    for (const { meetingID } of bbb.meetings.all()) if (!others.has(meetingID)) bbb.endMeeting(meetingID)
  }

  return { room, endAll, meetingRow: () => meetingRow(store, meeting!), until, deliver, meanwhile, views }
}

const asBbbSays: Record<RecordingState, string> = {
  expected: 'none',
  processing: 'processing',
  ready: 'processed',
  published: 'published',
  unpublished: 'unpublished',
  deleting: 'deleting',
  deleted: 'deleted',
  missing: 'missing',
}

const meetingRow = (store: MovedReplicas['store'], { meetingID }: Meeting) =>
  store.withTenant('acme', ({ meetings }) => meetings.findByMeetingID(meetingID))

async function endsAsOnBbb(order: readonly Fact[], between: readonly (readonly Meanwhile[])[] = []): Promise<void> {
  const story = await startStory()
  for (const [nth, fact] of order.entries()) {
    await story.deliver(fact)
    for (const what of between[nth] ?? []) await story.meanwhile(what)
  }
  await school.clock.advance(10 * seconds)
  const { bbb, ours } = await story.views()
  expect(ours).toEqual(bbb)
  const row = await story.meetingRow()
  expect(row?.state).toBe('ended')

  const audit = await school.store.withTenant('acme', ({ audit }) => audit.list(0, 1_000_000))
  const actions = audit.filter(({ meetingRowId }) => meetingRowId === row?.meetingRowId).map(({ action }) => action)
  expect(actions.filter((action) => action === 'meeting:make')).toHaveLength(1)
  expect(actions.filter((action) => action === 'meeting:ended')).toHaveLength(1)
  const deletions = audit.filter(({ roomId, action }) => roomId === story.room && action === 'recording:deleted')
  expect(deletions).toHaveLength(1)
  story.endAll()
}

function permutations<T>(items: readonly T[]): T[][] {
  if (items.length === 0) return [[]]
  return items.flatMap((item, at) => permutations(items.toSpliced(at, 1)).map((rest) => [item, ...rest]))
}

const orders = permutations(history)
const sample = isFull ? orders : orders.filter((_, nth) => nth % 29 === 0)

it(
  `HOOK-10, R-30: ${sample.length} orders of a history's six callbacks end as it ended on BBB`,
  async () => {
    for (const order of sample) {
      await endsAsOnBbb(order).catch((cause: unknown) => {
        throw new Error(`in the order ${order.join(', ')}`, { cause })
      })
    }
  },
  isFull ? 590_000 : 120_000,
)

const meanwhile: fc.Arbitrary<Meanwhile> = fc.oneof(
  fc.record({
    kind: fc.constant('time' as const),
    ms: fc.constantFrom(1, 900, 4 * seconds, 9 * seconds, 31 * seconds, 6 * minutes),
  }),
  fc.record({ kind: fc.constant('enter' as const), role: fc.constantFrom('moderator' as const, 'viewer' as const) }),
  fc.record({ kind: fc.constant('list' as const) }),
  fc.record({ kind: fc.constant('again' as const), fact: fc.constantFrom(...history) }),
)

it(
  'HOOK-10, R-30: so do any orders with duplicates, among polls, joins and people who look',
  async () => {
    const story = fc.record({
      order: fc.shuffledSubarray([...history], { minLength: history.length }),
      between: fc.array(fc.array(meanwhile, { maxLength: 4 }), {
        minLength: history.length,
        maxLength: history.length,
      }),
    })
    await fc.assert(
      fc.asyncProperty(story, ({ order, between }) => endsAsOnBbb(order, between)),
      {
        examples: [[{ order: [...history], between: [[{ kind: 'time', ms: 6 * minutes }]] }]],
        numRuns: isFull ? 500 : 25,
        interruptAfterTimeLimit: isFull ? 550_000 : 100_000,
      },
    )
  },
  isFull ? 590_000 : 120_000,
)

it('HOOK-10: one that comes while BBB is being asked about the one before counts too', async () => {
  const story = await startStory()
  for (const fact of ['created', 'joined', 'ended', 'ready'] as const) await story.deliver(fact)
  await school.clock.advance(10 * seconds)

  let release: () => void = () => undefined
  const isAsked = new Promise<void>((asked) => {
    holdAnswer = () => {
      holdAnswer = undefined
      asked()
      return new Promise((resolve) => {
        release = resolve
      })
    }
  })
  await story.deliver('hidden')
  await isAsked
  await story.deliver('deleted')
  release()
  await school.clock.advance(10 * seconds)
  const { bbb, ours } = await story.views()
  expect(bbb).toMatchObject([{ recording: 'deleted' }])
  expect(ours).toEqual(bbb)
})
