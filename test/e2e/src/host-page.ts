import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** Sources by directive. */
export type Policy = Record<string, string>

/**
 * What a careful page says of scripts, requests, forms and frames, for `Content-Security-Policy`.
 * @param changes directives instead of these
 */
export const carefulPolicy = (
  { bff, bbb, isFramed }: { bff: string; bbb: string; isFramed: boolean },
  changes: Policy = {},
): string =>
  Object.entries({
    'default-src': "'none'",
    'script-src': bff,
    'connect-src': `'self' ${bff}`,
    'form-action': `${bff} ${bbb}`,
    'frame-src': isFramed ? `${bff} ${bbb}` : "'none'",
    'img-src': 'data:',
    'require-trusted-types-for': "'script'",
    ...changes,
  })
    .map((parts) => parts.join(' '))
    .join('; ')

/** What the page says to the browser, and its back end to the element. Change it while it runs. */
export interface HostPage {
  readonly url: string
  /** Sent with the page. */
  headers: Record<string, string>
  /** Attributes of the element, beside `lang`. */
  attributes: Record<string, string>
  /** Where the element's script is. */
  script: string
  /** Answers `POST /token`, which names the room. */
  token: (room: string) => Promise<{ status?: number; body: unknown }>
  /** How often a token was asked for. */
  readonly tokensAsked: number
  /** More of the page, before the element. */
  markup: string
  close(): Promise<void>
}

/**
 * A page of a host with a back end, of which everything can go wrong.
 * @param host `localhost` and `127.0.0.1` are two sites for browsers; `school.example` is one without a secure context
 */
export async function startHostPage(host: 'localhost' | '127.0.0.1' | 'school.example'): Promise<HostPage> {
  let tokensAsked = 0
  const server = createServer((request, response) => {
    const json = (status: number, body: unknown) => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    }
    if (request.url === '/token') {
      tokensAsked++
      void readJson<{ room: string }>(request)
        .then(({ room }) => page.token(room))
        .then(({ status = 200, body }) => json(status, body))
      return
    }
    const attributes = Object.entries({ lang: 'en', 'token-endpoint': '/token', ...page.attributes })
    response.writeHead(200, { 'content-type': 'text/html; charset=utf-8', ...page.headers }).end(`<!doctype html>
<html lang="en"><head><title>A page of a host</title><link rel="icon" href="data:,"></head>
<body>${page.markup}<bbb-room ${attributes.map(([name, value]) => `${name}="${value}"`).join(' ')}></bbb-room>
<script type="module" src="${page.script}"></script></body></html>`)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const page: HostPage = {
    url: `http://${host}:${(server.address() as AddressInfo).port}`,
    headers: {},
    attributes: {},
    script: '',
    markup: '',
    token: () => Promise.resolve({ status: 500, body: {} }),
    get tokensAsked() {
      return tokensAsked
    },
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
  return page
}

async function readJson<T>(request: IncomingMessage): Promise<T> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) text += String(chunk)
  return JSON.parse(text) as T
}
