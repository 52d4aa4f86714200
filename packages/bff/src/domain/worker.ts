import type { TenantConfig } from '../config/bff-config.ts'
import type { Clock } from '../ports/clock.ts'
import type { InboxItem } from '../ports/store.ts'
import { isBbbFailure, type createNoteEndTold, type createReconcileMeeting } from './meetings/reconcile-meeting.ts'
import type { createReconcileRecordings } from './recordings/reconcile-recordings.ts'
import type { Services } from './services.ts'
import type { StoreClock } from './store-clock.ts'

type Needs = Pick<Services, 'store' | 'log' | 'metrics' | 'tenantOf'> & { clock: StoreClock }

interface Verbs {
  noteEndTold: ReturnType<typeof createNoteEndTold>
  reconcileMeeting: ReturnType<typeof createReconcileMeeting>
  reconcileRecordings: ReturnType<typeof createReconcileRecordings>
}

/** Works off what is due: callbacks in the inbox, meetings and recordings to ask BBB about. */
export interface Worker {
  /** Runs until aborted, then finishes what it is at. */
  run(signal: AbortSignal): Promise<void>
  /** Something of this tenant is due earlier than it was. */
  wake(tenantId: string): void
  /** Does everything of a tenant that is due now, once. @returns when it next has something, at the latest */
  workOff(tenantId: string): Promise<number>
}

const seconds = 1000
const minutes = 60 * seconds
/** How long a claimed task is left to whoever claimed it: longer than BBB may take to answer. */
const claimMs = 20 * seconds
/** Other replicas make work too: looked for this often. */
const rescanMs = 5 * seconds
const claimLimit = 20
const synchroniseMs = 30 * seconds
const purgeMs = 10 * minutes
const keepEventsMs = 24 * 60 * minutes
const keepAnswersMs = 24 * 60 * minutes
const dayMs = 24 * 60 * minutes
/** A callback about something unknown is kept trying for about half an hour: it may have overtaken our own commit. */
const mostAttempts = 8

