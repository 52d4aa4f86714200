import { RoomError } from '../room-error.ts'

/**
 * The tenant's base URL, checked: `https:` (or `http:` on this computer), no user name, password, query or fragment.
 * @param text the `endpoint` attribute, e.g. `https://meet.example/t/acme`
 * @returns the address without a slash at its end
 * @throws {RoomError} `CONFIG_INVALID`
 */
export const checkedEndpoint = (text: string | undefined): string => {
  const url = text && URL.canParse(text) ? new URL(text) : undefined
  const isSafe =
    url &&
    (url.protocol === 'https:' ||
      (url.protocol === 'http:' && /^(localhost|127\.0\.0\.1|\[::1\]|.+\.localhost)$/.test(url.hostname))) &&
    !(url.username || url.password || url.search || url.hash)
  if (!isSafe) throw new RoomError('CONFIG_INVALID', { fix: 'endpoint="https://…/t/…"' })
  return url.href.replace(/\/$/, '')
}
