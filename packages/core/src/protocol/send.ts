import type { BbbAnswers } from '../calls/index.ts'
import { BbbCallFailed, callFailed } from '../errors/call-failed.ts'
import { BbbResponseUnreadable } from '../errors/response-unreadable.ts'
import {
  BbbCertificateRefused,
  BbbRateLimited,
  BbbRedirectRefused,
  BbbUnreachable,
} from '../errors/transport-errors.ts'
import type { Deadline } from '../transport/deadline.ts'
import type { BbbPorts } from '../transport/ports.ts'
import { parseResponseStream } from './parse-response.ts'
import { readRetryAfter } from './retry-after.ts'

/** One HTTP request, ready to go. */
export interface BbbRequest {
  callName: string
  /** Complete and signed. It is sent byte for byte. */
  url: string
  body?: { contentType: string | undefined; content: string | FormData } | undefined
  /** Only for calls that are authorised by a session. */
  cookie?: string | undefined
}

/**
 * Sends one request and reads its answer. The body decides first, the status second: balancers refuse with statuses of
 * their own. Redirects are not followed.
 * @throws {BbbCallFailed} if BBB refused
 * @throws {BbbError} for everything else that can happen on the way
 */
export async function send(
  request: BbbRequest,
  deadline: Deadline,
  ports: BbbPorts,
): Promise<BbbAnswers[keyof BbbAnswers]> {
  const { callName } = request
  const response = await open(request, deadline, ports)
  const http = {
    callName,
    httpStatus: response.status,
    retryAfterSeconds: readRetryAfter(response.headers.get('retry-after'), ports.now()),
  }
  if (response.status === 429 || isRedirect(response.status)) {
    await discard(response)
    throw response.status === 429 ? new BbbRateLimited(http) : new BbbRedirectRefused(http)
  }
  try {
    const answer = await parseResponseStream(callName as keyof BbbAnswers, body(response))
    if (response.status >= 400) throw new BbbResponseUnreadable({ ...http, reason: 'contradiction' })
    return answer
  } catch (error) {
    const failure = deadline.failure()
    if (failure !== undefined) throw failure
    if (error instanceof BbbResponseUnreadable) throw error.within(http)
    if (error instanceof BbbCallFailed) {
      throw callFailed({ ...http, messageKey: error.messageKey, bbbMessage: error.textFromBbb() })
    }
    // The connection broke in the middle of the answer.
    throw new BbbResponseUnreadable({ ...http, reason: 'cut-off', cause: error })
  }
}

async function open(request: BbbRequest, deadline: Deadline, ports: BbbPorts): Promise<Response> {
  const { callName, url, body, cookie } = request
  const headers: Record<string, string> = { accept: 'text/xml, application/xml;q=0.9, */*;q=0.1' }
  if (body?.contentType !== undefined) headers['content-type'] = body.contentType
  if (cookie !== undefined) headers['cookie'] = cookie
  try {
    return await ports.fetch(url, {
      method: body === undefined ? 'GET' : 'POST',
      headers,
      redirect: 'manual',
      signal: deadline.signal,
      ...(body === undefined ? {} : { body: body.content }),
    })
  } catch (cause) {
    const failure = deadline.failure()
    if (failure !== undefined) throw failure
    throw isCertificateFault(cause)
      ? new BbbCertificateRefused({ callName, cause })
      : new BbbUnreachable({ callName, cause })
  }
}

async function* body(response: Response): AsyncGenerator<Uint8Array> {
  if (response.body === null) return
  yield* response.body as unknown as AsyncIterable<Uint8Array>
}

async function discard(response: Response): Promise<void> {
  await response.body?.cancel().catch(() => undefined)
}

/** With `redirect: 'manual'` some implementations answer with an opaque response of status 0. */
function isRedirect(status: number): boolean {
  return status === 0 || (status >= 300 && status < 400)
}

function isCertificateFault(cause: unknown): boolean {
  const root = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  const code: unknown = typeof root === 'object' && root !== null && 'code' in root ? root.code : undefined
  return typeof code === 'string' && /CERT|SELF_SIGNED|UNABLE_TO_(GET|VERIFY)|ERR_TLS/.test(code)
}
