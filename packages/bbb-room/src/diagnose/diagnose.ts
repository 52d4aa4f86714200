import type { Problem, RoomInfo } from '@bbb-room/bff-api'
import { connectToRoom, type RoomAddress } from '../api/connect-to-room.ts'
import { asRoomError } from '../room-error.ts'
import { findViolations } from './csp-violations.ts'
import type { Finding } from './finding.ts'
import { tokenFindings } from './token-findings.ts'

interface PolicyDocument {
  featurePolicy?: { allowsFeature(feature: string, origin?: string): boolean }
}

const devices = ['camera', 'microphone', 'display-capture', 'fullscreen', 'autoplay']
const clockToleranceMs = 60_000

/** Everything that can be looked at from the page, before and with the BFF, in the order in which it has to work. */
export const diagnose = async (address: RoomAddress): Promise<Finding[]> => {
  const findings: Finding[] = [secureContext()]
  let connection
  try {
    connection = connectToRoom(address, undefined)
    findings.push({ code: 'CONFIG', status: 'ok', owner: 'page', title: 'The attributes are well-formed.' })
  } catch (thrown) {
    const { fix } = asRoomError(thrown).facts
    findings.push({
      code: 'CONFIG',
      status: 'failure',
      owner: 'page',
      title: 'An attribute is missing or malformed.',
      ...(fix && { fix }),
    })
    return [...findings, ...(await findViolations())]
  }
  const { base, room, tokens, client } = connection
  findings.push(...referrerPolicy())
  let token: string | undefined
  try {
    token = await tokens.get()
    findings.push(...tokenFindings(token, base, room))
  } catch {
    findings.push({
      code: 'TOKEN_UNAVAILABLE',
      status: 'failure',
      owner: 'page',
      title: 'The page’s own back end gave no access token.',
      fix: 'Answer POST token-endpoint with 200 and {"access_token":"…","expires_in":300} to signed-in people.',
    })
  }
  if (token) {
    try {
      const info = await client.json<RoomInfo>(`/rooms/${room}`)
      findings.push({ code: 'BFF', status: 'ok', owner: 'bff', title: 'The BFF answers, and lets this person in.' })
      findings.push(clock(info), ...delegation(info), ...framing(info), await stream(base, room, token))
    } catch (thrown) {
      findings.push(await bffFailure(asRoomError(thrown).code, base))
    }
  }
  return [...findings, ...(await findViolations())]
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

/** Under `no-referrer` a form's POST names no origin, and the launch cannot tell that it comes from this page. */
const referrerPolicy = (): Finding[] => {
  const meta = [...document.querySelectorAll<HTMLMetaElement>('meta[name=referrer]')].at(-1)?.content
  return meta === 'no-referrer'
    ? [
        {
          code: 'REFERRER_POLICY',
          status: 'failure',
          owner: 'page',
          title: 'The page’s referrer policy hides its origin from the launch.',
          fix: 'Referrer-Policy: strict-origin-when-cross-origin',
        },
      ]
    : []
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

const delegation = ({ display, frame_origins }: RoomInfo): Finding[] => {
  const policy = (document as PolicyDocument).featurePolicy
  if (display !== 'frame' || !policy) return []
  const missing = devices.filter((feature) => !policy.allowsFeature(feature))
  const origins = ['self', ...frame_origins.map((origin) => `"${origin}"`)].join(' ')
  return missing.length
    ? [
        {
          code: 'PERMISSIONS_POLICY',
          status: 'failure',
          owner: 'page',
          title: `The page’s own policy forbids: ${missing.join(', ')}.`,
          fix: `Permissions-Policy: ${missing.map((feature) => `${feature}=(${origins})`).join(', ')}`,
        },
      ]
    : [{ code: 'PERMISSIONS_POLICY', status: 'ok', owner: 'page', title: 'The page passes the devices on.' }]
}

const siteOf = (host: string) => host.split('.').slice(-2).join('.')

const framing = ({ display, frame_origins }: RoomInfo): Finding[] => {
  if (display !== 'frame') return []
  const foreign = frame_origins.filter((origin) => siteOf(new URL(origin).hostname) !== siteOf(location.hostname))
  return foreign.length
    ? [
        {
          code: 'COOKIES',
          status: 'warning',
          owner: 'bbb',
          title: `In a frame, browsers that block third-party cookies keep BBB’s session from working: ${foreign.join(', ')}.`,
          fix: 'display="tab", or SameSite=None; Secure; Partitioned on BBB’s session cookie',
        },
      ]
    : [{ code: 'COOKIES', status: 'ok', owner: 'bbb', title: 'BBB is on the page’s own site.' }]
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
