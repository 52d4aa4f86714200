import { randomUUID } from 'node:crypto'
import type { BbbFailure } from '@bbb-room/bff-api'
import { BbbError, createBbbClient, parseJoinErrors, type BbbClient } from '@bbb-room/core'
import type { TenantConfig } from '../config/bff-config.ts'
import type { EntryLook, ExamineServer, ServerLook } from '../ports/meeting-gateway.ts'
import { readFramingHeaders, readSessionCookie } from './read-entry-headers.ts'
import { revealSecrets } from './reveal-secrets.ts'

const callMs = 4_000
const entryMs = 8_000
const mostSteps = 6

/**
 * Asks BBB the way an operator would who looks for a fault: is it there, does it take the secret, what time does it
 * think it is, and what does it send to a browser that enters? A client of its own does so: one that has learned that
 * BBB is away would not ask any more.
 */
export async function examineServer(
  config: TenantConfig['bbb'],
  { now, enterBy }: ExamineServer,
  fetchFrom: typeof fetch = fetch,
): Promise<ServerLook> {
  let clockOffsetSeconds: number | undefined
  const fetchTimed: typeof fetch = async (...request) => {
    const answer = await fetchFrom(...request)
    const date = Date.parse(answer.headers.get('date') ?? '')
    // The header has whole seconds, cut off.
    if (!Number.isNaN(date)) clockOffsetSeconds = Math.round((date + 500 - now()) / 1000)
    return answer
  }
  const bbb = createBbbClient({
    baseUrl: config.baseUrl,
    sharedSecret: revealSecrets(config),
    algorithm: config.algorithm,
    dangerouslyAllowHttp: config.dangerouslyAllowHttp,
    dangerouslyAllowSha1: config.dangerouslyAllowSha1,
    timeoutMs: callMs,
    fetch: fetchTimed,
  })
  const root = await bbb.getApiRoot().catch(failureOf)
  if (typeof root === 'string') {
    return { failure: root, version: undefined, isSecretAccepted: undefined, clockOffsetSeconds, entry: undefined }
  }
  const isSecretAccepted = await bbb.isMeetingRunning(randomUUID()).then(
    () => true,
    (error: unknown) => (isSecretRefused(error) ? false : undefined),
  )
  return {
    failure: undefined,
    version: root.bbbVersion === '' ? undefined : root.bbbVersion,
    isSecretAccepted,
    clockOffsetSeconds,
    entry:
      enterBy && isSecretAccepted
        ? await enter(bbb, [new URL(config.baseUrl).origin, ...enterBy.origins], fetchFrom)
        : undefined,
  }
}

/** Only a meeting shows what a join sends. This one is not recorded, has no callbacks, and is ended at once. */
async function enter(bbb: BbbClient, origins: readonly string[], fetchFrom: typeof fetch): Promise<EntryLook> {
  const meetingID = `diagnosis-${randomUUID()}`
  const look = { origins: [], failure: undefined, xFrameOptions: undefined, frameAncestors: undefined }
  try {
    await bbb.create({ meetingID, name: 'Diagnosis', record: false, duration: 1 })
    const { href } = bbb.joinUrl({ meetingID, fullName: 'Diagnosis', role: 'MODERATOR' })
    return await follow(href, origins, fetchFrom)
  } catch (error) {
    return { ...look, failure: failureOf(error), cookie: undefined }
  } finally {
    await bbb.end({ meetingID }).catch(() => undefined)
  }
}

/** Goes where a browser would, with the cookies that it would have, and notes what it is told there. */
async function follow(start: string, allowed: readonly string[], fetchFrom: typeof fetch): Promise<EntryLook> {
  const signal = AbortSignal.timeout(entryMs)
  const cookies = new Map<string, string>()
  const origins = new Set<string>()
  let cookie: EntryLook['cookie']
  let address = new URL(start)
  for (let step = 0; step < mostSteps; step++) {
    const { origin } = address
    origins.add(origin)
    const seen = { origins: [...origins], cookie }
    if (!allowed.includes(origin)) {
      return { ...seen, failure: undefined, xFrameOptions: undefined, frameAncestors: undefined }
    }
    const sent = cookies.get(origin)
    const answer = await fetchFrom(address, {
      redirect: 'manual',
      signal,
      headers: { accept: 'text/html', ...(sent !== undefined && { cookie: sent }) },
    })
    await answer.body?.cancel()
    const set = readSessionCookie(answer.headers.getSetCookie())
    if (set !== undefined) {
      cookies.set(origin, set.pair)
      cookie = set.attributes
    }
    const location = answer.headers.get('location')
    if (answer.status < 300 || answer.status > 399 || location === null) {
      const failure = answer.status < 400 ? undefined : 'REFUSED'
      return { ...seen, failure, cookie, ...readFramingHeaders(answer.headers) }
    }
    address = new URL(location, address)
    if (parseJoinErrors(address.href).length > 0) break
  }
  return { failure: 'REFUSED', origins: [...origins], cookie, xFrameOptions: undefined, frameAncestors: undefined }
}

function isSecretRefused(error: unknown): boolean {
  return error instanceof BbbError && error.code === 'BBB_SECRET_REFUSED'
}

function failureOf(error: unknown): BbbFailure {
  if (!(error instanceof BbbError)) return 'UNREACHABLE'
  switch (error.code) {
    case 'BBB_TIMEOUT':
    case 'BBB_ABORTED':
      return 'TIMEOUT'
    case 'BBB_CERTIFICATE_REFUSED':
      return 'CERTIFICATE_REFUSED'
    case 'BBB_REDIRECT_REFUSED':
      return 'REDIRECTED'
    case 'BBB_RATE_LIMITED':
    case 'BBB_CIRCUIT_OPEN':
      return 'BUSY'
    case 'BBB_RESPONSE_UNREADABLE':
      return 'NOT_BBB'
    case 'BBB_CALL_FAILED':
    case 'BBB_SECRET_REFUSED':
    case 'BBB_INVALID_REQUEST':
      return 'REFUSED'
    case 'BBB_UNREACHABLE':
    case 'BBB_INVALID_CONFIGURATION':
    case 'BBB_CALLBACK_REFUSED':
      return 'UNREACHABLE'
    default:
      return error.code satisfies never
  }
}
