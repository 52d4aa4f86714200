import type { Problem } from '@bbb-room/bff-api'
import { isForbidden, policyFix } from '../controllers/page-policy.ts'
import { RoomError } from '../room-error.ts'
import type { TokenHolder } from '../controllers/token-holder.ts'

/** One request to the BFF. */
export interface BffRequest {
  method?: string
  /** Sent as JSON. */
  body?: object
  headers?: Record<string, string>
  signal?: AbortSignal | undefined
  /** Milliseconds until the answer's headers have to be there. */
  timeoutMs?: number
  /** `no-referrer` unless given. */
  referrerPolicy?: ReferrerPolicy
}

/** Sends authorised requests to one tenant's BFF. */
export interface BffClient {
  /** @throws {RoomError} for every answer but a success, and for no answer */
  fetch(path: string, request?: BffRequest): Promise<Response>
  /** The same, read as JSON. */
  json<T>(path: string, request?: BffRequest): Promise<T>
}

const readProblem = async (response: Response): Promise<RoomError> => {
  const problem = (await response.json().catch(() => ({}))) as Partial<Problem>
  const seconds = problem.retry_after ?? Number(response.headers.get('retry-after') ?? NaN)
  return new RoomError(problem.code ?? 'BFF_ANSWER_UNREADABLE', {
    fix: problem.detail,
    retryable: problem.retryable ?? response.status >= 500,
    retryAfter: seconds >= 0 ? seconds : undefined,
    requestId: problem.request_id,
    details: problem.errors?.map(({ line, message }) => (line ? `${String(line)}: ${message}` : message)),
  })
}

/**
 * @param base the tenant's checked base URL
 * @param tokens gives the bearer token; asked once more, and the request repeated once, after a 401
 */
export const createBffClient = (base: string, tokens: TokenHolder): BffClient => {
  const send = async (path: string, token: string, request: BffRequest) => {
    const { method = 'GET', body, headers, signal, timeoutMs = 15_000, referrerPolicy = 'no-referrer' } = request
    const timeout = new AbortController()
    const timer = setTimeout(() => timeout.abort(), timeoutMs)
    try {
      return await fetch(`${base}/v1${path}`, {
        method,
        headers: {
          accept: 'application/json',
          authorization: `Bearer ${token}`,
          ...(body && { 'content-type': 'application/json' }),
          ...headers,
        },
        credentials: 'omit',
        cache: 'no-store',
        referrerPolicy,
        redirect: 'error',
        signal: signal ? AbortSignal.any([signal, timeout.signal]) : timeout.signal,
        ...(body && { body: JSON.stringify(body) }),
      })
    } catch (cause) {
      signal?.throwIfAborted()
      if (await isForbidden(base)) {
        throw new RoomError('PAGE_POLICY', { fix: policyFix('connect-src', new URL(base).origin), cause })
      }
      throw new RoomError(navigator.onLine ? 'BFF_UNREACHABLE' : 'OFFLINE', { retryable: true, cause })
    } finally {
      clearTimeout(timer)
    }
  }

  const client: BffClient = {
    async fetch(path, request = {}) {
      let token = await tokens.get()
      let response = await send(path, token, request)
      if (response.status === 401) {
        tokens.drop(token)
        token = await tokens.get()
        response = await send(path, token, request)
      }
      if (response.ok) return response
      if (response.status === 401) tokens.drop(token)
      throw await readProblem(response)
    },
    json: async <T>(path: string, request?: BffRequest) => (await (await client.fetch(path, request)).json()) as T,
  }
  return client
}
