import type { Recording } from '../recordings/recording.ts'
import { signJsonWebToken } from './json-web-token.ts'
import type { Outbox } from './outbox.ts'

const KEYS = ['bbb-recording-ready-url', 'bn-recording-ready-url', 'canvas-recording-ready-url']

/** How this server signs. */
export interface RecordingReadyOptions {
  /** Tried in turn until one request is answered 2xx. */
  readonly secrets: readonly string[]
  readonly algorithm: 'HS256' | 'HS512'
  /** Name the format, as newer servers do: a claim and a query parameter `type`. */
  readonly type: string | undefined
}

/** Tells the application that one format of a recording is ready: once, never again. */
export function sendRecordingReady(outbox: Outbox, recording: Recording, options: RecordingReadyOptions): void {
  const address = KEYS.map((key) => recording.metadata.get(key)).find((url) => url !== undefined)
  if (!address) return
  const { secrets, algorithm, type } = options
  const claims = { meeting_id: recording.meetingID, record_id: recording.recordID, ...(type && { type }) }
  const url = type ? `${address}${address.includes('?') ? '&' : '?'}type=${encodeURIComponent(type)}` : address
  outbox.run(async () => {
    for (const secret of secrets) {
      const token = signJsonWebToken({ alg: algorithm }, claims, secret)
      const status = await outbox.send({
        kind: 'recording-ready',
        url,
        method: 'POST',
        headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ signed_parameters: token }).toString(),
        redirects: 0,
      })
      if (status !== undefined && status >= 200 && status <= 299) return
    }
  })
}
