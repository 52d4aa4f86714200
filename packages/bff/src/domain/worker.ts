import type { TenantConfig } from '../config/bff-config.ts'
import { BffFailure, isBbbFailure } from '../failure.ts'
import type { Clock } from '../ports/clock.ts'
import type { createKeepWebhook } from './callbacks/keep-webhook.ts'
import type { SecretWatch } from './callbacks/secret-watch.ts'
import { createWorkOffInbox } from './callbacks/work-off-inbox.ts'
import { lookOverEvery, type createLookOverMeetings } from './meetings/look-over-meetings.ts'
import type { createNoteEndTold, createReconcileMeeting } from './meetings/reconcile-meeting.ts'
import type { createApplyRetention } from './recordings/apply-retention.ts'
import type { RecordingPace } from './recordings/recording-pace.ts'
import type { createReconcileRecordings } from './recordings/reconcile-recordings.ts'
import type { createCatchUp } from './recordings/unheard-recordings.ts'
import type { Services } from './services.ts'
import { aliveAt } from './sign-in/session-times.ts'
import type { StoreClock } from './store-clock.ts'
import type { createDeliverWebhooks } from './webhooks/deliver-webhooks.ts'
import { createWorkLoop, rescanMs, type WorkLoop } from './work-loop.ts'

type Needs = Pick<Services, 'store' | 'log' | 'metrics' | 'tenantOf' | 'tellHost'> & { clock: StoreClock }

interface Verbs {
  noteEndTold: ReturnType<typeof createNoteEndTold>
  reconcileMeeting: ReturnType<typeof createReconcileMeeting>
  lookOverMeetings: ReturnType<typeof createLookOverMeetings>
  reconcileRecordings: ReturnType<typeof createReconcileRecordings>
  catchUp: ReturnType<typeof createCatchUp>
  applyRetention: ReturnType<typeof createApplyRetention>
  deliverWebhooks: ReturnType<typeof createDeliverWebhooks>
  secretWatch: SecretWatch
  keepWebhook: ReturnType<typeof createKeepWebhook>
}

const seconds = 1000
const minutes = 60 * seconds
/**
 * How long a claimed task is left to whoever claimed it: longer than BBB may take to answer twice. Whoever takes longer, as
 * may be with recordings that are to be hidden and deleted besides, has it done once more by somebody else, to the same end.
 */
const claimMs = 20 * seconds
const claimLimit = 20
const synchroniseMs = 30 * seconds
const purgeMs = 10 * minutes
/** More than that at once would hold the log up. */
const trimAtOnce = 10_000
const keepEventsMs = 24 * 60 * minutes
const keepAnswersMs = 24 * 60 * minutes
const keepSentWebhooksMs = 7 * 24 * 60 * minutes
const dayMs = 24 * 60 * minutes
/** A recording that nobody made is kept aside this long after BBB last spoke of it. */
const keepOrphansMs = 30 * dayMs

