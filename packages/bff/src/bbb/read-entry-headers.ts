import type { BbbCookie } from '@bbb-room/bff-api'

/**
 * The cookie that ties a browser to its BBB session, among those an answer sets.
 * @param setCookies each `Set-Cookie` header by itself
 * @see https://httpwg.org/http-extensions/draft-ietf-httpbis-rfc6265bis.html#name-the-set-cookie-header-field
 */
export function readSessionCookie(setCookies: readonly string[]): { pair: string; attributes: BbbCookie } | undefined {
  const header = setCookies.findLast((each) => each.startsWith('JSESSIONID='))
  if (header === undefined) return undefined
  const [pair = '', ...parts] = header.split(';').map((part) => part.trim())
  const named = new Map(
    parts.map((part) => {
      const [name = '', value = ''] = part.toLowerCase().split('=')
      return [name.trim(), value.trim()] as const
    }),
  )
  const sameSite = named.get('samesite')
  return {
    pair,
    attributes: {
      same_site: sameSite === 'none' || sameSite === 'lax' || sameSite === 'strict' ? sameSite : null,
      secure: named.has('secure'),
      partitioned: named.has('partitioned'),
    },
  }
}

/** What an answer says of who may frame it. `frame-ancestors` wins over `X-Frame-Options` where both are there. */
export function readFramingHeaders(headers: Headers): {
  xFrameOptions: string | undefined
  frameAncestors: string | undefined
} {
  const policies = (headers.get('content-security-policy') ?? '').split(/[;,]/)
  const directive = policies.map((each) => each.trim()).find((each) => /^frame-ancestors(\s|$)/i.test(each))
  return {
    xFrameOptions: headers.get('x-frame-options')?.slice(0, 200),
    frameAncestors: directive?.replace(/^\S+\s*/, '').slice(0, 2000),
  }
}
