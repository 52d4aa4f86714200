import { isForbidden, policyFix } from '../controllers/page-policy.ts'
import { RoomError } from '../room-error.ts'
import type { AccessToken } from '../controllers/token-holder.ts'

const patienceMs = 15_000

/** What `getAccessToken` is told. */
export interface AccessTokenRequest {
  /** The room the token has to open. */
  room: string
  /** The tenant's base URL: the token's `aud`. */
  endpoint: string
}

/**
 * A host's own way to get an access token: the token alone, or with the seconds it lasts. What has not come after 15
 * seconds counts as none.
 */
export type GetAccessToken = (request: AccessTokenRequest) => Promise<string | AccessToken>

/** Where a token comes from: the host's function, or else its URL. */
export interface TokenSource extends AccessTokenRequest {
  getAccessToken?: GetAccessToken | undefined
  tokenEndpoint?: string | undefined
}

/**
 * Asks the host page's own side for an access token: its function, or a POST of `{ room }` with the page's cookies.
 * @throws {RoomError} `TOKEN_UNAVAILABLE`, after 15 seconds without an answer too; `PAGE_POLICY` where the page may not ask; `CONFIG_INVALID` where the host gave
 * neither
 */
export const requestToken = async ({
  room,
  endpoint,
  getAccessToken,
  tokenEndpoint,
}: TokenSource): Promise<AccessToken> => {
  if (!getAccessToken && !tokenEndpoint) throw new RoomError('CONFIG_INVALID', { fix: 'token-endpoint="/…"' })
  try {
    const answer = getAccessToken
      ? await inTime(getAccessToken({ room, endpoint }))
      : await postForToken(new URL(tokenEndpoint ?? '', document.baseURI), room)
    const token = typeof answer === 'string' ? { access_token: answer } : answer
    if (!token.access_token) throw new TypeError('no access_token')
    return token
  } catch (cause) {
    const { href, origin } = new URL(tokenEndpoint ?? '', document.baseURI)
    if (!getAccessToken && (await isForbidden(href))) {
      const source = origin === location.origin ? "'self'" : origin
      throw new RoomError('PAGE_POLICY', { fix: policyFix('connect-src', source), cause })
    }
    throw new RoomError(navigator.onLine ? 'TOKEN_UNAVAILABLE' : 'OFFLINE', { retryable: true, cause })
  }
}

/** A promise of the page's own may never settle; what waited for it can then be tried anew. */
const inTime = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
  let timer: ReturnType<typeof setTimeout> | undefined
  const tooLate = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new DOMException('no token came', 'TimeoutError')), patienceMs)
  })
  try {
    return await Promise.race([answer, tooLate])
  } finally {
    clearTimeout(timer)
  }
}

const postForToken = async (url: URL, room: string): Promise<AccessToken> => {
  const response = await fetch(url, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    credentials: 'same-origin',
    cache: 'no-store',
    body: JSON.stringify({ room }),
    signal: AbortSignal.timeout(patienceMs),
  })
  if (!response.ok) throw new TypeError(`token endpoint answered ${response.status}`)
  return (await response.json()) as AccessToken
}
