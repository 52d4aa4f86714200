import { BffFailure, isBbbFailure } from '../../failure.ts'
import type { Permit } from '../../policy/permit.ts'
import { MeetingIdTaken, type CreateMeeting, type MadeMeeting } from '../../ports/meeting-gateway.ts'
import type { Meeting, Room } from '../../ports/store.ts'
import { tenantKey } from '../../tenant-key.ts'
import { randomId } from '../identity/random-id.ts'
import { announceRecording } from '../recordings/expect-recording.ts'
import type { Services } from '../services.ts'
import { meetingParameters } from './meeting-parameters.ts'

type Needs = Pick<
  Services,
  | 'store'
  | 'gateways'
  | 'clock'
  | 'random'
  | 'tenantOf'
  | 'addresses'
  | 'pseudonyms'
  | 'callbackKeys'
  | 'log'
  | 'wakeWorker'
>

/** A meeting that BBB has confirmed. */
export type RunningMeeting = Meeting & { made: MadeMeeting }

const leaseMs = 15_000
/** Longer than a lease: whoever waits for a holder that died becomes the next one. */
const patienceMs = leaseMs + 5_000
const pollMs = 150

/** A failure counts for those who come within this time too; whoever does as `Retry-After` says comes later. */
const backOffMs = 2_000

interface Attempt {
  readonly outcome: Promise<RunningMeeting>
  /** `Infinity` while BBB is being asked. */
  until: number
}

/**
 * Makes sure that the room has its one meeting, however many people, replicas and retries ask at once: one attempt per
 * room in this process, and a lease with a fencing number between replicas. When BBB failed, BBB is left alone for a
 * moment: a class that arrives then is told the same, and does not ask a thousand times.
 * @throws {BffFailure} `BBB_*` where BBB failed; `CONFLICT` while the meeting before is being ended
 */
export function createEnsureMeeting(services: Needs) {
  const { clock } = services
  const attempts = new Map<string, Attempt>()

  function begin(key: string, permit: Permit<'meeting:join'>, room: Room): Attempt {
    for (const [other, { until }] of attempts) if (until <= clock.now()) attempts.delete(other)
    const attempt: Attempt = { outcome: makeMeeting(services, permit, room), until: Infinity }
    attempts.set(key, attempt)
    attempt.outcome.then(
      () => attempts.delete(key),
      (error: unknown) => {
        if (isBbbFailure(error)) attempt.until = clock.now() + backOffMs
        else attempts.delete(key)
      },
    )
    return attempt
  }

  return (permit: Permit<'meeting:join'>, room: Room, latest: Meeting | null): Promise<RunningMeeting> => {
    if (isRunning(latest)) return Promise.resolve(latest)
    const key = tenantKey(permit.tenantId, permit.roomId)
    const known = attempts.get(key)
    const attempt = known !== undefined && clock.now() < known.until ? known : begin(key, permit, room)
    return attempt.outcome
  }
}

function isRunning(meeting: Meeting | null): meeting is RunningMeeting {
  return meeting?.state === 'running' && meeting.made !== null
}

async function makeMeeting(services: Needs, permit: Permit<'meeting:join'>, room: Room): Promise<RunningMeeting> {
  const { store, clock, random, log } = services
  const { tenantId, roomId } = permit
  const leaseName = `meeting:${roomId}`
  const giveUpAt = clock.now() + patienceMs

  while (clock.now() < giveUpAt) {
    const holder = randomId(random)
    const claim = await claimMeeting(services, permit, room, { leaseName, holder })
    if (claim.kind === 'running') return claim.meeting
    if (claim.kind === 'held') {
      await clock.sleep(pollMs)
      continue
    }
    try {
      const made = await askForMeeting(services, tenantId, claim.meeting, claim.adopted).catch((error: unknown) => {
        if (error instanceof MeetingIdTaken) return undefined
        throw error
      })
      if (made === undefined) {
        await giveUpId(services, tenantId, claim.meeting, claim.fence)
        continue
      }
      const running = await confirmMeeting(services, permit, claim.meeting, claim.fence, made)
      if (running !== undefined) {
        log.info('meeting-made', { tenantId, roomId, meetingId: running.meetingRowId })
        return running
      }
      await endWhatIsOver(services, tenantId, claim.meeting)
    } finally {
      await store.withTenant(tenantId, ({ leases }) => leases.release(leaseName, holder)).catch(() => undefined)
    }
  }
  throw new BffFailure('BBB_UNAVAILABLE', { retryAfterSeconds: 2 })
}

type Claim =
  | { kind: 'running'; meeting: RunningMeeting }
  | { kind: 'held' }
  | { kind: 'mine'; meeting: Meeting; fence: number; adopted: boolean }

