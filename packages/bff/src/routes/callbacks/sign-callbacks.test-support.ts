import { createHash, createHmac } from 'node:crypto'
import { baseUrl, type TestBff } from '../start-bff.test-support.ts'

export const sharedSecret = 'kT3qWz8nVb5mXc7rLp2sAe9dFg4h-0123456789'
export const webhookUrl = `${baseUrl}/t/acme/v1/callbacks/webhook`
const formType = 'application/x-www-form-urlencoded'

/** A compact JWT as BBB makes them. */
export function signJwt(claims: object, secret = sharedSecret, alg: 'HS256' | 'HS512' = 'HS256'): string {
  const input = [{ alg, typ: 'JWT' }, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.')
  const mac = createHmac(alg === 'HS256' ? 'sha256' : 'sha512', secret).update(input)
  return `${input}.${mac.digest('base64url')}`
}

/** Sends a recording-ready callback. */
export function sendReady(test: TestBff, signedParameters: string, tenant = 'acme'): Promise<Response> {
  return test.request('POST', '/callbacks/recording-ready', {
    as: null,
    tenant,
    body: new URLSearchParams({ signed_parameters: signedParameters }).toString(),
    headers: { 'Content-Type': formType },
  })
}

/** The body of a delivery of the webhooks add-on. */
export function webhookBody(
  events: readonly { id: string; attributes?: object; ts?: number }[],
  timestamp = Date.now(),
): string {
  const event = events.map(({ id, attributes = {}, ts = timestamp }) => ({
    data: { type: 'event', id, attributes, event: { ts } },
  }))
  return new URLSearchParams({
    domain: 'bbb.example',
    event: JSON.stringify(event),
    timestamp: String(timestamp),
  }).toString()
}

export function checksumOf(body: string, secret = sharedSecret, algorithm = 'sha256', url = webhookUrl): string {
  return createHash(algorithm)
    .update(url + body + secret)
    .digest('hex')
}

/** Sends a delivery of the webhooks add-on. */
export function sendWebhook(
  test: TestBff,
  body: string,
  {
    checksum = checksumOf(body),
    headers = {},
  }: { checksum?: string | undefined; headers?: Record<string, string> } = {},
): Promise<Response> {
  return test.request('POST', `/callbacks/webhook${checksum === '' ? '' : `?checksum=${checksum}`}`, {
    as: null,
    body,
    headers: { 'Content-Type': `${formType};charset=UTF-8`, ...headers },
  })
}

/** Passes on what fake BBB's webhooks add-on sent since, since its addresses are not on this machine. */
export async function forwardWebhooks(test: TestBff, after = 0): Promise<number[]> {
  const sent = test.bbb.callbacks.sent.slice(after).filter(({ kind }) => kind === 'webhook')
  const statuses: number[] = []
  for (const { url, body = '', headers } of sent) {
    const { search } = new URL(url)
    const answer = await test.request('POST', `/callbacks/webhook${search}`, {
      as: null,
      body,
      headers: { ...headers },
    })
    statuses.push(answer.status)
  }
  return statuses
}

export async function rowsOf(test: TestBff, tenant = 'acme') {
  return test.store.withTenant(tenant, ({ inbox }) => inbox.claimDue(Infinity, 0, 10_000))
}
