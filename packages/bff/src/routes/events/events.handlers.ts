import type { RoomEvent, RoomEventList } from '@bbb-room/bff-api'
import type { RouteHandler } from '@hono/zod-openapi'
import type { BffEnv } from '../../bff-env.ts'
import type { RoomEventHub } from '../../domain/events/room-event-hub.ts'
import type { createGetRoomInfo } from '../../domain/rooms/get-room-info.ts'
import { timestamp } from '../../domain/timestamp.ts'
import { authorize } from '../../policy/authorize.ts'
import type { StoredRoomEvent } from '../../ports/store.ts'
import type { roomEventsRoute } from './events.routes.ts'

export interface EventVerbs {
  hub: RoomEventHub
  getRoomInfo: ReturnType<typeof createGetRoomInfo>
  /** Aborts when the BFF stops: streams end, and elements come back elsewhere. */
  stopping: AbortSignal
}

const longPollMs = 25_000
/** Proxies cut streams that are silent for longer. */
const heartbeatMs = 15_000
/** Access tokens live for five minutes at most: so does what one of them opened. */
const streamMs = 5 * 60_000

export function createEventHandlers({ hub, getRoomInfo, stopping }: EventVerbs) {
  const roomEvents: RouteHandler<typeof roomEventsRoute, BffEnv> = async (c) => {
    const permit = authorize(c.get('actor'), 'room:read', c.req.valid('param').room)
    await getRoomInfo(permit)
    const { tenantId, roomId } = permit
    const asked = c.req.header('Last-Event-ID')
    const seq = asked === undefined ? await hub.head(tenantId, roomId) : Number(asked)
    const signal = AbortSignal.any([c.req.raw.signal, stopping])

    if (c.req.header('Accept')?.includes('application/json') === true) {
      const waitMs = asked === undefined ? 0 : longPollMs
      const events = await hub.after({ tenantId, roomId, seq }, { waitMs, signal })
      const answer: RoomEventList = {
        events: events.map(presentEvent),
        last_event_id: String(events.at(-1)?.seq ?? seq),
      }
      return c.json(answer, 200)
    }

    const subscription = { tenantId, roomId, seq }
    return c.newResponse(streamOf(hub, subscription, AbortSignal.any([signal, AbortSignal.timeout(streamMs)])), 200, {
      'Content-Type': 'text/event-stream',
      'X-Accel-Buffering': 'no',
    })
  }
  return { roomEvents }
}

function presentEvent({ roomId, seq, type, at }: StoredRoomEvent): RoomEvent {
  return { id: String(seq), type, room: roomId, at: timestamp(at) }
}

/** @see https://html.spec.whatwg.org/multipage/server-sent-events.html#event-stream-interpretation */
function streamOf(
  hub: RoomEventHub,
  { tenantId, roomId, seq }: { tenantId: string; roomId: string; seq: number },
  signal: AbortSignal,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder()
  const cancelled = new AbortController()
  const ended = AbortSignal.any([signal, cancelled.signal])
  let last = seq
  return new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(encoder.encode(`retry: 2000\nid: ${seq}\n\n`))
    },
    async pull(controller) {
      const events = await hub.after({ tenantId, roomId, seq: last }, { waitMs: heartbeatMs, signal: ended })
      if (ended.aborted) {
        if (!cancelled.signal.aborted) controller.close()
        return
      }
      last = events.at(-1)?.seq ?? last
      const text = events.map(presentEvent).map(eventText).join('')
      controller.enqueue(encoder.encode(text === '' ? ': still here\n\n' : text))
    },
    cancel() {
      cancelled.abort()
    },
  })
}

function eventText(event: RoomEvent): string {
  return `id: ${event.id}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
}