/** Works off what is due: callbacks in the inbox, meetings and recordings to ask BBB about, webhooks to the host. */
export function createWorker(
  services: Needs,
  verbs: Verbs,
  { pace, tenantIds }: { pace: RecordingPace; tenantIds: () => readonly string[] },
): WorkLoop {
  const { store, clock, log, metrics } = services
  const workOffInbox = createWorkOffInbox(services, verbs)
  /** Tenants whose callbacks could be stored all the time since they were caught up with. */
  const hearing = new Set<string>()

  async function workOff(tenantId: string): Promise<number> {
    const now = clock.now()
    const { items, meetings } = await store.withTenant(tenantId, async (rows) => ({
      items: await rows.inbox.claimDue(now, now + claimMs, claimLimit),
      meetings: await rows.meetings.claimDue(now, now + claimMs, claimLimit),
    }))
    const looked = await workOffInbox(tenantId, items)
    if (items.length > 0) recordingLoop.wake(tenantId)
    const unlooked = meetings.filter(({ meetingRowId }) => !looked.has(meetingRowId))
    await Promise.all([
      tolerating(tenantId, 'webhook', () => verbs.keepWebhook(tenantId)),
      ...unlooked.map(({ meetingRowId }) =>
        tolerating(tenantId, 'meeting', () => verbs.reconcileMeeting(tenantId, meetingRowId)),
      ),
    ])
    const next = await store.withTenant(tenantId, async (rows) => [
      await rows.inbox.nextDueAt(),
      await rows.meetings.nextDueAt(),
    ])
    if (unlooked.length > 0) recordingLoop.wake(tenantId)
    webhookLoop.wake(tenantId)
    return Math.min(clock.now() + rescanMs, ...next.map((at) => at ?? Infinity))
  }

  /** In a loop of its own, so that a long list holds up nothing that is due. */
  async function lookOver(tenantId: string): Promise<number> {
    await tolerating(tenantId, 'meeting-list', () => verbs.lookOverMeetings(tenantId))
    return clock.now() + lookOverEvery
  }

  /** In a loop of its own, so that a server that is slow with recordings keeps nobody from a class. */
  async function workOffRecordings(tenantId: string): Promise<number> {
    if (!hearing.has(tenantId)) await verbs.catchUp(tenantId)
    // Should this round fail, the store is away, and callbacks cannot be stored either.
    hearing.delete(tenantId)
    const next = await workOffDueRecordings(tenantId)
    hearing.add(tenantId)
    return next
  }

  async function workOffDueRecordings(tenantId: string): Promise<number> {
    await verbs.applyRetention(tenantId)
    const now = clock.now()
    const due = await store.withTenant(tenantId, ({ recordings }) =>
      recordings.claimDue(now, now + claimMs, pace.sizeOf(tenantId)),
    )
    if (due.length > 0) await tolerating(tenantId, 'recordings', () => verbs.reconcileRecordings(tenantId, due))
    const next = await store.withTenant(tenantId, ({ recordings }) => recordings.nextDueAt())
    webhookLoop.wake(tenantId)
    return Math.min(clock.now() + rescanMs, next ?? Infinity)
  }

  /** A claim that came to nothing runs out by itself: the same work is due again then. */
  async function tolerating(tenantId: string, kind: string, work: () => Promise<unknown>): Promise<void> {
    try {
      await work()
    } catch (error) {
      metrics.count('bbb_room_reconcile_failures_total', { tenant: tenantId, kind })
      log.warn('reconcile-failed', { tenantId, kind, ...(isBbbFailure(error) && { code: error.code }) })
    }
  }

  /** In a loop of its own, so that a host that answers slowly keeps nobody from a class. */
  async function sendWebhooks(tenantId: string): Promise<number> {
    await verbs.deliverWebhooks(tenantId)
    const next = await store.withTenant(tenantId, ({ webhooks }) => webhooks.nextDueAt())
    return Math.min(clock.now() + rescanMs, next ?? Infinity)
  }

  const loop = createWorkLoop(services, workOff, tenantIds)
  const listLoop = createWorkLoop(services, lookOver, tenantIds)
  const recordingLoop = createWorkLoop(services, workOffRecordings, tenantIds)
  const webhookLoop = createWorkLoop(services, sendWebhooks, tenantIds)

  return {
    async run(signal) {
      await Promise.all([
        keepHouse(services, verbs.secretWatch, tenantIds, signal),
        loop.run(signal),
        listLoop.run(signal),
        recordingLoop.run(signal),
        webhookLoop.run(signal),
      ])
    },
    wake(tenantId) {
      loop.wake(tenantId)
      recordingLoop.wake(tenantId)
      webhookLoop.wake(tenantId)
    },
  }
}

/** Keeps the clock near the database's, and the tables at a size that does not grow for ever. */
async function keepHouse(
  { store, clock, log, tenantOf }: Needs,
  secretWatch: SecretWatch,
  tenantIds: () => readonly string[],
  signal: AbortSignal,
): Promise<void> {
  let purgedAt = -Infinity
  while (!signal.aborted) {
    try {
      await clock.synchronise()
      for (const tenantId of tenantIds()) await secretWatch.changedLately(tenantId)
      if (clock.now() - purgedAt >= purgeMs) {
        for (const tenantId of tenantIds()) {
          await purge(store, tenantOf(tenantId), clock)
          await trimAudit(store, tenantOf(tenantId), clock)
        }
        purgedAt = clock.now()
      }
    } catch (error) {
      log.warn('housekeeping-failed', {
        reason: error instanceof Error ? error.name : 'unknown',
        ...(error instanceof BffFailure && { code: error.code }),
      })
    }
    await clock.sleep(synchroniseMs, signal)
  }
}

async function purge(
  store: Needs['store'],
  { id, retention, attendance: keeping }: TenantConfig,
  clock: Clock,
): Promise<void> {
  const now = clock.now()
  await store.withTenant(
    id,
    async ({ tickets, events, inbox, meetings, recordings, attendance, idempotency, webhooks, orphans, sessions }) => {
      await tickets.purge(now)
      const { begunAfter, usedAfter } = aliveAt(now)
      await sessions.purge({ begunBefore: begunAfter, usedBefore: usedAfter })
      await events.purge(now - keepEventsMs)
      await inbox.purge(now - retention.inboxDays * dayMs)
      await attendance.purge(keeping.keep === 'off' ? Number.MAX_SAFE_INTEGER : now - keeping.days * dayMs)
      if (keeping.keep !== 'names') await attendance.forgetNames()
      await recordings.purge(now - retention.meetingDays * dayMs)
      await meetings.purge(now - retention.meetingDays * dayMs)
      await idempotency.purge(now - keepAnswersMs)
      await webhooks.purge(now - keepSentWebhooksMs)
      await orphans.purge(now - Math.min(keepOrphansMs, retention.meetingDays * dayMs))
    },
  )
}

/** Once a day, on one replica: each time adds a row that says so. */
async function trimAudit(store: Needs['store'], { id, retention }: TenantConfig, clock: Clock): Promise<void> {
  const now = clock.now()
  await store.withTenant(id, async ({ chores, audit, people }) => {
    if (!(await chores.claim('trim-audit', now, now + dayMs))) return
    const before = now - retention.auditDays * dayMs
    const trimmed = await audit.trim(before, now, trimAtOnce)
    await people.purge(before - 2 * dayMs)
    if (trimmed === trimAtOnce) await chores.again('trim-audit', now)
  })
}
