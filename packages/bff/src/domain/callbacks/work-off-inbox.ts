import { BffFailure } from '../../failure.ts'
import type { ActivityCounts } from '../../ports/attendance-book.ts'
import type { InboxItem, Meeting, MeetingStore } from '../../ports/store.ts'
import { notePresence, type PresenceEvent } from '../attendance/note-attendance.ts'
import { tellOfAttendance } from '../attendance/tell-of-attendance.ts'
import type { createNoteEndTold, createReconcileMeeting } from '../meetings/reconcile-meeting.ts'
import { lookAtTold } from '../recordings/look-at-told.ts'
import type { Services } from '../services.ts'
import { acceptHint, againAfterMs } from './accept-hint.ts'
import { storeEvent } from './store-event.ts'

type Needs = Pick<Services, 'store' | 'clock' | 'log' | 'metrics' | 'tenantOf' | 'tellHost'>

interface Verbs {
  noteEndTold: ReturnType<typeof createNoteEndTold>
  reconcileMeeting: ReturnType<typeof createReconcileMeeting>
}

const seconds = 1000
const minutes = 60 * seconds
const firstPause = 5 * seconds
const longestPause = 10 * minutes
/** An item that fails by itself is parked after about ten minutes. */
const mostAttempts = 8
/** BBB or the store being away is not the item's fault: about a day. */
const mostAttemptsWhileAway = 150
/** What may have overtaken our own commit is waited for this often; it is nobody's after that. */
const attemptsBeforeOrphan = 5

/** What became of an item: `done`, or not yet, and why. */
type Outcome = 'done' | 'RECORDING_NOT_EXPECTED' | 'MEETING_NOT_KNOWN'

/**
 * Works callbacks off: in the order they came for each meeting, meetings beside one another. One that fails keeps nothing
 * else: it is tried again after growing pauses, then parked with the reason for an operator, and counted. None of them
 * changes anything by itself; they make us ask BBB.
 * @returns the meetings that BBB was asked about
 */