/** Under the lease: takes over a meeting that a predecessor left in `creating`, or writes a new one down. */
function claimMeeting(
  { store, clock, random, tenantOf }: Needs,
  { tenantId, roomId }: Permit<'meeting:join'>,
  room: Room,
  { leaseName, holder }: { leaseName: string; holder: string },
): Promise<Claim> {
  return store.withTenant(tenantId, async ({ rooms, meetings, leases }): Promise<Claim> => {
    const fence = await leases.take(leaseName, holder, leaseMs)
    await rooms.makeIfAbsent(room)
    const latest = (await rooms.look(roomId))?.meeting ?? null
    if (isRunning(latest)) {
      if (fence !== undefined) await leases.release(leaseName, holder)
      return { kind: 'running', meeting: latest }
    }
    if (fence === undefined) return { kind: 'held' }
    if (latest?.state === 'ending') throw new BffFailure('CONFLICT', { retryAfterSeconds: 2 })
    const now = clock.now()
    if (latest?.state === 'creating') {
      const adopted = await meetings.change(latest.meetingRowId, ['creating'], { nextLookAt: now + leaseMs }, fence)
      return adopted ? { kind: 'mine', meeting: { ...latest, fence }, fence, adopted: true } : { kind: 'held' }
    }
    const meetingRowId = randomId(random)
    await meetings.insert({
      meetingRowId,
      roomId,
      meetingID: randomId(random),
      fence,
      parameters: meetingParameters(room.settings, tenantOf(tenantId)),
      createdAt: now,
      nextLookAt: now + leaseMs,
    })
    const meeting = await meetings.get(meetingRowId)
    return meeting === undefined ? { kind: 'held' } : { kind: 'mine', meeting, fence, adopted: false }
  })
}

/**
 * Asks BBB for the meeting. One that a predecessor may have made already is looked for before anything is repeated; the
 * repeat has the same id and passwords, hence meets the same meeting.
 */
async function askForMeeting(
  services: Needs,
  tenantId: string,
  meeting: Meeting,
  adopted: boolean,
): Promise<MadeMeeting> {
  const gateway = services.gateways(tenantId)
  const there = adopted ? await gateway.findMeeting(meeting.meetingID) : undefined
  return there ?? gateway.createMeeting(createRequest(services, tenantId, meeting))
}

function createRequest(
  { addresses, pseudonyms, callbackKeys }: Needs,
  tenantId: string,
  meeting: Meeting,
): CreateMeeting {
  const passwords = pseudonyms.passwordsOf(tenantId, meeting.meetingRowId)
  const endedKey = callbackKeys.keyOf('meeting-ended', tenantId, meeting.meetingRowId)
  return {
    meetingID: meeting.meetingID,
    attendeePassword: passwords.attendee,
    moderatorPassword: passwords.moderator,
    parameters: meeting.parameters,
    logoutUrl: addresses.return(tenantId, meeting.roomId),
    meetingEndedUrl: addresses.meetingEnded(tenantId, endedKey),
    recordingReadyUrl: addresses.recordingReady(tenantId),
    ...(meeting.parameters.tellActivity === true && {
      analyticsUrl: addresses.analytics(tenantId, callbackKeys.keyOf('analytics', tenantId, meeting.meetingRowId)),
    }),
  }
}

/**
 * Whoever stood still for longer than the lease can have made a meeting that was given up meanwhile, or have begun one
 * anew that had ended: nobody is ever led into it, so it is ended.
 */
async function endWhatIsOver(
  { store, gateways, pseudonyms, log }: Needs,
  tenantId: string,
  { meetingRowId, meetingID, roomId }: Meeting,
): Promise<void> {
  const now = await store.withTenant(tenantId, ({ meetings }) => meetings.get(meetingRowId))
  if (now?.state !== 'ended' && now?.state !== 'lost') return
  log.warn('meeting-made-too-late', { tenantId, roomId, meetingId: meetingRowId })
  await gateways(tenantId).endMeeting(meetingID, pseudonyms.passwordsOf(tenantId, meetingRowId).moderator)
}

/** Somebody else's meeting runs under our id: it is left alone, ours never was, and the next one gets another id. */
async function giveUpId(
  { store, clock, log }: Needs,
  tenantId: string,
  { meetingRowId, roomId }: Meeting,
  fence: number,
): Promise<void> {
  const now = clock.now()
  log.warn('meeting-id-taken', { tenantId, roomId, meetingId: meetingRowId })
  await store.withTenant(tenantId, async ({ meetings, audit }) => {
    const change = { state: 'lost', endedAt: now, nextLookAt: null } as const
    if (!(await meetings.change(meetingRowId, ['creating'], change, fence))) return
    await audit.append({ at: now, action: 'meeting:lost', actor: 'bbb', roomId, meetingRowId })
  })
}

/** Writes BBB's answer down, unless a newer holder of the lease has gone on meanwhile. */
async function confirmMeeting(
  { store, clock, random, pseudonyms, wakeWorker }: Needs,
  { tenantId, roomId, actor }: Permit<'meeting:join'>,
  meeting: Meeting,
  fence: number,
  made: MadeMeeting,
): Promise<RunningMeeting | undefined> {
  const now = clock.now()
  const running = await store.withTenant(tenantId, async (rows) => {
    const { meetings, audit } = rows
    const { meetingRowId } = meeting
    const { createTime, internalMeetingID } = made
    const nextLookAt = now + 15_000
    const change = { state: 'running', made: { createTime, internalMeetingID }, nextLookAt } as const
    if (!(await meetings.change(meetingRowId, ['creating'], change, fence))) return undefined
    await announceRecording({ random }, rows, { ...meeting, ...change }, now)
    await audit.append({
      at: now,
      action: 'meeting:make',
      actor: { person: pseudonyms.userIdOf(tenantId, actor.subject) },
      roomId,
      meetingRowId,
    })
    return { ...meeting, ...change, fence }
  })
  wakeWorker(tenantId)
  return running
}
