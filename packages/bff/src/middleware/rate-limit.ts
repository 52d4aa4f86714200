import { createMiddleware } from 'hono/factory'
import type { BffEnv } from '../bff-env.ts'
import type { TenantConfig } from '../config/bff-config.ts'
import { BffFailure } from '../failure.ts'
import type { Clock } from '../ports/clock.ts'
import { tenantKey } from '../tenant-key.ts'

const windowMs = 60_000
const mostKeys = 100_000

/** Counts per key and minute, in this replica. */
export interface RateLimiter {
  /** @throws {BffFailure} `RATE_LIMITED`, with the seconds until the minute is over */
  take(key: string, perMinute: number): void
}

/**
 * Makes a limiter of fixed one-minute windows. Its memory is bounded: beyond very many keys, new ones are not counted
 * until the minute is over, and those that are counted stay limited.
 */
export function createRateLimiter(ports: { clock: Clock }): RateLimiter {
  let windowStart = 0
  let counts = new Map<string, number>()
  return {
    take(key, perMinute) {
      const now = ports.clock.now()
      if (now - windowStart >= windowMs || now < windowStart) {
        windowStart = now
        counts = new Map()
      }
      const known = counts.get(key)
      if (known === undefined && counts.size >= mostKeys) return
      const count = (known ?? 0) + 1
      counts.set(key, count)
      if (count > perMinute) {
        const retryAfterSeconds = Math.max(1, Math.ceil((windowStart + windowMs - now) / 1000))
        throw new BffFailure('RATE_LIMITED', { retryAfterSeconds })
      }
    },
  }
}

/**
 * Limits requests by the caller's address.
 * @param purpose what is counted together
 */
export function limitByAddress(limiter: RateLimiter, perMinute: number, purpose = 'request') {
  return createMiddleware<BffEnv>(async (c, next) => {
    limiter.take(`${purpose} from ${c.get('clientAddress')}`, perMinute)
    await next()
  })
}

/**
 * Counts what gives a ticket, by person, by room or recording, and by tenant.
 * @throws {BffFailure} `RATE_LIMITED`
 */
export type JoinLimit = (
  tenant: Pick<TenantConfig, 'id' | 'limits'>,
  subject: string,
  entered: { room: string } | { recording: string },
) => void

export function createJoinLimit(limiter: RateLimiter): JoinLimit {
  return ({ id, limits }, subject, entered) => {
    limiter.take(tenantKey(id, 'subject', subject), limits.joinsPerSubjectPerMinute)
    const key = 'room' in entered ? tenantKey(id, 'room', entered.room) : tenantKey(id, 'recording', entered.recording)
    limiter.take(key, limits.joinsPerRoomPerMinute)
    limiter.take(tenantKey(id), limits.joinsPerTenantPerMinute)
  }
}

/** {@link JoinLimit} for a route of a room or recording. Needs the actor to be set. */
export function limitJoins(limit: JoinLimit) {
  return createMiddleware<BffEnv>(async (c, next) => {
    const { room, id: recording = '' } = c.req.param() as { room?: string; id?: string }
    limit(c.get('tenant'), c.get('actor').subject, room === undefined ? { recording } : { room })
    await next()
  })
}
