import type { Problem, RoomDiagnosis, RoomInfo } from '@bbb-room/bff-api'
import { connectToRoom, type FirstBase, type RoomAddress, type RoomConnection } from '../api/connect-to-room.ts'
import { asRoomError } from '../room-error.ts'
import { bbbFindings, siteOf } from './bbb-findings.ts'
import { findViolations } from './csp-violations.ts'
import type { Finding } from './finding.ts'
import { tokenFindings } from './token-findings.ts'

interface PolicyDocument {
  featurePolicy?: { allowsFeature(feature: string, origin?: string): boolean }
}

const devices = ['camera', 'microphone', 'display-capture', 'fullscreen', 'autoplay']
const clockToleranceMs = 60_000

/** What the element knows of its own room, beside its address. */
export interface DiagnosedRoom extends RoomAddress {
  readonly display?: string
  /** Whether a frame is open in which BBB has seen nobody. */
  readonly isFrameSilent?: boolean
  /** Whether the browser has just refused to open a tab. */
  readonly isTabBlocked?: boolean
}

/**
 * Everything that can be looked at from the page, before and with the BFF, in the order in which it has to work.
 * @param firstBase of the element: no other BFF is asked
 */
export const diagnose = async (room: DiagnosedRoom, firstBase: FirstBase): Promise<Finding[]> => {
  const findings: Finding[] = [secureContext()]
  try {
    const connection = connectToRoom(room, firstBase)
    findings.push({ code: 'CONFIG', status: 'ok', owner: 'page', title: 'The attributes are well-formed.' })
    findings.push(...(await lookAt(connection, room)))
  } catch (thrown) {
    const { fix } = asRoomError(thrown).facts
    findings.push({
      code: 'CONFIG',
      status: 'failure',
      owner: 'page',
      title: 'An attribute is missing or malformed.',
      ...(fix && { fix }),
    })
  }
  if (room.isFrameSilent) findings.push(silentFrame)
  if (room.isTabBlocked) findings.push(blockedTab)
  return findings
}

const lookAt = async (
  { base, room, tokens, client }: RoomConnection,
  { display }: DiagnosedRoom,
): Promise<Finding[]> => {
  const findings: Finding[] = []
  const { origin } = new URL(base)
  let bbbOrigins: readonly string[] = []
  let token: string | undefined
  try {
    token = await tokens.get()
    findings.push(...tokenFindings(token, base, room))
  } catch (thrown) {
    if (asRoomError(thrown).code !== 'PAGE_POLICY') findings.push(noToken(asRoomError(thrown).facts.cause))
  }
  if (token) {
    try {
      const info = await client.json<RoomInfo>(`/rooms/${room}`)
      const wantsFrame = display === 'frame' || (display !== 'tab' && info.display === 'frame')
      bbbOrigins = info.frame_origins
      findings.push({ code: 'BFF', status: 'ok', owner: 'bff', title: 'The BFF answers, and lets this person in.' })
      findings.push(clock(info), ...(wantsFrame ? delegation(info) : []))
      if (info.role === 'moderator') {
        const path = `/rooms/${room}/diagnosis`
        // With the page's own referrer policy: whether that tells the BFF where the page is, is one of the questions.
        const found = await client.json<RoomDiagnosis>(path, { timeoutMs: 25_000, referrerPolicy: '' })
        bbbOrigins = found.frame_origins
        findings.push(referrerPolicy(found.has_referrer), ...bbbFindings(found, wantsFrame))
      } else findings.push(...(wantsFrame ? [foreignFrame(info)] : []), forModerators)
      findings.push(await stream(base, room, token))
    } catch (thrown) {
      const { code } = asRoomError(thrown)
      if (code !== 'PAGE_POLICY') findings.push(await bffFailure(code, base))
    }
  }
  return [...findings, ...findViolations(origin, bbbOrigins)]
}

const silentFrame: Finding = {
  code: 'FRAME_SILENT',
  status: 'failure',
  owner: 'person',
  title: 'The frame was opened, and BBB has seen nobody come in: this browser keeps BBB from working in it.',
  fix: 'display="tab", or allow third-party cookies for BBB in this browser',
}

