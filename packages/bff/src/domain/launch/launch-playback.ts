import { BffFailure, isBbbFailure } from '../../failure.ts'
import { authorize } from '../../policy/authorize.ts'
import type { FoundRecording, SecretUrl } from '../../ports/meeting-gateway.ts'
import type { LedgerRecording, RecordedFormat } from '../../ports/store.ts'
import { isRegistered, playableFormats } from '../recordings/present-recording.ts'
import type { Services } from '../services.ts'
import type { TicketClaims, VerifiedTicket } from './ticket-office.ts'
import { actorOf, consume } from './ticket-use.ts'

type Needs = Pick<
  Services,
  'store' | 'clock' | 'gateways' | 'pseudonyms' | 'tenantOf' | 'wakeWorker' | 'log' | 'metrics'
>
type PlaybackClaims = Extract<TicketClaims, { kind: 'playback' }>

/** Somebody waits in an empty tab, and there is an address that most likely still works. */
const patienceMs = 3000

/**
 * Turns a ticket into an address of the recording, asked of BBB at this moment: a protected one works once. The ticket is
 * used up before BBB is asked, so that it makes BBB work once at most.
 */
export function createLaunchPlayback(services: Needs) {
  const { store, clock, gateways, pseudonyms, tenantOf, wakeWorker, log, metrics } = services

  return async (verified: VerifiedTicket, claims: PlaybackClaims): Promise<SecretUrl> => {
    const permit = authorize(actorOf(claims, verified), 'recording:play', claims.room)
    const { tenantId, roomId, actor } = permit
    const userId = pseudonyms.userIdOf(tenantId, actor.subject)

    const { line, format } = await store.withTenant(tenantId, async (rows) => {
      await consume(rows, verified, userId)
      return playable(await rows.recordings.get(claims.recording))
    })
    const href = await mint(line, format)
    await store.withTenant(tenantId, async (rows) => {
      playable(await rows.recordings.get(claims.recording)) // it may have been deleted while BBB was asked
      await rows.audit.append({
        at: clock.now(),
        action: 'recording:play',
        actor: { person: userId },
        roomId,
        recordingId: line.recordingId,
        detail: { format: format.type },
      })
    })
    log.info('playback-launched', { tenantId, roomId, recordingId: claims.recording })
    metrics.count('bbb_room_launches_total', { tenant: tenantId, kind: 'playback' })
    return { href }

    function playable(found: LedgerRecording | undefined): { line: LedgerRecording; format: RecordedFormat } {
      if (found?.roomId !== roomId) throw new BffFailure('NOT_FOUND')
      const chosen = playableFormats(found, tenantOf(tenantId), true).find(({ type }) => type === claims.format)
      if (chosen === undefined) throw new BffFailure('NOT_ALLOWED')
      return { line: found, format: chosen }
    }

    /** What is stored opens a recording that is not protected, with BBB away or its list incomplete. */
    async function mint(recording: LedgerRecording, stored: RecordedFormat): Promise<string> {
      const isStoredEnough = recording.protected !== true
      const found = await findNow(recording, isStoredEnough)
      if (found === undefined) {
        if (isStoredEnough) return stored.url
        throw new BffFailure('NOT_FOUND')
      }
      const url = isShown(found) ? found.formats.find(({ type }) => type === stored.type)?.url : undefined
      if (url !== undefined && isRegistered(url, tenantOf(tenantId))) return url
      await store.withTenant(tenantId, ({ recordings }) => recordings.lookSoon(recording.recordID, clock.now()))
      wakeWorker(tenantId)
      throw new BffFailure('NOT_ALLOWED')
    }

    async function findNow(
      { meetingID, recordID }: LedgerRecording,
      isStoredEnough: boolean,
    ): Promise<FoundRecording | undefined> {
      const patience = isStoredEnough ? { timeoutMs: patienceMs } : {}
      try {
        const listed = await gateways(tenantId).findRecordings([meetingID], patience)
        return listed.find((each) => each.recordID === recordID)
      } catch (error) {
        if (isStoredEnough && isBbbFailure(error)) return undefined
        throw error
      }
    }
  }
}

function isShown({ published, state }: FoundRecording): boolean {
  return published && (state === undefined || state === 'published')
}
