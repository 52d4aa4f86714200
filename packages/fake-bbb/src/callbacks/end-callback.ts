import type { Meeting } from '../meetings/meeting.ts'
import type { Outbox } from './outbox.ts'

const RETRIES_MS = [30_000, 60_000, 120_000, 300_000]

const append = (url: string, query: string) => `${url}${url.includes('?') ? '&' : '?'}${query}`

/**
 * Tells the application that a meeting ended: `meta_endCallbackUrl` with the recording marks and the meeting id added,
 * and `meetingEndedURL` as it is. Unsigned. A probing request must end with exactly 200, then the same request is made
 * again; so every success is seen twice.
 * @param reportedMeetingID the external id, except behind a balancer that names its own
 */
export function sendEndCallbacks(outbox: Outbox, meeting: Meeting, reportedMeetingID: string): void {
  if (meeting.breakout) return
  const query = new URLSearchParams({ recordingmarks: String(meeting.recordingMarks), meetingID: reportedMeetingID })
  const address = meeting.metadata.get('endcallbackurl')
  const urls = [address && append(address, query.toString()), meeting.meetingEndedURL]
  for (const url of urls) if (url) outbox.run(() => attempt(outbox, url, 0))
}

async function attempt(outbox: Outbox, url: string, failures: number): Promise<void> {
  const get = (redirects: number) => outbox.send({ kind: 'meeting-ended', url, method: 'GET', redirects })
  const probed = await get(5)
  const answered = probed === 200 ? await get(0) : undefined
  if (answered !== undefined && answered >= 200 && answered <= 299) return
  const delayMs = RETRIES_MS[failures]
  if (delayMs !== undefined) outbox.later(delayMs, () => attempt(outbox, url, failures + 1))
}
