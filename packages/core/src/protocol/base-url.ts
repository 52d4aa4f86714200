import { BbbInvalidConfiguration } from '../errors/invalid-input.ts'

/**
 * Brings an address as operators paste it into one form: `https://host/bigbluebutton`, without `/api` and without a
 * slash at the end. What stands before `/api` is kept, as balancers have paths of their own.
 * @throws {BbbInvalidConfiguration} if it is no `https` address, or holds a user name, a query or a fragment
 */
export function normaliseBaseUrl(
  baseUrl: string,
  options: { dangerouslyAllowHttp?: boolean | undefined } = {},
): string {
  const refuse = (rule: string) => new BbbInvalidConfiguration({ option: 'baseUrl', rule })
  const text = baseUrl.trim()
  if (!URL.canParse(text)) throw refuse('must be an absolute address')
  const url = new URL(text)
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && options.dangerouslyAllowHttp === true)) {
    throw refuse('must be https; plain http needs dangerouslyAllowHttp')
  }
  if (url.username !== '' || url.password !== '') throw refuse('must not hold a user name or password')
  if (url.search !== '' || url.hash !== '') throw refuse('must not hold a query or fragment')
  return (
    url.origin +
    url.pathname
      .replace(/\/+$/, '')
      .replace(/\/api$/, '')
      .replace(/\/+$/, '')
  )
}