export function createWorkOffInbox(services: Needs, verbs: Verbs) {
  const { store, clock, log, metrics, tenantOf } = services

  return async (tenantId: string, items: readonly InboxItem[]): Promise<ReadonlySet<string>> => {
    const groups = new Map<string, InboxItem[]>()
    for (const item of items) {
      const { meetingRowId, meetingID, internalMeetingID } = item.facts
      const about = meetingRowId ?? meetingID ?? internalMeetingID ?? item.itemId
      groups.set(about, [...(groups.get(about) ?? []), item])
    }
    const looked = await Promise.all([...groups.values()].map((group) => workOffGroup(tenantId, group)))
    return new Set(looked.flat())
  }

  /** BBB is asked once for all that came of a meeting meanwhile, after everything that bears on the answer is noted. */
  async function workOffGroup(tenantId: string, items: readonly InboxItem[]): Promise<string[]> {
    const looks = new Map<string, Promise<void>>()
    const lookOnce = (meetingRowId: string): Promise<void> => {
      const look = looks.get(meetingRowId) ?? verbs.reconcileMeeting(tenantId, meetingRowId)
      looks.set(meetingRowId, look)
      return look
    }
    const failed = new Set<InboxItem>()
    for (const item of items) {
      await note(tenantId, item).catch(async (error: unknown) => {
        failed.add(item)
        await tryLater(tenantId, item, codeOf(error))
      })
    }
    for (const item of items) {
      if (!failed.has(item)) await settle(tenantId, item, lookOnce)
    }
    return [...looks.keys()]
  }

  async function settle(
    tenantId: string,
    item: InboxItem,
    lookOnce: (meetingRowId: string) => Promise<void>,
  ): Promise<void> {
    try {
      const outcome = await handle(tenantId, item, lookOnce)
      // What came again while BBB was asked may tell of something that its answer does not have yet.
      const again = { receivedAt: item.receivedAt, afterMs: againAfterMs(item.kind) }
      if (outcome === 'done')
        await store.withTenant(tenantId, ({ inbox }) => inbox.done(item.itemId, clock.now(), again))
      else await tryLater(tenantId, item, outcome)
    } catch (error) {
      await tryLater(tenantId, item, codeOf(error))
    }
  }

  async function note(tenantId: string, { kind, facts, receivedAt }: InboxItem): Promise<void> {
    const { meetingRowId = '', internalMeetingID, about } = facts
    if (internalMeetingID !== undefined) return
    if (kind === 'meeting-ended' || about === 'end') await verbs.noteEndTold(tenantId, meetingRowId)
    if (about !== 'presence') return
    await store.withTenant(tenantId, async (rows) => {
      const meeting = await rows.meetings.get(meetingRowId)
      if (meeting === undefined) return
      await notePresence(rows, tenantOf(tenantId), meeting, presenceOf(facts, receivedAt), receivedAt)
      await acceptHint(rows.inbox, { kind: 'webhook', facts: { about: 'people', meetingRowId } }, clock.now())
    })
  }

  async function noteActivity(tenantId: string, { facts }: InboxItem): Promise<Outcome> {
    const { meetingRowId = '', activity = '[]' } = facts
    await store.withTenant(tenantId, async (rows) => {
      const meeting = await rows.meetings.get(meetingRowId)
      if (meeting === undefined || tenantOf(tenantId).attendance.keep === 'off') return
      await rows.attendance.noteActivity(meetingRowId, JSON.parse(activity) as ActivityCounts[])
      if (meeting.endedAt !== null) await tellOfAttendance(services, tenantId, rows, meeting, clock.now())
    })
    return 'done'
  }

  async function handle(
    tenantId: string,
    item: InboxItem,
    lookOnce: (meetingRowId: string) => Promise<void>,
  ): Promise<Outcome> {
    const { kind, facts } = item
    if (facts['internalMeetingID'] !== undefined) return nameMeeting(tenantId, item)
    if (kind === 'recording-ready' || facts['about'] === 'recording') return handleRecording(tenantId, item, lookOnce)
    if (kind === 'analytics') return noteActivity(tenantId, item)
    if (facts['about'] === 'presence') return 'done'
    await lookOnce(facts['meetingRowId'] ?? '')
    return 'done'
  }

  /**
   * What came before BBB's own id of a meeting was written down is told again of that meeting, once it is. With nothing
   * being made any more it was of somebody else's, of which nothing is kept.
   */
  async function nameMeeting(tenantId: string, { itemId, facts, receivedAt, attempts }: InboxItem): Promise<Outcome> {
    const { about = '', internalMeetingID = '', ...rest } = facts
    const outcome = await store.withTenant(tenantId, async ({ meetings, inbox }) => {
      const meeting = await meetings.findByInternalMeetingID(internalMeetingID)
      const isAwaited = attempts < attemptsBeforeOrphan && (await meetings.isAnyCreating())
      if (meeting === undefined && isAwaited) return 'awaited'
      await inbox.forget(itemId)
      if (meeting === undefined) return 'foreign'
      await storeEvent(inbox, { about, meetingRowId: meeting.meetingRowId, ...rest }, receivedAt)
      return 'named'
    })
    if (outcome === 'foreign') metrics.count('bbb_room_callbacks_dropped_total', { tenant: tenantId, kind: 'webhook' })
    return outcome === 'awaited' ? 'MEETING_NOT_KNOWN' : 'done'
  }

  /**
   * A recording is expected from when its meeting is found over, which may be still to come. BBB is asked about it by the
   * loop that asks about recordings.
   */
  async function handleRecording(
    tenantId: string,
    item: InboxItem,
    lookOnce: (meetingRowId: string) => Promise<void>,
  ): Promise<Outcome> {
    const look = () =>
      store.withTenant(tenantId, async (rows) => {
        const meeting = await meetingOf(item, rows.meetings)
        return { meeting, isExpected: await lookAtTold(rows, item.facts, meeting) }
      })
    const { meeting, isExpected } = await look()
    if (isExpected) return 'done'
    if (meeting === undefined) return keepAside(tenantId, item)
    await lookOnce(meeting.meetingRowId)
    return (await look()).isExpected ? 'done' : 'RECORDING_NOT_EXPECTED'
  }

  async function keepAside(tenantId: string, { facts, attempts }: InboxItem): Promise<Outcome> {
    const { recordID, meetingID = '' } = facts
    if (recordID === undefined) return 'done' // its meeting was forgotten since
    if (attempts < attemptsBeforeOrphan) return 'RECORDING_NOT_EXPECTED'
    await store.withTenant(tenantId, ({ orphans }) => orphans.keep({ recordID, meetingID }, clock.now()))
    metrics.count('bbb_room_recordings_orphaned_total', { tenant: tenantId })
    log.warn('recording-of-nothing-known', { tenantId })
    return 'done'
  }

  async function tryLater(tenantId: string, item: InboxItem, reason: string): Promise<void> {
    const { itemId, kind, attempts } = item
    const isAway = ['BBB_UNAVAILABLE', 'BBB_SECRET_REFUSED', 'STORE_UNAVAILABLE'].includes(reason)
    if (attempts + 1 >= (isAway ? mostAttemptsWhileAway : mostAttempts)) {
      await store.withTenant(tenantId, ({ inbox }) => inbox.park(itemId, reason, clock.now()))
      metrics.count('bbb_room_callbacks_parked_total', { tenant: tenantId, kind, reason })
      log.error('callback-parked', { tenantId, kind, code: reason, attempt: attempts + 1 })
      return
    }
    const until = clock.now() + Math.min(longestPause, 2 ** Math.min(attempts, 20) * firstPause)
    await store.withTenant(tenantId, ({ inbox }) => inbox.postpone(itemId, until))
    // Most of those are other people's.
    if (reason === 'MEETING_NOT_KNOWN') return
    log.warn('callback-postponed', { tenantId, kind, code: reason, attempt: attempts + 1 })
  }
}

function meetingOf({ facts }: InboxItem, meetings: MeetingStore): Promise<Meeting | undefined> {
  const meetingRowId = facts['meetingRowId']
  return meetingRowId === undefined ? meetings.findByMeetingID(facts['meetingID'] ?? '') : meetings.get(meetingRowId)
}

function presenceOf({ event, person, session = '', at, role }: InboxItem['facts'], receivedAt: number): PresenceEvent {
  const told = { event: event === 'user-left' ? 'user-left' : 'user-joined', person, session, role } as const
  return { ...told, at: Number(at) || receivedAt }
}

function codeOf(error: unknown): string {
  return error instanceof BffFailure ? error.code : 'INTERNAL_ERROR'
}
