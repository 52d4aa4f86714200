import { BbbError } from '../errors/bbb-error.ts'
import { BbbCallFailed, BbbSecretRefused } from '../errors/call-failed.ts'
import { BbbResponseUnreadable } from '../errors/response-unreadable.ts'
import { BbbRateLimited, BbbTimeout, BbbUnreachable } from '../errors/transport-errors.ts'
import type { BbbAnswer, CallDefinition } from '../protocol/define-call.ts'
import { collectParameters, type Parameter } from '../protocol/parameters.ts'
import { buildQuery } from '../protocol/query-string.ts'
import { type BbbRequest, send } from '../protocol/send.ts'
import { type FormSigning, signedForm } from '../protocol/sign-form.ts'
import { signedUrl } from '../protocol/sign-call.ts'
import { createCircuitBreaker, type Outcome } from '../transport/circuit-breaker.ts'
import { createConcurrencyLimit } from '../transport/concurrency-limit.ts'
import { type Deadline, startDeadline } from '../transport/deadline.ts'
import { clampRetryAfterMs, createRetryBudget, retryDelayMs } from '../transport/retry.ts'
import type { Configuration } from './configuration.ts'

/** What every method takes beside its parameters. */
export interface CallOptions {
  /** Cancels the call. A write that was on its way may have happened all the same. */
  signal?: AbortSignal | undefined
  /** Milliseconds for this call, everything in it included. */
  timeoutMs?: number | undefined
}

/** One call to make. */
export interface CallToMake<Parameters, Result> {
  definition: CallDefinition<Parameters, Result>
  parameters: Parameters
  body?: BbbRequest['body']
  cookie?: string | undefined
  /** False for the calls that take no checksum. */
  isSigned?: boolean
  /** Sends the parameters as a form instead of in the address. */
  form?: FormSigning | undefined
}

type UnsignedRequest = Omit<BbbRequest, 'url'> & { query: string; isSigned: boolean; form: FormSigning | undefined }

/** Makes calls to one server, and remembers how it fares. */
export interface Caller {
  /** Makes one call within a time of its own. */
  call<Parameters extends object, Result extends BbbAnswer>(
    call: CallToMake<Parameters, Result>,
    options?: CallOptions,
  ): Promise<Result>
  /** Makes one call within a time that others share. */
  callWithin<Parameters extends object, Result extends BbbAnswer>(
    call: CallToMake<Parameters, Result>,
    deadline: Deadline,
  ): Promise<Result>
  /** Starts the time for something that takes several calls. */
  startDeadline(callName: string, options?: CallOptions, usualTimeoutMs?: number): Deadline
  /** The secret that BBB accepted last. */
  currentSecret(): string
  /** True if the server has said that it does not offer this call. */
  isUnsupported(callName: string): boolean
  readonly configuration: Configuration
}

const fileTimeoutMs = 60_000
const unsupportedForMs = 3_600_000

/** Calls that some servers do not have at all: there a 404 or 403 says so. */
const optionalCalls = new Set([
  'insertDocument',
  'sendChatMessage',
  'getRecordingTextTracks',
  'putRecordingTextTrack',
  'getJoinUrl',
  'hooks/create',
  'hooks/list',
  'hooks/destroy',
])

