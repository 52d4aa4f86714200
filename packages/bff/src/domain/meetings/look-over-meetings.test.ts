import { createBbbClient } from '@bbb-room/core'
import type { Fault, FakeBbbOptions, Meeting as BbbMeeting } from '@bbb-room/fake-bbb'
import { afterEach, describe, expect, it } from 'vitest'
import { startMovedReplicas, type MovedReplicas } from '../../moved-replicas.test-support.ts'
import type { MeetingGateway } from '../../ports/meeting-gateway.ts'

const seconds = 1000
const minutes = 60 * seconds
const teacher = { sub: 'teacher', role: 'moderator' } as const

let school: MovedReplicas | undefined
afterEach(async () => {
  await school?.close()
  school = undefined
})

interface Setting {
  classes: number
  bbb?: Partial<FakeBbbOptions>
  wrapGateway?: (gateway: MeetingGateway) => MeetingGateway
}

/** Classes with a teacher in each, which BBB has been asked about for a while. */
async function start({ classes, bbb = {}, wrapGateway }: Setting): Promise<MovedReplicas> {
  school = await startMovedReplicas({
    replicas: 2,
    bbb: { callbacks: 'block', ...bbb },
    ...(wrapGateway && { wrapGateway }),
  })
  for (let n = 0; n < classes; n++) {
    const replica = school.replicas[n % 2]!
    await replica.declare(`class-${n}`, { wait_for_moderator: false })
    await replica.enter(teacher, `class-${n}`)
  }
  await school.clock.advance(3 * minutes)
  return school
}

const secret = 'kT3qWz8nVb5mXc7rLp2sAe9dFg4h-0123456789'

/** A class of somebody else who has the same server and secret. */
async function startForeign({ bbb }: MovedReplicas): Promise<BbbMeeting> {
  const client = createBbbClient({ baseUrl: bbb.baseUrl, sharedSecret: secret, dangerouslyAllowHttp: true })
  await client.createClassroom({
    meetingID: 'foreign-class',
    name: 'Foreign',
    attendeePW: 'pupil',
    moderatorPW: 'head',
  })
  bbb.enter('foreign-class', { fullName: 'Stranger Danger', role: 'MODERATOR' })
  return bbb.meetings.get('foreign-class')!
}

const calls = ({ bbb }: MovedReplicas) => ({
  lists: bbb.journal.count('getMeetings'),
  looks: bbb.journal.count('getMeetingInfo'),
})

async function callsDuring(school: MovedReplicas, durationMs: number): Promise<{ lists: number; looks: number }> {
  const before = calls(school)
  await school.clock.advance(durationMs)
  const after = calls(school)
  return { lists: after.lists - before.lists, looks: after.looks - before.looks }
}

async function stateOf({ store }: MovedReplicas, room: string): Promise<string | undefined> {
  return (await store.withTenant('acme', ({ rooms }) => rooms.look(room)))?.meeting?.state
}

async function states(school: MovedReplicas, count: number): Promise<(string | undefined)[]> {
  return Promise.all(Array.from({ length: count }, (_, n) => stateOf(school, `class-${n}`)))
}

const meetingOf = async ({ store, bbb }: MovedReplicas, room: string): Promise<BbbMeeting> => {
  const row = await store.withTenant('acme', ({ rooms }) => rooms.look(room))
  return bbb.meetings.get(row!.meeting!.meetingID)!
}