const blockedTab: Finding = {
  code: 'POPUP_BLOCKED',
  status: 'failure',
  owner: 'page',
  title: 'The browser held the new tab back.',
  fix: 'Call join() at once in the handler of a click, or let the person allow pop-ups for this page.',
}

const forModerators: Finding = {
  code: 'BBB_NOT_ASKED',
  status: 'warning',
  owner: 'page',
  title: 'How BBB does is told to moderators only.',
  fix: 'Diagnose again as a moderator of this room.',
}

const noToken = (cause: unknown): Finding => {
  const [, status] = /answered (\d{3})/.exec(cause instanceof Error ? cause.message : '') ?? []
  const isRefused = status === '401' || status === '403'
  return {
    code: isRefused ? 'TOKEN_REFUSED' : 'TOKEN_UNAVAILABLE',
    status: 'failure',
    owner: 'page',
    title: isRefused
      ? `The page’s own back end says ${status}: this person is not signed in there, or the cookie did not come along.`
      : status
        ? `The page’s own back end answered ${status} instead of an access token.`
        : 'The page’s own back end gave no access token.',
    fix: isRefused
      ? 'Sign in; token-endpoint has to be of the page’s own origin, or its cookie does not come along.'
      : 'Answer POST token-endpoint with 200 and {"access_token":"…","expires_in":300} to signed-in people.',
  }
}

const secureContext = (): Finding =>
  isSecureContext
    ? { code: 'SECURE_CONTEXT', status: 'ok', owner: 'page', title: 'The page is secure.' }
    : {
        code: 'SECURE_CONTEXT',
        status: 'failure',
        owner: 'page',
        title: 'The page is not served over https: no camera, no microphone.',
        fix: 'Serve this page over https.',
      }

/** Without a referrer a form's POST names no origin, and the launch cannot tell that it comes from this page. */
const referrerPolicy = (hasReferrer: boolean): Finding =>
  hasReferrer
    ? { code: 'REFERRER_POLICY', status: 'ok', owner: 'page', title: 'The launch can tell where it comes from.' }
    : {
        code: 'REFERRER_POLICY',
        status: 'failure',
        owner: 'page',
        title: 'The page’s referrer policy hides its origin from the launch, which then refuses.',
        fix: 'Referrer-Policy: strict-origin-when-cross-origin',
      }

const clock = ({ server_time }: RoomInfo): Finding => {
  const offMs = Math.abs(Date.parse(server_time) - Date.now())
  return offMs > clockToleranceMs
    ? {
        code: 'CLOCK',
        status: 'warning',
        owner: 'person',
        title: `This computer’s clock is off by ${Math.round(offMs / 60_000)} minutes. The element does not mind.`,
        fix: 'Let the system set its time from the network.',
      }
    : { code: 'CLOCK', status: 'ok', owner: 'person', title: 'The clocks agree.' }
}

/** Which layer keeps the devices: the page's header, or the frame in which the page itself stands. */
const delegation = ({ frame_origins }: RoomInfo): Finding[] => {
  const policy = (document as PolicyDocument).featurePolicy
  if (!policy) return []
  const missing = devices.filter((feature) => !policy.allowsFeature(feature))
  if (!missing.length) {
    return [{ code: 'PERMISSIONS_POLICY', status: 'ok', owner: 'page', title: 'The page passes the devices on.' }]
  }
  const origins = ['self', ...frame_origins.map((origin) => `"${origin}"`)].join(' ')
  const isFramed = window.parent !== window
  return [
    {
      code: isFramed ? 'FRAME_ALLOW' : 'PERMISSIONS_POLICY',
      status: 'failure',
      owner: 'page',
      title: `${isFramed ? 'The frame in which this page stands' : 'The page’s own policy'} forbids: ${missing.join(', ')}.`,
      fix: isFramed
        ? `allow="${missing.map((feature) => `${feature} ${[location.origin, ...frame_origins].join(' ')}`).join('; ')}"`
        : `Permissions-Policy: ${missing.map((feature) => `${feature}=(${origins})`).join(', ')}`,
    },
  ]
}

