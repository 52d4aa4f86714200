import type { Clock } from '../clock.ts'
import { type ChecksumAlgorithm, hashText } from '../checksum.ts'
import type { Outbox } from '../callbacks/outbox.ts'
import { type RandomBytes, randomUuid } from '../random-text.ts'
import type { WebhookEvent } from './event.ts'

/** Someone who wants to be told. */
export interface Hook {
  readonly hookID: string
  readonly callbackURL: string
  /** External id; `undefined` for all meetings. */
  readonly meetingID: string | undefined
  /** Lower case; `undefined` for all events. */
  readonly eventIDs: readonly string[] | undefined
  /** Set by the operator; cannot be destroyed and is never given up. */
  readonly permanent: boolean
  /** Wants the server's internal messages, which this server does not have: such a hook gets nothing. */
  readonly raw: boolean
}

/** How deliveries are authenticated. */
export interface HookAuthentication {
  /** `bearer` sends the secret itself. */
  readonly kind: 'checksum' | 'bearer'
  readonly algorithm: ChecksumAlgorithm
}

const RETRIES_MS = [100, 500, 1_000, 2_000, 4_000, 8_000, 10_000, 30_000, 60_000, 60_000, 60_000, 60_000]
const PERMANENT_RETRY_MS = 60_000

interface Ports {
  readonly clock: Clock
  readonly random: RandomBytes
  readonly outbox: Outbox
  readonly authentication: HookAuthentication
  /** Sent along with each event. */
  readonly domain: () => string
  readonly secret: () => string
}

/** The webhooks process. */
export interface HookStore {
  all(): Hook[]
  /** A callback address is unique: one that exists already is returned unchanged. */
  create(hook: Omit<Hook, 'hookID'>): { hook: Hook; isNew: boolean }
  /** @returns `undefined` when there is none, `false` when it is permanent */
  destroy(hookID: string): boolean | undefined
  /** Tells those who want to know. A repeated delivery is the same bytes. */
  fire(event: WebhookEvent): void
}

export function createHookStore(ports: Ports): HookStore {
  const { clock, random, outbox, authentication } = ports
  const hooks = new Map<string, Hook>()

  const wants = (hook: Hook, { data }: WebhookEvent) => {
    const meeting = data.attributes['meeting'] as Record<string, unknown> | undefined
    const isInScope = hook.meetingID === undefined || meeting?.['external-meeting-id'] === hook.meetingID
    return isInScope && !hook.raw && (hook.eventIDs?.includes(data.id) ?? true)
  }

  async function deliver(hook: Hook, body: string, failures: number): Promise<void> {
    if (!hooks.has(hook.hookID)) return
    const { callbackURL } = hook
    const secret = ports.secret()
    const checksum = hashText(authentication.algorithm, callbackURL + body + secret)
    const isSigned = authentication.kind === 'checksum'
    const status = await outbox.send({
      kind: 'webhook',
      url: isSigned ? `${callbackURL}${callbackURL.includes('?') ? '&' : '?'}checksum=${checksum}` : callbackURL,
      method: 'POST',
      headers: {
        'Content-Type': 'application/x-www-form-urlencoded;charset=UTF-8',
        ...(!isSigned && { Authorization: `Bearer ${secret}` }),
      },
      body,
      redirects: 10,
    })
    if (status !== undefined && ((status >= 200 && status <= 299) || status === 401)) return
    const delayMs = RETRIES_MS[failures] ?? (hook.permanent ? PERMANENT_RETRY_MS : undefined)
    if (delayMs === undefined) hooks.delete(hook.hookID)
    else outbox.later(delayMs, () => deliver(hook, body, failures + 1))
  }

  return {
    all: () => [...hooks.values()],
    create(given) {
      const existing = [...hooks.values()].find(({ callbackURL }) => callbackURL === given.callbackURL)
      if (existing) return { hook: existing, isNew: false }
      const hook = { ...given, hookID: randomUuid(random) }
      hooks.set(hook.hookID, hook)
      return { hook, isNew: true }
    },
    destroy(hookID) {
      const hook = hooks.get(hookID)
      if (!hook) return undefined
      return !hook.permanent && hooks.delete(hookID)
    },
    fire(event) {
      const timestamp = String(clock.now())
      const body = new URLSearchParams({ domain: ports.domain(), event: JSON.stringify([event]), timestamp }).toString()
      for (const hook of hooks.values()) if (wants(hook, event)) outbox.run(() => deliver(hook, body, 0))
    },
  }
}