describe('many running meetings of one tenant', { timeout: 120_000 }, () => {
  it('are looked at with one question every thirty seconds, however many replicas there are', async () => {
    const school = await start({ classes: 50 })
    expect(await callsDuring(school, 30 * seconds)).toEqual({ lists: 1, looks: 0 })
    const { lists, looks } = await callsDuring(school, 5 * minutes)
    expect(lists).toBeGreaterThanOrEqual(9)
    expect(lists).toBeLessThanOrEqual(10)
    expect(looks).toBe(0)
    expect(new Set(await states(school, 50))).toEqual(new Set(['running']))
  })

  it('are asked about one by one where they are few', async () => {
    const school = await start({ classes: 4 })
    expect(await callsDuring(school, 1 * minutes)).toEqual({ lists: 0, looks: 4 * 4 })
  })

  it('tell of who is in them by the list as well', async () => {
    const school = await start({ classes: 6 })
    const meeting = await meetingOf(school, 'class-3')
    school.bbb.enter(meeting.meetingID, { role: 'VIEWER' })
    const { looks } = await callsDuring(school, 31 * seconds)
    expect(looks).toBe(0)
    const row = await school.store.withTenant('acme', ({ rooms }) => rooms.look('class-3'))
    expect(row?.meeting?.participantCount).toBe(2)
  })

  it('end by the answer about them alone: who is not in the list is asked about at once', async () => {
    const school = await start({ classes: 12 })
    const { meetingID } = await meetingOf(school, 'class-7')
    school.bbb.endMeeting(meetingID)
    const before = school.bbb.journal.of('getMeetingInfo').length
    await school.clock.advance(32 * seconds)
    expect(await stateOf(school, 'class-7')).toBe('lost')
    const asked = school.bbb.journal.of('getMeetingInfo').slice(before)
    expect(asked.map(({ params }) => params['meetingID'])).toEqual([meetingID])
    expect((await states(school, 12)).filter((state) => state === 'running')).toHaveLength(11)
  })

  it('do not end when a list lacks them', async () => {
    let hidden = ''
    const school = await start({
      classes: 8,
      wrapGateway: (gateway) => ({
        ...gateway,
        listMeetings: async (meetingIDs) => {
          const listed = new Map(await gateway.listMeetings(meetingIDs))
          listed.delete(hidden)
          return listed
        },
      }),
    })
    hidden = (await meetingOf(school, 'class-2')).meetingID
    const { looks } = await callsDuring(school, 5 * minutes)
    expect(looks).toBeGreaterThanOrEqual(10)
    expect(new Set(await states(school, 8))).toEqual(new Set(['running']))
  })

  it('TENANT-7: lie beside other people’s in the list, of which nothing is kept, logged or counted', async () => {
    const school = await start({ classes: 6 })
    await startForeign(school)
    const { lists, looks } = await callsDuring(school, 3 * minutes)
    expect([lists > 4, looks]).toEqual([true, 0])
    for (const { logs, counted } of school.replicas) {
      expect(JSON.stringify([logs, counted])).not.toMatch(/foreign|stranger/i)
    }
    await school.store.withTenant('acme', async ({ meetings, audit, orphans, attendance }) => {
      expect(await meetings.findByMeetingID('foreign-class')).toBeUndefined()
      expect(JSON.stringify([await audit.list(0, 1000), await orphans.list(99)])).not.toContain('foreign')
      expect(await attendance.ofMeeting('foreign-class')).toEqual([])
    })
  })

  it('TENANT-7: of two tenants on one server are each looked at for themselves', async () => {
    school = await startMovedReplicas({ replicas: 1, bbb: { callbacks: 'block' }, tenants: { acme: {}, other: {} } })
    const replica = school.replicas[0]!
    for (const tenant of ['acme', 'other']) {
      for (let n = 0; n < 6; n++) {
        await replica.declare(`class-${n}`, { wait_for_moderator: false }, tenant)
        await replica.enter({ ...teacher, tenant }, `class-${n}`)
      }
    }
    await school.clock.advance(3 * minutes)
    expect(await callsDuring(school, 30 * seconds)).toEqual({ lists: 2, looks: 0 })
    const ofTenant = (tenantId: string) =>
      school!.store.withTenant(tenantId, ({ meetings }) => meetings.listRunning(school!.clock.now(), 99))
    const [ours, theirs] = [await ofTenant('acme'), await ofTenant('other')]
    expect([ours.length, theirs.length]).toEqual([6, 6])
    expect(ours.filter(({ meetingID }) => theirs.some((their) => their.meetingID === meetingID))).toEqual([])
  })
})

