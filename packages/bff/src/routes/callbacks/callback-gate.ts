import type { Context, Hono, MiddlewareHandler } from 'hono'
import type { BffEnv } from '../../bff-env.ts'
import type { createRefuseCallback } from '../../domain/callbacks/refuse-callback.ts'
import type { createVerifyCallback, Verdict } from '../../domain/callbacks/verify-callback.ts'
import { bodyFits } from '../../middleware/body-limit.ts'
import { type Failed, problemAnswer, toFailure } from '../../middleware/problem-details.ts'
import { createTurns } from '../../middleware/take-turns.ts'
import type { Clock } from '../../ports/clock.ts'
import type { Logger } from '../../ports/logger.ts'
import type { Metrics } from '../../ports/metrics.ts'
import type { CallbackKind } from '../../ports/store.ts'
import type { Tenants } from '../../ports/tenants.ts'
import { analyticsRoute, meetingEndedRoute, recordingReadyRoute, webhookRoute } from './callbacks.routes.ts'

export interface CallbackGateOptions {
  tenants: Tenants
  verify: ReturnType<typeof createVerifyCallback>
  refuse: ReturnType<typeof createRefuseCallback>
  clock: Clock
  newRequestId: () => string
  logger: Logger
  metrics: Metrics
  /** Of every answer. */
  headers: Readonly<Record<string, string>>
}

const callbackBytes = 64 * 1024
/** A line per participant. */
const analyticsBytes = 2 * 1024 * 1024

/** Less than a millisecond's work: then whoever joins has a turn. */
const perTurn = 10
/** Less than a second's work. */
const mostWaiting = 5_000

type Look = (c: Context<BffEnv>, tenantId: string) => Verdict | Promise<Verdict>

/**
 * The callbacks' way in: verifies them before anything else is done, and answers what is forged by itself, with the same
 * answer as everybody gets and without a log line each. Forged callbacks come in floods, and a request that goes all the way
 * costs ten times as much. They wait for one another, not anybody else for them, and beyond very many they are told to come
 * again, unread. Register it first; routes behind it find the permit in `callback`.
 * @param prefix of the routes, with `:tenant` in it
 */
export function guardCallbacks(app: Hono<BffEnv>, prefix: string, options: CallbackGateOptions): void {
  const { verify } = options
  const turn = createTurns(perTurn, mostWaiting)
  const guard = (kind: CallbackKind, route: { method: string; getRoutingPath(): string }, look: Look) =>
    app.on(route.method, prefix + route.getRoutingPath(), createGate(kind, look, turn, options))

  guard('meeting-ended', meetingEndedRoute, (c, tenantId) => verify.meetingEnded(tenantId, keyOf(c)))

  guard('recording-ready', recordingReadyRoute, async (c, tenantId) => {
    if (!(await bodyFits(c, callbackBytes))) return tooLarge
    return verify.recordingReady(tenantId, { contentType: c.req.header('Content-Type'), body: await c.req.text() })
  })

  guard('webhook', webhookRoute, async (c, tenantId) => {
    if (!(await bodyFits(c, callbackBytes))) return tooLarge
    return verify.webhook(tenantId, {
      body: new Uint8Array(await c.req.arrayBuffer()),
      checksum: c.req.query('checksum'),
      authorization: c.req.header('Authorization'),
    })
  })

  // Only who has a key of ours may send much: nothing else of such a request is known before it is read.
  guard('analytics', analyticsRoute, async (c, tenantId) => {
    const verdict = await verify.analytics(tenantId, keyOf(c), c.req.header('Authorization'))
    return 'refused' in verdict || (await bodyFits(c, analyticsBytes)) ? verdict : tooLarge
  })
}

const tooMany: Failed = { code: 'OVERLOADED', retryAfterSeconds: 2 }
const tooLarge = { refused: 'too-large' }
const keyOf = (c: Context<BffEnv>) => c.req.param('key') ?? ''

function createGate(
  kind: CallbackKind,
  look: Look,
  turn: () => Promise<boolean>,
  { tenants, refuse, clock, newRequestId, logger, metrics, headers }: CallbackGateOptions,
): MiddlewareHandler<BffEnv> {
  const fail = (failure: Failed): Failed => {
    metrics.count('bbb_room_failures_total', { code: failure.code })
    return failure
  }

  async function judge(c: Context<BffEnv>): Promise<Failed | undefined> {
    const tenant = tenants.get(c.req.param('tenant') ?? '')
    if (tenant === undefined) return fail({ code: 'NOT_FOUND' })
    if (!(await turn())) return fail(tooMany)
    const verdict = await look(c, tenant.id)
    if (verdict === tooLarge) return fail({ code: 'BODY_TOO_LARGE' })
    if ('refused' in verdict) return refuse(tenant.id, kind, verdict.refused)
    c.set('callback', verdict)
    return undefined
  }

  return async (c, next) => {
    const requestId = newRequestId()
    const failure = await judge(c).catch((error: unknown): Failed => {
      logger.error('request-failed', { requestId, kind, reason: error instanceof Error ? error.name : 'unknown' })
      return fail(toFailure(error))
    })
    if (failure === undefined) return next()
    const answer = problemAnswer(failure, { requestId, now: clock.now() })
    return new Response(answer.body, {
      status: answer.status,
      headers: { ...headers, ...answer.headers, 'X-Request-Id': requestId },
    })
  }
}