/** @param configuration of the one server that is called */
export function createCaller(configuration: Configuration): Caller {
  const { baseUrl, secrets, algorithm, ports } = configuration
  const limit = createConcurrencyLimit(configuration.maxConcurrentCalls, configuration.maxWaitingCalls)
  const breaker = createCircuitBreaker(ports.now)
  const budget = createRetryBudget()
  const unsupportedUntilMs = new Map<string, number>()
  let preferredSecret = 0
  let notBeforeMs = 0

  const isUnsupported = (callName: string) => (unsupportedUntilMs.get(callName) ?? 0) > ports.now()

  /** BBB does nothing for a refused checksum, so even a write may be sent again with the other secret. */
  async function sendWithEitherSecret(request: UnsignedRequest, deadline: Deadline) {
    const { callName, query, form } = request
    if (!request.isSigned) {
      const path = callName === 'index' ? '' : `/${callName}?${query}`
      return send({ ...request, url: `${baseUrl}/api${path}` }, deadline, ports)
    }
    const first = preferredSecret
    try {
      return await send(sign(first), deadline, ports)
    } catch (error) {
      if (!(error instanceof BbbSecretRefused) || secrets.length < 2) throw error
    }
    const other = 1 - first
    const answer = await send(sign(other), deadline, ports)
    preferredSecret = other
    return answer

    function sign(index: number): BbbRequest {
      const secret = secrets[index] ?? ''
      if (form === undefined) return { ...request, url: signedUrl(baseUrl, callName, query, secret, algorithm) }
      const content = signedForm(form, { callName, query, secret, algorithm })
      const body = { contentType: 'application/x-www-form-urlencoded', content }
      return { ...request, url: `${baseUrl}/api/${callName}`, body }
    }
  }

  async function attempt(request: UnsignedRequest, deadline: Deadline) {
    await waitUntilAllowed(request.callName, deadline)
    const release = await limit.acquire(request.callName, deadline)
    try {
      breaker.admit(request.callName)
      let outcome: Outcome = 'answered'
      try {
        return await sendWithEitherSecret(request, deadline)
      } catch (error) {
        outcome = outcomeOf(error)
        throw error
      } finally {
        breaker.record(outcome)
      }
    } finally {
      release()
    }
  }

  /** After a 429 nobody calls before the time that the server named. */
  async function waitUntilAllowed(callName: string, deadline: Deadline): Promise<void> {
    const waitMs = notBeforeMs - ports.now()
    if (waitMs <= 0) return
    if (waitMs >= deadline.remainingMs()) {
      throw new BbbRateLimited({ callName, retryAfterSeconds: Math.ceil(waitMs / 1000) })
    }
    await deadline.wait(waitMs)
  }

  function learnFrom(callName: string, error: BbbError): BbbError {
    // Without a status it is our own queue that is full, not the server that asks for a pause.
    if (error instanceof BbbRateLimited && error.httpStatus !== undefined) {
      notBeforeMs = Math.max(notBeforeMs, ports.now() + clampRetryAfterMs(error.retryAfterSeconds ?? 1))
    }
    const isMissing =
      error instanceof BbbResponseUnreadable && isNotThere(error.httpStatus) && optionalCalls.has(callName)
    if (!isMissing && error.kind !== 'unsupported') return error
    if (optionalCalls.has(callName)) unsupportedUntilMs.set(callName, ports.now() + unsupportedForMs)
    return isMissing ? notOffered(callName, error.httpStatus) : error
  }

  async function callWithin<Parameters extends object, Result extends BbbAnswer>(
    call: CallToMake<Parameters, Result>,
    deadline: Deadline,
  ): Promise<Result> {
    const { definition, parameters, body, cookie, isSigned = true, form } = call
    const { name: callName, isRead } = definition
    const table = definition.parameters as Readonly<Record<string, Parameter>>
    const query = buildQuery(collectParameters(callName, table, parameters))
    if (isUnsupported(callName)) throw notOffered(callName)
    budget.earn()
    for (let retries = 0; ; retries++) {
      try {
        return (await attempt({ callName, body, cookie, query, isSigned, form }, deadline)) as unknown as Result
      } catch (error) {
        if (!(error instanceof BbbError)) throw error
        const learned = learnFrom(callName, error)
        const delayMs = isRead ? retryDelayMs(learned, retries, ports.random) : undefined
        if (delayMs === undefined || delayMs >= deadline.remainingMs() || deadline.signal.aborted) throw learned
        if (!budget.spend()) throw learned
        await deadline.wait(delayMs)
      }
    }
  }

  const start: Caller['startDeadline'] = (callName, options = {}, usualTimeoutMs = configuration.timeoutMs) =>
    startDeadline(callName, options.timeoutMs ?? usualTimeoutMs, ports, options.signal)

  return {
    configuration,
    callWithin,
    startDeadline: start,
    isUnsupported,
    currentSecret: () => secrets[preferredSecret] ?? '',
    call: async (call, options) => {
      const usualMs =
        call.body === undefined ? configuration.timeoutMs : Math.max(fileTimeoutMs, configuration.timeoutMs)
      const deadline = start(call.definition.name, options, usualMs)
      try {
        return await callWithin(call, deadline)
      } finally {
        deadline.clear()
      }
    },
  }
}

function isNotThere(httpStatus: number | undefined): boolean {
  return httpStatus === 404 || httpStatus === 403
}

function notOffered(callName: string, httpStatus?: number): BbbCallFailed {
  return new BbbCallFailed({ callName, messageKey: 'unsupportedRequest', httpStatus })
}

/** Only what the server itself did counts for its health. */
function outcomeOf(error: unknown): Outcome {
  if (error instanceof BbbTimeout || error instanceof BbbUnreachable) return 'failed'
  if (error instanceof BbbResponseUnreadable)
    return error.kind === 'temporary' || error.retryable ? 'failed' : 'answered'
  return error instanceof BbbError && error.code === 'BBB_ABORTED' ? 'unknown' : 'answered'
}