const empty = `<response><returncode>SUCCESS</returncode><meetings/><messageKey>noMeetings</messageKey></response>`
const ofUnknown = `<response><returncode>SUCCESS</returncode><meetings><meeting><meetingID>m</meetingID></meeting></meetings></response>`
const useless: [name: string, fault: Fault][] = [
  ['an error page', { kind: 'status', status: 500 }],
  ['a cut document', { kind: 'cut', atByte: 900, cleanly: true }],
  ['a broken connection', { kind: 'reset' }],
  ['a landing page', { kind: 'html' }],
  ['an empty body', { kind: 'empty' }],
  ['a document that is not well-formed', { kind: 'body', body: empty.replace('<meetings/>', '<2fa>x</2fa>') }],
  ['noMeetings, as where an operator switched it off', { kind: 'body', body: empty, contentType: 'text/xml' }],
  ['internalError, as behind a balancer with a dead node', { kind: 'failed', messageKey: 'internalError' }],
  ['checksumError', { kind: 'checksumError' }],
  ['only meetings that are told half of', { kind: 'body', body: ofUnknown, contentType: 'text/xml' }],
  ['every meeting twice', { kind: 'duplicates' }],
]

describe('a list of no use', { timeout: 120_000 }, () => {
  it.each(useless)('ends nothing: %s', async (_name, fault) => {
    const school = await start({ classes: 6 })
    school.bbb.faults.always('getMeetings', fault)
    const { lists, looks } = await callsDuring(school, 2 * minutes)
    // Repeats of one question included; after it the server is spared its list.
    expect(lists).toBeGreaterThanOrEqual(1)
    expect(lists).toBeLessThanOrEqual(3)
    expect(looks).toBeGreaterThanOrEqual(6 * 4)
    expect(new Set(await states(school, 6))).toEqual(new Set(['running']))

    school.bbb.endMeeting((await meetingOf(school, 'class-1')).meetingID)
    await school.clock.advance(16 * seconds)
    expect(await stateOf(school, 'class-1')).toBe('lost')
  })

  it('is asked for again after ten minutes', async () => {
    const school = await start({ classes: 6 })
    school.bbb.faults.next('getMeetings', { kind: 'body', body: empty })
    expect((await callsDuring(school, 10 * minutes)).lists).toBe(1)
    await school.clock.advance(1 * minutes)
    expect(await callsDuring(school, 30 * seconds)).toEqual({ lists: 1, looks: 0 })
  })

  it('R-32: is noticed in time also when it begins just before a meeting ends', async () => {
    const school = await start({ classes: 6 })
    for (const lists = calls(school).lists; calls(school).lists === lists;) await school.clock.advance(1 * seconds)
    school.bbb.faults.always('getMeetings', { kind: 'status', status: 503 })
    const meeting = await meetingOf(school, 'class-1')
    school.bbb.endMeeting(meeting.meetingID)
    await school.clock.advance(60 * seconds)
    expect(await stateOf(school, 'class-1')).toBe('lost')
  })

  it('R-32: is one that a balancer keeps for some seconds: the end is seen within a minute all the same', async () => {
    const school = await start({ classes: 6, bbb: { profile: 'b3lb', meetingListCacheMs: 20_000 } })
    for (const lists = calls(school).lists; calls(school).lists === lists;) await school.clock.advance(1 * seconds)
    school.bbb.endMeeting((await meetingOf(school, 'class-1')).meetingID)
    await school.clock.advance(60 * seconds)
    expect(await stateOf(school, 'class-1')).toBe('lost')
    expect((await states(school, 6)).filter((state) => state === 'running')).toHaveLength(5)
  })
})