/** Without what BBB sends, a guess. */
const foreignFrame = ({ frame_origins }: RoomInfo): Finding => {
  const foreign = frame_origins.filter((origin) => siteOf(origin) !== siteOf(location.origin))
  return foreign.length
    ? {
        code: 'COOKIES',
        status: 'warning',
        owner: 'bbb',
        title: `In a frame, browsers that block third-party cookies keep BBB’s session from working: ${foreign.join(', ')}.`,
        fix: 'display="tab", or SameSite=None; Secure; Partitioned on BBB’s session cookie',
      }
    : { code: 'COOKIES', status: 'ok', owner: 'bbb', title: 'BBB is on the page’s own site.' }
}

/** Whether server-sent events come through, or a proxy holds them back. */
const stream = async (base: string, room: string, token: string): Promise<Finding> => {
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), 5000)
  try {
    const response = await fetch(`${base}/v1/rooms/${room}/events`, {
      headers: { accept: 'text/event-stream', authorization: `Bearer ${token}` },
      credentials: 'omit',
      signal: stop.signal,
    })
    await response.body?.getReader().read()
    return { code: 'EVENTS', status: 'ok', owner: 'bff', title: 'Server-sent events come through.' }
  } catch {
    return {
      code: 'EVENTS',
      status: 'warning',
      owner: 'bff',
      title: 'Server-sent events do not come through within 5 s. The element asks at intervals instead.',
      fix: 'proxy_buffering off; proxy_read_timeout 60s;',
    }
  } finally {
    clearTimeout(timer)
    stop.abort()
  }
}

const knownFailures: Partial<Record<Problem['code'], Omit<Finding, 'code' | 'status'>>> = {
  ORIGIN_NOT_ALLOWED: {
    owner: 'bff',
    title: 'The BFF does not know this page’s origin.',
    fix: `pageOrigins: add ${location.origin}`,
  },
  NOT_FOUND: {
    owner: 'page',
    title: 'No such room for this token, or the token’s issuer is not the tenant’s.',
    fix: 'Compare endpoint, room and the token’s iss with the tenant’s configuration.',
  },
  TOKEN_INVALID: {
    owner: 'page',
    title: 'The BFF refuses the access token.',
    fix: 'Sign with the key registered under the token’s kid; aud has to be the endpoint.',
  },
  TOKEN_EXPIRED: {
    owner: 'page',
    title: 'The access token is too old when it comes: the signing server’s clock may be wrong.',
    fix: 'Set the signing server’s clock from the network (NTP); exp = iat + 300.',
  },
  NOT_ALLOWED: {
    owner: 'page',
    title: 'The token does not open this room.',
    fix: 'Name the room in the token’s room claim, and room:join in scope.',
  },
  BBB_UNAVAILABLE: {
    owner: 'bbb',
    title: 'BBB does not answer the BFF.',
    fix: 'Start BBB, or correct the tenant’s bbb.baseUrl.',
  },
  BBB_SECRET_REFUSED: {
    owner: 'bff',
    title: 'BBB refuses the BFF’s checksums.',
    fix: 'Set the tenant’s shared secret to what `bbb-conf --secret` prints on the BBB server.',
  },
  RATE_LIMITED: {
    owner: 'bff',
    title: 'Too many requests from this address.',
    fix: 'Wait a minute, or raise the rate limit.',
  },
}

const bffFailure = async (code: string, base: string): Promise<Finding> => {
  const known = knownFailures[code as Problem['code']]
  if (known) return { code, status: 'failure', ...known }
  if (code === 'OFFLINE') return { code, status: 'failure', owner: 'person', title: 'This computer is offline.' }
  // A request that asks for nothing to be readable gets through where only the BFF's CORS answer is missing.
  const isThere = await fetch(`${base}/v1/openapi.json`, { mode: 'no-cors', credentials: 'omit' }).then(
    () => true,
    () => false,
  )
  return isThere
    ? {
        code: 'CORS',
        status: 'failure',
        owner: 'bff',
        title: 'The BFF is there, but does not answer this page’s origin.',
        fix: `pageOrigins: add ${location.origin}`,
      }
    : {
        code: 'BFF_UNREACHABLE',
        status: 'failure',
        owner: 'bff',
        title: 'The BFF does not answer, or the page’s policy forbids to ask it.',
        fix: `Content-Security-Policy: connect-src ${new URL(base).origin}`,
      }
}
