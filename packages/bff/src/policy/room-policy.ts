import type { JoinState, RoomState, TokenRole } from '@bbb-room/bff-api'
import type { Meeting, RoomSettings } from '../ports/store.ts'

/** All that decides about a room: nothing else feeds the answers below. Times are epoch milliseconds. */
export interface RoomFacts {
  settings: RoomSettings
  meeting: Pick<Meeting, 'state' | 'startedAt' | 'endedAt' | 'moderatorSeenAt' | 'participantCount'> | null
  now: number
  /** For how long a room says `ended` after its meeting. */
  endedForSeconds: number
}

/** The settings that policy reads, with what counts where nobody said anything. */
export function readRules(settings: RoomSettings): {
  opensAt: number
  closesAt: number
  waitForModerator: boolean
  maxParticipants: number
} {
  return {
    opensAt: settings.opens_at === undefined ? -Infinity : Date.parse(settings.opens_at),
    closesAt: settings.closes_at === undefined ? Infinity : Date.parse(settings.closes_at),
    waitForModerator: settings.wait_for_moderator ?? true,
    maxParticipants: settings.max_participants ?? 0,
  }
}

/**
 * The role that BBB is told: the lesser of the token's and the room's.
 * @param ceilings every limit that counts for the person
 */
export function effectiveRole(...ceilings: readonly TokenRole[]): TokenRole {
  return ceilings.every((role) => role === 'moderator') ? 'moderator' : 'viewer'
}

/** What the room is, for a person of this role. */
export function roomState(role: TokenRole, facts: RoomFacts): RoomState {
  const { opensAt, closesAt, waitForModerator } = readRules(facts.settings)
  if (facts.now >= closesAt) return 'ended'
  if (facts.now < opensAt) return 'scheduled'
  const waits = role === 'viewer' && waitForModerator
  const { meeting } = facts
  if (meeting?.state === 'ending') return 'ended'
  if (meeting?.state === 'running' && meeting.startedAt !== null) {
    return waits && meeting.moderatorSeenAt === null ? 'waiting' : 'running'
  }
  if (endedLately(facts, waits)) return 'ended'
  return waits ? 'waiting' : 'open'
}

/** A meeting that BBB lost counts as over for those who wait for a moderator anyway; others just start again. */
function endedLately({ meeting, now, endedForSeconds }: RoomFacts, waits: boolean): boolean {
  if (meeting === null || meeting.endedAt === null || now - meeting.endedAt >= endedForSeconds * 1000) return false
  if (meeting.state === 'ended') return meeting.startedAt !== null
  return meeting.state === 'lost' && waits && meeting.startedAt !== null
}

/** Whether a join is admitted; otherwise the state to show, with its code. */
export type JoinDecision = { admit: true } | { admit: false; answer: JoinState }

/** What counts about the person besides their role. */
export interface PersonFacts {
  /** Came by an access code. */
  isGuest: boolean
  /** Kept out of every room of the tenant. */
  isBlocked: boolean
}

/** Decides about a join, at the ticket and again at the launch. */
export function decideJoin(role: TokenRole, facts: RoomFacts, { isGuest, isBlocked }: PersonFacts): JoinDecision {
  if (isBlocked) return refuse('denied', 'PERSON_BLOCKED', {})
  if (isGuest && facts.settings.guest_policy === 'ALWAYS_DENY') return refuse('denied', 'GUESTS_REFUSED', {})
  const { opensAt, closesAt, maxParticipants } = readRules(facts.settings)
  const state = roomState(role, facts)
  switch (state) {
    case 'scheduled':
      return refuse('scheduled', 'ROOM_NOT_OPEN_YET', { opensAt, retryAfter: secondsUntil(opensAt, facts.now) })
    case 'waiting':
      return refuse('waiting', 'WAITING_FOR_MODERATOR', { retryAfter: 5 })
    case 'ended':
      if (facts.now >= closesAt) return refuse('ended', 'ROOM_CLOSED', {})
      if (facts.meeting?.state === 'ending') return refuse('ended', 'MEETING_ENDED', { retryAfter: 2 })
      return role === 'moderator' ? { admit: true } : refuse('ended', 'MEETING_ENDED', {})
    case 'running':
      if (role === 'viewer' && maxParticipants > 0 && (facts.meeting?.participantCount ?? 0) >= maxParticipants) {
        return refuse('full', 'ROOM_FULL', { retryAfter: 15 })
      }
      return { admit: true }
    case 'open':
      return { admit: true }
    default:
      return state satisfies never
  }
}

function refuse(
  state: JoinState['state'],
  code: JoinState['code'],
  { opensAt, retryAfter }: { opensAt?: number; retryAfter?: number },
): JoinDecision {
  const opens_at = opensAt === undefined ? null : new Date(opensAt).toISOString()
  return { admit: false, answer: { state, code, opens_at, retry_after: retryAfter ?? null } }
}

const longestRetrySeconds = 3600

function secondsUntil(moment: number, now: number): number {
  return Math.min(longestRetrySeconds, Math.max(1, Math.ceil((moment - now) / 1000)))
}
