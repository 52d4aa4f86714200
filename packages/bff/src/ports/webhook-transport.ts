/**
 * Posts to an address that a tenant chose, guarded as such: never to an inner host, never along a redirect.
 * @returns the HTTP status, whatever it is
 * @throws when there was no answer, or the address is refused; never says which
 */
export type WebhookTransport = (
  url: string,
  request: { headers: Readonly<Record<string, string>>; body: string },
) => Promise<number>
