import type { RoomEventList } from '@bbb-room/bff-api'
import type { BffClient } from '../api/bff-client.ts'
import { asRoomError } from '../room-error.ts'
import { jittered, pause } from './pause.ts'

/** Milliseconds without a byte after which a stream counts as dead; the BFF sends a comment more often. */
const silenceMs = 45_000
const longestPauseMs = 30_000

/**
 * Calls `onNews` whenever the room may have changed, and once at the beginning, until aborted or refused: a refusal is
 * not asked about again. Reads the BFF's server-sent events (by `fetch`, as `EventSource` cannot send a token); where
 * they do not get through twice in a row it falls back to long polling, and where that fails too, to asking at
 * intervals. A cut is resumed by `Last-Event-ID`.
 * @see https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream
 */
export const watchRoom = async (
  client: BffClient,
  room: string,
  onNews: () => void,
  signal: AbortSignal,
): Promise<void> => {
  const path = `/rooms/${encodeURIComponent(room)}/events`
  let lastEventId = ''
  let failures = 0
  const headers = (accept: string) => ({ accept, ...(lastEventId && { 'last-event-id': lastEventId }) })

  const stream = async () => {
    const silence = new AbortController()
    const whole = AbortSignal.any([signal, silence.signal])
    let timer: ReturnType<typeof setTimeout> | undefined
    const heard = () => {
      clearTimeout(timer)
      timer = setTimeout(() => silence.abort(), silenceMs)
    }
    try {
      heard()
      const response = await client.fetch(path, { headers: headers('text/event-stream'), signal: whole })
      if (!response.headers.get('content-type')?.startsWith('text/event-stream')) throw new TypeError('no stream')
      onNews()
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
      let rest = ''
      let isEvent = false
      for (let chunk = await reader?.read(); chunk && !chunk.done; chunk = await reader?.read()) {
        heard()
        failures = 0
        const lines = (rest + chunk.value).split(/\r?\n/)
        rest = lines.pop() ?? ''
        for (const line of lines) {
          if (line.startsWith('id:')) lastEventId = line.slice(3).trim()
          else if (line.startsWith('data:')) isEvent = true
          else if (line === '' && isEvent) {
            isEvent = false
            onNews()
          }
        }
      }
    } finally {
      clearTimeout(timer)
    }
  }

  const longPoll = async () => {
    const answer = await client.json<RoomEventList>(path, {
      headers: headers('application/json'),
      signal,
      timeoutMs: 40_000,
    })
    lastEventId = answer.last_event_id
    if (answer.events.length) onNews()
  }

  let streamFailures = 0
  let round = 0
  const isOver = () => signal.aborted
  while (!isOver()) {
    // Every tenth round the better way is tried again: networks change.
    const canStream = streamFailures < 2 || ++round % 10 === 0
    try {
      await (canStream ? stream() : longPoll())
      if (canStream) streamFailures = 0
      failures = 0
    } catch (thrown) {
      if (isOver()) return
      const { code, facts } = asRoomError(thrown)
      if (code !== 'BFF_ANSWER_UNREADABLE' && !facts.retryable) return
      failures++
      if (canStream) streamFailures++
      // Push does not work now: ask instead.
      if (failures > 1 || !lastEventId) onNews()
    }
    await pause(jittered(Math.min(longestPauseMs, 1000 * 2 ** failures)), signal)
  }
}
