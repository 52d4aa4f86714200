import type { Clock, Timer } from '../clock.ts'

/** What the server sends of its own accord. */
export type CallbackKind = 'meeting-ended' | 'recording-ready' | 'analytics' | 'webhook'

/** A request to an application. */
export interface OutgoingRequest {
  readonly kind: CallbackKind
  readonly url: string
  readonly method: 'GET' | 'POST'
  readonly headers?: Readonly<Record<string, string>>
  readonly body?: string
  /** Redirects followed before giving up. */
  readonly redirects: number
}

/** One request sent, or kept back. */
export interface SentCallback extends OutgoingRequest {
  /** Epoch milliseconds on the fake's clock. */
  readonly at: number
  /** HTTP status at the end of all redirects; `undefined` when nobody answered, or while blocked. */
  readonly status: number | undefined
  readonly blocked: boolean
}

/** Sends callbacks, and remembers them. */
export interface Outbox {
  /** Everything sent, oldest first. */
  readonly sent: readonly SentCallback[]
  /** While `true`, nothing leaves and every sender sees a connection that fails. */
  blocked: boolean
  /** How often each request is sent; 2 makes every callback arrive twice, whatever was answered. */
  repeat: number
  /** Sends at once. @returns the last status, `undefined` when nobody answered */
  send(request: OutgoingRequest): Promise<number | undefined>
  /** Runs `work` in the background. {@link settled} waits for it. */
  run(work: () => Promise<void>): void
  /** Runs `work` once, `delayMs` from now. */
  later(delayMs: number, work: () => Promise<void>): void
  /** Resolves when nothing is under way. Retries still to come do not count. */
  settled(): Promise<void>
  close(): void
}

const TIMEOUT_MS = 5_000
/** A server that runs for long forgets the oldest of more than these. */
const MOST_REMEMBERED = 10_000

/** @param blocked see {@link Outbox.blocked} */
export function createOutbox(clock: Clock, blocked: boolean): Outbox {
  const sent: SentCallback[] = []
  const underWay = new Set<Promise<void>>()
  const timers = new Set<Timer>()
  const closing = new AbortController()

  async function deliver({ url, method, headers, body, redirects }: OutgoingRequest): Promise<number | undefined> {
    let target = url
    for (let hop = 0; hop <= redirects; hop += 1) {
      const response = await fetch(target, {
        method,
        ...(headers && { headers }),
        ...(body !== undefined && { body }),
        redirect: 'manual',
        signal: AbortSignal.any([closing.signal, AbortSignal.timeout(TIMEOUT_MS)]),
      })
      await response.arrayBuffer()
      const location = response.headers.get('location')
      if (response.status < 300 || response.status > 399 || location === null) return response.status
      target = new URL(location, target).href
    }
    return undefined
  }

  function track(work: Promise<void>): Promise<void> {
    const tracked = work.catch(() => undefined).finally(() => underWay.delete(tracked))
    underWay.add(tracked)
    return tracked
  }

  const outbox: Outbox = {
    sent,
    blocked,
    repeat: 1,
    async send(request) {
      let status: number | undefined
      for (let time = 0; time < outbox.repeat; time += 1) {
        status = outbox.blocked ? undefined : await deliver(request).catch(() => undefined)
        sent.push({ ...request, at: clock.now(), status, blocked: outbox.blocked })
        if (sent.length > MOST_REMEMBERED) sent.shift()
      }
      return status
    },
    run: (work) => void track(work()),
    later(delayMs, work) {
      const timer = clock.setTimeout(() => {
        timers.delete(timer)
        return track(work())
      }, delayMs)
      timers.add(timer)
    },
    async settled() {
      while (underWay.size > 0) await Promise.all(underWay)
    },
    close() {
      closing.abort()
      for (const timer of timers) clock.clearTimeout(timer)
      timers.clear()
    },
  }
  return outbox
}
