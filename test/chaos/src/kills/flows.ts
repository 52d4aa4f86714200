import { expect } from 'vitest'
import type { Answer } from '../harness/client.ts'
import { eventually } from '../harness/eventually.ts'
import type { HostReceiver } from '../harness/host-receiver.ts'
import { letTimePass } from '../harness/let-time-pass.ts'
import type { World } from '../harness/world.ts'

/** What the flows act on. */
export interface Stage {
  readonly world: World
  readonly host: HostReceiver
}

/** Something that BBB, a person or the host begins and that can be broken off at every step. Each run has a room of its own. */
export interface Flow {
  /** Everything before it. */
  prepare(stage: Stage, room: string): Promise<void>
  /** Begins it. Whoever is asked may die meanwhile. */
  begin(stage: Stage, room: string): Promise<void>
  /** What people do when they got no answer, once somebody serves again. */
  again(stage: Stage, room: string): Promise<void>
  /** What has to hold in the end. */
  check(stage: Stage, room: string): Promise<void>
}

interface ListedRecording {
  id: string
  state: string
}

const manager = { scope: 'room:join recording:read recording:manage' }

function anyReplica({ replicas }: World) {
  const running = replicas.find(({ isRunning }) => isRunning)
  if (running === undefined) throw new Error('no replica runs')
  return running
}

async function recordingsOf(world: World, room: string): Promise<ListedRecording[]> {
  return eventually(`the list of ${room}`, async () => {
    const token = world.client.tokenOf({ room, claims: manager })
    const answer = await world.client.request(anyReplica(world), 'GET', `/rooms/${room}/recordings`, { token })
    // One that has just started, or has too much to do, says so.
    if (answer.status >= 500) return undefined
    expect(answer.status, answer.body).toBe(200)
    return (JSON.parse(answer.body) as { recordings: ListedRecording[] }).recordings
  })
}

const runsOf = ({ bbb }: World, room: string) => [
  ...new Set(
    bbb.journal
      .of('create')
      .filter(({ params }) => params['name'] === room)
      .map(({ params }) => params['meetingID'] ?? ''),
  ),
]

/** Whatever names something of a room: for failpoints that only its own steps reach. */
export async function idsOf({ database }: World, room: string): Promise<string[]> {
  const meetings = await database.query(
    `select meeting_row_id, meeting_id, internal_meeting_id from meetings where room_id = '${room}'`,
  )
  const recordings = await database.query(`select recording_id, record_id from recordings where room_id = '${room}'`)
  const ids = [...meetings, ...recordings].flatMap((row) => Object.values(row) as (string | null)[])
  return [room, ...ids.filter((id) => id !== null && id !== '')] as string[]
}

/** What BBB was answered when it said that the meeting of a room is over, oldest first; `undefined` is no answer. */
export async function answersToEnd({ bbb, database }: World, room: string): Promise<(number | undefined)[]> {
  type Row = { meeting_row_id: string }
  const rows = await database.query<Row>(`select meeting_row_id from meetings where room_id = '${room}'`)
  return bbb.callbacks.sent
    .filter(({ kind, url }) => {
      const key = new URL(url).pathname.split('/').at(-1) ?? ''
      return kind === 'meeting-ended' && rows.some((row) => key.startsWith(row.meeting_row_id))
    })
    .map(({ status }) => status)
}

/** A class with a moderator in it, who records. */
async function teach({ world }: Stage, room: string): Promise<void> {
  const { client, bbb } = world
  const location = await client.enter(anyReplica(world), { room })
  bbb.enter(location.searchParams.get('meetingID') ?? '', { role: 'MODERATOR' })
}

function end(world: World, room: string): void {
  for (const meetingID of runsOf(world, room)) world.bbb.endMeeting(meetingID)
}

/** The events of one kind that the host was told of a room, by their ids. */
export function toldOf({ host }: Stage, room: string, type: string): Map<string, Set<string>> {
  const bodies = new Map<string, Set<string>>()
  for (const { id, body, event } of host.deliveries) {
    if (event.type === type && event.data['room'] === room) bodies.set(id, (bodies.get(id) ?? new Set()).add(body))
  }
  return bodies
}