export function createWorker(services: Needs, verbs: Verbs, tenantIds: () => readonly string[]): Worker {
  const { store, clock, log, metrics } = services
  const dueAt = new Map<string, number>()
  const atWork = new Set<string>()
  const wokenMeanwhile = new Set<string>()
  let stirred = new AbortController()

  async function workOff(tenantId: string): Promise<number> {
    const now = clock.now()
    const { items, meetings, recordings } = await store.withTenant(tenantId, async (rows) => ({
      items: await rows.inbox.claimDue(now, now + claimMs, claimLimit),
      meetings: await rows.meetings.claimDue(now, now + claimMs, claimLimit),
      recordings: await rows.recordings.claimDue(now, now + claimMs, claimLimit),
    }))
    for (const item of items) await handle(tenantId, item)
    const looked = new Set(items.map(({ facts }) => facts['meetingRowId']))
    const unlooked = meetings.filter(({ meetingRowId }) => !looked.has(meetingRowId))
    await Promise.all(
      unlooked.map(({ meetingRowId }) => tolerating('meeting', () => verbs.reconcileMeeting(tenantId, meetingRowId))),
    )
    if (recordings.length > 0) {
      await tolerating('recordings', () => verbs.reconcileRecordings(tenantId, recordings))
    }
    const next = await store.withTenant(tenantId, async (rows) => [
      await rows.inbox.nextDueAt(),
      await rows.meetings.nextDueAt(),
      await rows.recordings.nextDueAt(),
    ])
    return Math.min(clock.now() + rescanMs, ...next.map((at) => at ?? Infinity))

    /** A claim that came to nothing runs out by itself: the same work is due again then. */
    async function tolerating(reason: string, work: () => Promise<unknown>): Promise<void> {
      try {
        await work()
      } catch (error) {
        metrics.count('bbb_room_reconcile_failures_total', { tenant: tenantId, kind: reason })
        log.warn('reconcile-failed', { tenantId, reason, ...(isBbbFailure(error) && { code: error.code }) })
      }
    }
  }

  async function handle(tenantId: string, item: InboxItem): Promise<void> {
    try {
      const isHandled = await (item.kind === 'meeting-ended' ? handleMeetingEnded : handleRecordingReady)(
        tenantId,
        item,
      )
      if (isHandled || item.attempts >= mostAttempts) {
        if (!isHandled) log.warn('callback-of-nothing-known', { tenantId, reason: item.kind })
        await store.withTenant(tenantId, ({ inbox }) => inbox.done(item.itemId, clock.now()))
        return
      }
    } catch (error) {
      if (!isBbbFailure(error)) throw error
      log.warn('callback-postponed', { tenantId, reason: item.kind, code: error.code })
    }
    const until = clock.now() + Math.min(10 * minutes, 2 ** item.attempts * 5 * seconds)
    await store.withTenant(tenantId, ({ inbox }) => inbox.postpone(item.itemId, until))
  }

  async function handleMeetingEnded(tenantId: string, { facts }: InboxItem): Promise<boolean> {
    const meetingRowId = facts['meetingRowId'] ?? ''
    await verbs.noteEndTold(tenantId, meetingRowId)
    await verbs.reconcileMeeting(tenantId, meetingRowId)
    return true
  }

  /** The ledger line is written when the meeting is found over, which may be still to come. */
  async function handleRecordingReady(tenantId: string, { facts }: InboxItem): Promise<boolean> {
    const now = clock.now()
    const recordID = facts['recordID'] ?? ''
    const meeting = await store.withTenant(tenantId, async ({ recordings, meetings }) => {
      const isExpected = await recordings.lookSoon(recordID, now)
      return isExpected ? 'expected' : await meetings.findByMeetingID(facts['meetingID'] ?? '')
    })
    if (meeting === 'expected') {
      const line = await store.withTenant(tenantId, ({ recordings }) => recordings.findByRecordID(recordID))
      if (line !== undefined) await verbs.reconcileRecordings(tenantId, [line])
      return true
    }
    if (meeting !== undefined) await verbs.reconcileMeeting(tenantId, meeting.meetingRowId)
    return false
  }

  function start(tenantId: string): void {
    atWork.add(tenantId)
    dueAt.set(tenantId, clock.now() + rescanMs)
    void workOff(tenantId)
      .then((next) => dueAt.set(tenantId, Math.min(next, wokenMeanwhile.has(tenantId) ? 0 : next)))
      .catch((error: unknown) => {
        log.error('worker-failed', { tenantId, reason: error instanceof Error ? error.name : 'unknown' })
      })
      .finally(() => {
        atWork.delete(tenantId)
        wokenMeanwhile.delete(tenantId)
        stirred.abort()
      })
  }

  async function run(signal: AbortSignal): Promise<void> {
    const housekeeping = keepHouse(services, tenantIds, signal)
    while (!signal.aborted) {
      stirred = new AbortController()
      const now = clock.now()
      let nextAt = now + rescanMs
      for (const tenantId of tenantIds()) {
        if (atWork.has(tenantId)) continue
        const at = dueAt.get(tenantId) ?? 0
        if (at <= now) start(tenantId)
        else nextAt = Math.min(nextAt, at)
      }
      await clock.sleep(Math.max(10, nextAt - clock.now()), AbortSignal.any([stirred.signal, signal]))
    }
    await housekeeping
    while (atWork.size > 0) await clock.sleep(20)
  }

  return {
    run,
    workOff,
    wake(tenantId) {
      dueAt.set(tenantId, 0)
      if (atWork.has(tenantId)) wokenMeanwhile.add(tenantId)
      stirred.abort()
    },
  }
}

/** Keeps the clock near the database's, and the tables at a size that does not grow for ever. */
async function keepHouse(
  { store, clock, log, tenantOf }: Needs,
  tenantIds: () => readonly string[],
  signal: AbortSignal,
): Promise<void> {
  let purgedAt = -Infinity
  while (!signal.aborted) {
    try {
      await clock.synchronise()
      if (clock.now() - purgedAt >= purgeMs) {
        for (const tenantId of tenantIds()) await purge(store, tenantOf(tenantId), clock)
        purgedAt = clock.now()
      }
    } catch (error) {
      log.warn('housekeeping-failed', { reason: error instanceof Error ? error.name : 'unknown' })
    }
    await clock.sleep(synchroniseMs, signal)
  }
}

async function purge(store: Needs['store'], { id, retention }: TenantConfig, clock: Clock): Promise<void> {
  const now = clock.now()
  await store.withTenant(id, async ({ tickets, events, inbox, meetings, idempotency }) => {
    await tickets.purge(now)
    await events.purge(now - keepEventsMs)
    await inbox.purge(now - retention.inboxDays * dayMs)
    await meetings.purge(now - retention.meetingDays * dayMs)
    await idempotency.purge(now - keepAnswersMs)
  })
}
