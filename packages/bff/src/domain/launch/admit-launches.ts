import type { TenantConfig } from '../../config/bff-config.ts'
import { BffFailure } from '../../failure.ts'
import type { Permit } from '../../policy/permit.ts'
import { decideJoin, effectiveRole } from '../../policy/room-policy.ts'
import type { MadeMeeting } from '../../ports/meeting-gateway.ts'
import type { AuditEntry, Meeting, RoomSnapshot, TenantStore } from '../../ports/store.ts'
import { factsOf, findRoom } from '../rooms/room-snapshot.ts'
import type { Services } from '../services.ts'
import type { VerifiedTicket } from './ticket-office.ts'

/** Somebody with a good ticket in front of the door. */
export interface JoinLaunch {
  permit: Permit<'meeting:join'>
  userId: string
  ticket: Pick<VerifiedTicket, 'tokenId' | 'keepUntil'>
  /** The meeting that the ticket was made for. */
  meetingRowId: string
}

/** Where an admitted person is sent. */
export interface Admission {
  meetingID: string
  made: MadeMeeting
}

/** For how long BBB is asked every second after somebody was sent to a meeting that nobody is seen in yet. */
const closeWatchMs = 120_000

/**
 * Decides about all of one tenant who launch at the same time, in one transaction: uses up their tickets, looks at
 * their rooms, notes the launches and writes one audit row for each who is admitted. Whoever is refused keeps the
 * ticket, as if it had not been looked at. One commit for many costs as much as for one.
 * @returns for each in its place where to go, or why not: `TICKET_USED`, `TICKET_EXPIRED` for one from a token that was cut off,
 * `NOT_ALLOWED`, `NOT_FOUND`, `MEETING_REPLACED`
 */
export function createAdmitLaunches({ store, clock, tenantOf }: Pick<Services, 'store' | 'clock' | 'tenantOf'>) {
  return async (tenantId: string, launches: readonly JoinLaunch[]): Promise<(Admission | BffFailure)[]> => {
    const tenant = tenantOf(tenantId)
    const now = clock.now()
    return store.withTenant(tenantId, async (rows) => {
      const unused = await rows.tickets.consumeAll(launches.map(({ ticket }) => ticket))
      const blocked = await rows.blocks.among(launches.map(({ userId }) => userId))
      const tokensRefusedBefore = await rows.blocks.tokensRefusedBefore()
      const rooms = await lookAtRooms(rows, tenant, launches, now)
      const refusedTickets: string[] = []
      const admitted: { launch: JoinLaunch; meeting: Meeting }[] = []

      const answers = launches.map((launch): Admission | BffFailure => {
        const { tokenId } = launch.ticket
        // The second of two who come with one ticket at the same time finds it gone.
        if (!unused.delete(tokenId)) return new BffFailure('TICKET_USED')
        const room = rooms.get(launch.permit.roomId)
        const isCutOff = launch.permit.actor.tokenIssuedAt < tokensRefusedBefore
        const meeting = isCutOff
          ? new BffFailure('TICKET_EXPIRED')
          : admit(launch, { room, isBlocked: blocked.has(launch.userId) }, tenant, now)
        if (meeting instanceof BffFailure) {
          refusedTickets.push(tokenId)
          return meeting
        }
        admitted.push({ launch, meeting })
        return { meetingID: meeting.meetingID, made: meeting.made }
      })

      await rows.tickets.giveBack(refusedTickets)
      await watchMeetings(rows, tenant, admitted, now)
      await rows.audit.append(...admitted.map(({ launch }) => auditEntry(launch, tenant, now)))
      return answers
    })
  }
}

/** Each room once; a room that is none stands for its failure. */
async function lookAtRooms(rows: TenantStore, tenant: TenantConfig, launches: readonly JoinLaunch[], now: number) {
  const rooms = new Map<string, RoomSnapshot | BffFailure>()
  for (const { permit } of launches) {
    if (rooms.has(permit.roomId)) continue
    const found = await findRoom(rows, tenant, permit.roomId, now).catch((error: unknown) => {
      if (error instanceof BffFailure && error.code === 'NOT_FOUND') return error
      throw error
    })
    rooms.set(permit.roomId, found)
  }
  return rooms
}

type RunningMeeting = Meeting & { made: MadeMeeting }

/** Policy once more, for what is so now. */
function admit(
  { permit, meetingRowId }: JoinLaunch,
  { room, isBlocked }: { room: RoomSnapshot | BffFailure | undefined; isBlocked: boolean },
  tenant: TenantConfig,
  now: number,
): RunningMeeting | BffFailure {
  if (isBlocked) return new BffFailure('NOT_ALLOWED')
  if (room === undefined || room instanceof BffFailure) return room ?? new BffFailure('NOT_FOUND')
  const { meeting } = room
  if (meeting?.meetingRowId !== meetingRowId) return new BffFailure('MEETING_REPLACED')
  const { made, state } = meeting
  if (state !== 'running' || made === null) return new BffFailure('MEETING_REPLACED')
  const person = { isGuest: permit.actor.wayIn === 'guest', isBlocked }
  const decision = decideJoin(roleOf(permit, tenant), factsOf(room, tenant, now), person)
  return decision.admit ? { ...meeting, made } : new BffFailure('NOT_ALLOWED')
}

function roleOf({ actor }: Permit<'meeting:join'>, tenant: TenantConfig) {
  return effectiveRole(actor.roleCeiling, tenant.roles[actor.wayIn])
}

function auditEntry({ permit, userId, meetingRowId }: JoinLaunch, tenant: TenantConfig, now: number): AuditEntry {
  return {
    at: now,
    action: 'meeting:join',
    actor: { person: userId },
    roomId: permit.roomId,
    meetingRowId,
    detail: { role: roleOf(permit, tenant), way_in: permit.actor.wayIn },
  }
}

/**
 * A redirect that worked does not mean that anyone joined: BBB is asked, often while somebody waits for the answer.
 * Meetings are changed in the order of their ids, so that two replicas never wait for each other.
 */
async function watchMeetings(
  { meetings }: TenantStore,
  tenant: TenantConfig,
  admitted: readonly { launch: JoinLaunch; meeting: Meeting }[],
  now: number,
): Promise<void> {
  const byId = new Map<string, { meeting: Meeting; hasModerator: boolean }>()
  for (const { launch, meeting } of admitted) {
    const hasModerator = byId.get(meeting.meetingRowId)?.hasModerator ?? false
    byId.set(meeting.meetingRowId, {
      meeting,
      hasModerator: hasModerator || roleOf(launch.permit, tenant) === 'moderator',
    })
  }
  for (const [meetingRowId, { meeting, hasModerator }] of [...byId].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const isAwaited = meeting.startedAt === null || (hasModerator && meeting.moderatorSeenAt === null)
    await meetings.change(meetingRowId, ['running'], {
      ...(meeting.launchedAt === null && { launchedAt: now }),
      ...(isAwaited && { closeWatchUntil: now + closeWatchMs }),
      nextLookAt: Math.min(meeting.nextLookAt ?? Infinity, now + (isAwaited ? 500 : 3000)),
    })
  }
}
