import { hash } from 'node:crypto'
import { createMiddleware } from 'hono/factory'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { BffEnv } from '../bff-env.ts'
import { BffFailure } from '../failure.ts'
import type { Pseudonyms } from '../domain/identity/pseudonyms.ts'
import type { Clock } from '../ports/clock.ts'
import type { Store } from '../ports/store.ts'

const form = /^[\x21-\x7e]{8,128}$/
/** A request that has not answered for so long will not: whoever repeats it may go on. */
const abandonedAfterMs = 60_000
const writing = new Set(['PUT', 'PATCH', 'DELETE', 'POST'])

/**
 * A request repeated with the same `Idempotency-Key` is answered as the first time, and nothing is done twice. Keys are
 * each person's own. Failures on our or BBB's side are not kept: repeating is then what helps. Not for answers that hold
 * tickets, which are never stored. Needs the actor to be set.
 * @throws {BffFailure} `IDEMPOTENCY_KEY_REUSED` for another request, `CONFLICT` while the first is under way
 * @see https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
 */
export function idempotency(ports: {
  store: Pick<Store, 'withTenant'>
  clock: Clock
  pseudonyms: Pick<Pseudonyms, 'userIdOf'>
}) {
  const { store, clock, pseudonyms } = ports
  return createMiddleware<BffEnv>(async (c, next) => {
    const sent = c.req.header('Idempotency-Key')
    if (sent === undefined || !writing.has(c.req.method)) return next()
    if (!form.test(sent)) {
      throw new BffFailure('INVALID_REQUEST', {
        fields: [{ path: 'Idempotency-Key', message: 'must be 8–128 visible ASCII' }],
      })
    }
    const { tenantId, subject, wayIn } = c.get('actor')
    const key = sha256([wayIn, subject, sent])
    const request = sha256([c.req.method, c.req.path, await c.req.raw.clone().text()])
    const at = clock.now()
    const person = pseudonyms.userIdOf(tenantId, subject)
    const begun = await store.withTenant(tenantId, (rows) =>
      rows.idempotency.begin(key, { hash: request, at, abandonedBefore: at - abandonedAfterMs, person }),
    )
    if (begun === 'another-request') throw new BffFailure('IDEMPOTENCY_KEY_REUSED')
    if (begun === 'under-way') throw new BffFailure('CONFLICT', { retryAfterSeconds: 1 })
    if (begun !== 'begun') {
      const headers = { 'Content-Type': 'application/json', 'Idempotency-Replayed': 'true' }
      if (begun.body === '') return c.body(null, begun.status as 204, { 'Idempotency-Replayed': 'true' })
      return c.body(begun.body, begun.status as ContentfulStatusCode, headers)
    }
    await next()
    const { status } = c.res
    const body = status < 300 ? await c.res.clone().text() : ''
    await store.withTenant(tenantId, (rows) =>
      status < 300 ? rows.idempotency.keep(key, { status, body }) : rows.idempotency.forget(key),
    )
  })
}

function sha256(parts: readonly string[]): string {
  return hash('sha256', JSON.stringify(parts), 'hex')
}
