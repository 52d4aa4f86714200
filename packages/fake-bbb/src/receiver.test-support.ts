import { once } from 'node:events'
import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request an application got. */
export interface Received {
  readonly method: string
  /** Path and query. */
  readonly target: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** An application that BBB calls. */
export interface Receiver {
  readonly url: string
  readonly received: Received[]
  /** What it answers: 200 at first. */
  answer: number | { readonly status: number; readonly location: string }
  [Symbol.asyncDispose](): Promise<void>
}

/** Starts an application on a free port. */
export async function startReceiver(): Promise<Receiver> {
  const received: Received[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8')
      received.push({ method: request.method ?? '', target: request.url ?? '', headers: request.headers, body })
      const { answer } = receiver
      if (typeof answer === 'number') response.writeHead(answer).end()
      else response.writeHead(answer.status, { Location: answer.location }).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const receiver: Receiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    received,
    answer: 200,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
  return receiver
}