/** Once, however often it was sent: always under one id, byte for byte the same. */
export function expectToldOnce(stage: Stage, room: string, type: string): void {
  const told = toldOf(stage, room, type)
  expect(
    [...told.values()].map((bodies) => bodies.size),
    `${type} of ${room}`,
  ).toEqual([1])
}

/** A meeting ends on BBB, which calls. */
export const callbackFlow: Flow = {
  prepare: teach,
  async begin({ world }, room) {
    end(world, room)
    await world.bbb.settled()
  },
  again: () => Promise.resolve(),
  async check(stage, room) {
    const { world } = stage
    const [row] = await world.database.query<{ state: string }>(`select state from meetings where room_id = '${room}'`)
    expect(['ended', 'lost'], room).toContain(row?.state)
    expect(
      (await recordingsOf(world, room)).map(({ state }) => state),
      room,
    ).toEqual(['published'])
    expectToldOnce(stage, room, 'meeting.ended')
    expectToldOnce(stage, room, 'recording.ready')
  },
}

const recordingIds = new Map<string, string>()
const deletions = new Map<string, Answer | undefined>()

/** What whoever asked for the deletion was answered, if at all. */
export const statusOfDeletion = (room: string) => deletions.get(room)?.status

/** Somebody deletes a recording. */
export const deleteFlow: Flow = {
  async prepare(stage, room) {
    await teach(stage, room)
    end(stage.world, room)
    await eventually(`${room} has its recording`, async () => {
      const [recording] = await recordingsOf(stage.world, room)
      if (recording?.state !== 'published') return false
      recordingIds.set(room, recording.id)
      return true
    })
  },
  async begin({ world }, room) {
    const token = world.client.tokenOf({ room, claims: manager })
    const path = `/recordings/${recordingIds.get(room)}`
    const asked = world.client.request(anyReplica(world), 'DELETE', path, { token })
    deletions.set(room, await asked.catch(() => undefined))
  },
  again: () => Promise.resolve(),
  async check(stage, room) {
    const { world } = stage
    type Row = { state: string; record_id: string; recording_id: string }
    const rows = await world.database.query<Row>(`select * from recordings where room_id = '${room}'`)
    const [{ state, record_id: recordID, recording_id: recordingId }] = rows as [Row]
    const there = world.bbb.recordings.get(recordID)?.state
    const audited = await world.database.query<{ action: string }>(
      `select action from audit where recording_id = '${recordingId}' and action like 'recording:delete%' order by seq`,
    )
    const wasAccepted = (deletions.get(room)?.status ?? 500) < 300
    if (wasAccepted) expect(state, room).toBe('deleted')
    if (state !== 'deleted') {
      expect([state, there, audited, await recordingsOf(world, room)], room).toMatchObject([
        'published',
        'published',
        [],
        [{ state: 'published' }],
      ])
      return
    }
    expect(there, room).toBe('deleted')
    expect(
      audited.map(({ action }) => action),
      room,
    ).toEqual(['recording:delete', 'recording:deleted'])
    expect(await recordingsOf(world, room), room).toEqual([])
    expectToldOnce(stage, room, 'recording.deleted')
  },
}

/** Somebody joins a room without a meeting. */
export const makeFlow: Flow = {
  prepare: () => Promise.resolve(),
  async begin({ world }, room) {
    await world.client.join(anyReplica(world), { room })
  },
  async again({ world }, room) {
    // Whoever died holds the lease.
    await letTimePass(world.database, 15)
    const ask = async () => (await world.client.join(anyReplica(world), { room })).ticket !== undefined
    await eventually(`a ticket for ${room}`, ask, { withinMs: 90_000 })
  },
  check({ world }, room) {
    const runs = runsOf(world, room)
    expect(runs, room).toHaveLength(1)
    expect(world.bbb.meetings.get(runs[0] ?? ''), room).toBeDefined()
    return Promise.resolve()
  },
}
