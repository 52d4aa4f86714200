/** Whether an address is this machine's own, by name: `localhost`, `127.0.0.1` or `[::1]`. */
export function isLoopbackUrl(address: string): boolean {
  return URL.canParse(address) && ['localhost', '127.0.0.1', '[::1]'].includes(new URL(address).hostname)
}

/**
 * What keeps a text from being a page origin as browsers send it in `Origin`; `undefined` when nothing does. `https`
 * only, except for loopback.
 * @see https://www.rfc-editor.org/rfc/rfc6454#section-6.2
 */
export function findOriginProblem(text: string): string | undefined {
  if (!URL.canParse(text)) return 'is not an origin: https://host or https://host:port'
  const { origin, protocol, hostname } = new URL(text)
  if (!/^([a-z0-9.-]+|\[[0-9a-f:]+\])$/.test(hostname)) return 'names no host: an origin is exact, without wildcards'
  if (protocol !== 'https:' && !(protocol === 'http:' && isLoopbackUrl(text)))
    return 'must be https (http for loopback only)'
  if (origin !== text)
    return 'must be written exactly as a browser sends it: lower case, no path, no default port, no slash at the end'
  return undefined
}
