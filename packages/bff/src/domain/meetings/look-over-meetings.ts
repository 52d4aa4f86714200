import type { MeetingLook } from '../../ports/meeting-gateway.ts'
import type { Meeting } from '../../ports/store.ts'
import type { Services } from '../services.ts'
import { isSameRun, noteSeen } from './reconcile-meeting.ts'

const seconds = 1000
const minutes = 60 * seconds
/** BBB's list is costly: not more often than this, however many replicas there are. */
export const lookOverEvery = 30 * seconds
/** Fewer are asked about one by one: that costs BBB less than a list of everybody's. */
const fewest = 5
/** With those that wait longest for a look. */
const most = 1000
/** A meeting that the list had is asked about by itself only when the next list fails to come. */
const seenFor = 45 * seconds
/** A server whose list is of no use, or takes long, is spared it for a while. */
const sparedFor = 10 * minutes
const slowMs = 4 * seconds
const chore = 'look-over-meetings'
const atOnce = 25

/**
 * Looks at all running meetings of a tenant with one question to BBB, on one replica at a time. It only ever says that a
 * meeting goes on, and who is in it. Whatever the list lacks, or does not tell all of, is asked about by itself, as is
 * everything while there is no list: nothing ends by it.
 * @throws {BffFailure} `BBB_*`: then BBB is spared its list for a while
 */
export function createLookOverMeetings(
  services: Pick<Services, 'store' | 'clock' | 'random' | 'gateways' | 'tellHost' | 'tenantOf' | 'wakeWorker'>,
) {
  const { store, clock, gateways, wakeWorker } = services

  return async (tenantId: string): Promise<void> => {
    const startedAt = clock.now()
    const running = await claim(tenantId, startedAt)
    if (running.length === 0) return
    const listed = await list(tenantId, running)
    const seen: { meeting: Meeting; look: MeetingLook }[] = []
    const unseen: Meeting[] = []
    for (const meeting of running) {
      const look = listed.get(meeting.meetingID)
      if (look !== undefined && !look.ended && isSameRun(meeting, look)) seen.push({ meeting, look })
      else unseen.push(meeting)
    }
    for (let start = 0; start < seen.length; start += atOnce) {
      await writeDown(tenantId, seen.slice(start, start + atOnce))
    }
    const isUseful = seen.length > 0
    if (!isUseful || clock.now() - startedAt > slowMs) await spare(tenantId)
    if (isUseful) await askAbout(tenantId, unseen)
  }

  function claim(tenantId: string, now: number): Promise<Meeting[]> {
    return store.withTenant(tenantId, async ({ meetings, chores }) => {
      const running = await meetings.listRunning(now, most)
      if (running.length < fewest) return []
      return (await chores.claim(chore, now, now + lookOverEvery)) ? running : []
    })
  }

  async function list(tenantId: string, running: readonly Meeting[]): Promise<ReadonlyMap<string, MeetingLook>> {
    try {
      return await gateways(tenantId).listMeetings(running.map(({ meetingID }) => meetingID))
    } catch (error) {
      await spare(tenantId)
      throw error
    }
  }

  function spare(tenantId: string): Promise<void> {
    return store.withTenant(tenantId, ({ chores }) => chores.again(chore, clock.now() + sparedFor))
  }

  /** Whoever looked at one of them since knows better: each look says when the next one is. */
  async function writeDown(tenantId: string, seen: readonly { meeting: Meeting; look: MeetingLook }[]): Promise<void> {
    const now = clock.now()
    await store.withTenant(tenantId, async (rows) => {
      for (const { meeting, look } of seen) {
        const current = await rows.meetings.get(meeting.meetingRowId)
        if (current?.state !== 'running' || current.nextLookAt !== meeting.nextLookAt) continue
        await noteSeen(services, tenantId, rows, current, look, { now, lookAgainAfter: seenFor })
      }
    })
  }

  async function askAbout(tenantId: string, unseen: readonly Meeting[]): Promise<void> {
    if (unseen.length === 0) return
    const nextLookAt = clock.now()
    await store.withTenant(tenantId, async ({ meetings }) => {
      for (const { meetingRowId } of unseen) await meetings.change(meetingRowId, ['running'], { nextLookAt })
    })
    wakeWorker(tenantId)
  }
}
