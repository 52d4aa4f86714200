import { createManualClock } from '@bbb-room/fake-bbb'
import { setImmediate as nextTurn } from 'node:timers/promises'
import type { MeetingGateway } from './ports/meeting-gateway.ts'
import type { Store } from './ports/store.ts'
import type { TestClock } from './test-clock.test-support.ts'

/**
 * One time for BFFs and fake BBB, which stands still until moved: a day passes as fast as the work of that day is done.
 * Pass `clock` to all of them, and `watchStore` and `watchGateway` to whatever they wait for, so that time moves on only
 * when nothing is under way.
 */
export interface MovedClock extends TestClock {
  /** Does what falls due, each thing at its moment and to its end. */
  advance(durationMs: number): Promise<void>
  /** For fake BBB. */
  readonly manual: ReturnType<typeof createManualClock>
  watchStore(store: Store): Store
  watchGateway(gateway: MeetingGateway): MeetingGateway
  /** Resolves when nothing is under way. */
  quiet(): Promise<void>
}

/** Turns of the event loop without anything under way, after which nothing will be. */
const quietTurns = 3

export function createMovedClock(startMs?: number): MovedClock {
  const manual = createManualClock(startMs)
  const underWay = new Set<Promise<unknown>>()

  function track<T>(work: Promise<T>): Promise<T> {
    underWay.add(work)
    const end = () => void underWay.delete(work)
    work.then(end, end)
    return work
  }

  async function quiet(): Promise<void> {
    for (let turns = 0; turns < quietTurns; turns++) {
      if (underWay.size > 0) {
        turns = 0
        await Promise.allSettled(underWay)
      }
      await nextTurn()
    }
  }

  return {
    manual,
    quiet,
    now: () => manual.now(),
    async advance(durationMs) {
      await quiet()
      await manual.advance(durationMs)
      await quiet()
    },
    sleep(durationMs, signal) {
      if (signal?.aborted === true) return Promise.resolve()
      return new Promise((resolve) => {
        const finish = () => {
          manual.clearTimeout(timer)
          signal?.removeEventListener('abort', finish)
          resolve()
        }
        const timer = manual.setTimeout(() => {
          finish()
          return quiet()
        }, durationMs)
        signal?.addEventListener('abort', finish)
      })
    },
    watchStore: (store) => ({
      ...store,
      withTenant: (tenantId, work) => track(store.withTenant(tenantId, work)),
    }),
    watchGateway: (gateway) => ({
      ...gateway,
      createMeeting: (request) => track(gateway.createMeeting(request)),
      findMeeting: (meetingID) => track(gateway.findMeeting(meetingID)),
      listMeetings: (meetingIDs) => track(gateway.listMeetings(meetingIDs)),
      endMeeting: (meetingID, password) => track(gateway.endMeeting(meetingID, password)),
      findRecordings: (meetingIDs, given) => track(gateway.findRecordings(meetingIDs, given)),
      setPublished: (recordIDs, isPublished) => track(gateway.setPublished(recordIDs, isPublished)),
      setProtected: (recordIDs, isProtected) => track(gateway.setProtected(recordIDs, isProtected)),
      describeRecording: (recordID, texts) => track(gateway.describeRecording(recordID, texts)),
      deleteRecordings: (recordIDs) => track(gateway.deleteRecordings(recordIDs)),
    }),
  }
}
