import { failureStatus, type FailureCode, type Problem } from '@bbb-room/bff-api'
import type { Context, ErrorHandler } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { BffEnv } from '../bff-env.ts'
import { BffFailure } from '../failure.ts'
import type { Clock } from '../ports/clock.ts'

const titles: Readonly<Record<FailureCode, string>> = {
  INVALID_REQUEST: 'The request is not as the API document says.',
  TOKEN_MISSING: 'An access token is needed.',
  TOKEN_INVALID: 'The access token is not valid here.',
  TOKEN_EXPIRED: 'The access token has expired.',
  SIGN_IN_NEEDED: 'Nobody is signed in.',
  SIGN_IN_FAILED: 'The sign-in was not completed.',
  SIGN_IN_UNAVAILABLE: 'The sign-in service does not answer.',
  NOT_ALLOWED: 'This person may not do this.',
  ORIGIN_NOT_ALLOWED: 'This page is not registered for this service.',
  ACCESS_CODE_WRONG: 'The room or the access code is wrong.',
  TICKET_INVALID: 'This way in is not valid.',
  TICKET_EXPIRED: 'This way in has expired.',
  TICKET_USED: 'This way in has been used.',
  NOT_FOUND: 'There is nothing here.',
  METHOD_NOT_ALLOWED: 'This method is not offered here.',
  CONFLICT: 'Something else happened at the same time.',
  MEETING_REPLACED: 'The meeting has been replaced by a new one.',
  BODY_TOO_LARGE: 'The request is too large.',
  UNSUPPORTED_MEDIA_TYPE: 'The request has a content type that is not taken.',
  MISDIRECTED_REQUEST: 'This host is not served here.',
  CAPTIONS_INVALID: 'The captions are not as WebVTT has to be.',
  IDEMPOTENCY_KEY_REUSED: 'This idempotency key was used for another request.',
  RATE_LIMITED: 'Too many requests.',
  INTERNAL_ERROR: 'Something went wrong on our side.',
  NOT_SUPPORTED_BY_BBB: 'This meeting server cannot do that.',
  BBB_REFUSED: 'The meeting server refused.',
  BBB_SECRET_REFUSED: 'The meeting server does not accept this service.',
  BBB_UNAVAILABLE: 'The meeting server does not answer.',
  STORE_UNAVAILABLE: 'The service cannot save anything now.',
  CALLBACK_UNVERIFIED: 'This callback cannot be verified now.',
  OVERLOADED: 'The service has too much to do now.',
}

const retryable: ReadonlySet<FailureCode> = new Set([
  'RATE_LIMITED',
  'BBB_UNAVAILABLE',
  'BBB_SECRET_REFUSED',
  'SIGN_IN_UNAVAILABLE',
  'STORE_UNAVAILABLE',
  'CALLBACK_UNVERIFIED',
  'OVERLOADED',
])

/**
 * Shapes every failure, ours and the framework's, as `application/problem+json`. What nobody foresaw is an
 * `INTERNAL_ERROR` with its request id and nothing else; its kind goes to the log.
 * @see https://www.rfc-editor.org/rfc/rfc9457
 * @see https://www.rfc-editor.org/rfc/rfc6750#section-3
 */
export function problemDetails(ports: { clock: Clock }): ErrorHandler<BffEnv> {
  return (error, c) => {
    const failure = toFailure(error)
    if (failure.code === 'INTERNAL_ERROR') c.get('log').error('request-failed', { reason: error.name })
    const reason = reasonOfBbb(failure)
    if (reason !== undefined) c.get('log').warn('bbb-failed', { code: failure.code, reason })
    return answerProblem(c, failure, ports.clock.now())
  }
}

/** What exactly went wrong with BBB, for operators: one of core's codes. */
function reasonOfBbb({ code, cause }: BffFailure): string | undefined {
  if (!code.startsWith('BBB_') || !(cause instanceof Error)) return undefined
  const reason = 'code' in cause ? cause.code : undefined
  return typeof reason === 'string' && /^BBB_[A-Z_0-9]+$/.test(reason) ? reason : undefined
}

/** What is answered to anything that was thrown: what nobody foresaw is an `INTERNAL_ERROR`. */
export function toFailure(error: unknown): BffFailure {
  if (error instanceof BffFailure) return error
  if (!(error instanceof HTTPException)) return new BffFailure('INTERNAL_ERROR')
  const code = (Object.keys(failureStatus) as FailureCode[]).find((each) => failureStatus[each] === error.status)
  return new BffFailure(code ?? 'INVALID_REQUEST')
}

/** Writes one failure as an answer; for handlers that cannot throw. */
export function answerProblem(c: Context<BffEnv>, failure: Failed, now: number): Response {
  c.set('failureCode', failure.code)
  const { status, headers, body } = problemAnswer(failure, { requestId: c.get('requestId'), now })
  return c.body(body, status, headers)
}

/** A failure, thrown or returned. */
export type Failed = Pick<BffFailure, 'code'> & Partial<Pick<BffFailure, 'detail' | 'retryAfterSeconds' | 'fields'>>

/** What exactly is answered to a failure, without the headers that every answer has. */
export function problemAnswer(
  { code, detail, retryAfterSeconds, fields }: Failed,
  { requestId, now }: { requestId: string; now: number },
): { status: ContentfulStatusCode; headers: Record<string, string>; body: string } {
  const status = failureStatus[code]
  const isTokenFailure = code.startsWith('TOKEN_')
  const problem: Problem = {
    type: 'about:blank',
    title: titles[code],
    status,
    code,
    ...(detail !== undefined && { detail }),
    request_id: requestId,
    retryable: retryable.has(code),
    ...(retryAfterSeconds !== undefined && { retry_after: retryAfterSeconds }),
    ...(isTokenFailure && { server_time: new Date(now).toISOString() }),
    ...(fields && { errors: [...fields] }),
  }
  return {
    status,
    headers: {
      'Content-Type': 'application/problem+json',
      ...(retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) }),
      ...(isTokenFailure && {
        'WWW-Authenticate': code === 'TOKEN_MISSING' ? 'Bearer' : 'Bearer error="invalid_token"',
      }),
    },
    body: JSON.stringify(problem),
  }
}
