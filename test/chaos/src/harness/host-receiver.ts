import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** One delivery of a webhook to the host. */
export interface Delivery {
  readonly id: string
  readonly body: string
  readonly event: { readonly type: string; readonly data: Readonly<Record<string, unknown>> }
}

/** The host's address for webhooks: takes everything. */
export interface HostReceiver {
  readonly url: string
  readonly deliveries: readonly Delivery[]
  close(): Promise<void>
}

export async function startHostReceiver(): Promise<HostReceiver> {
  const deliveries: Delivery[] = []
  const server = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', () => {
      const body = Buffer.concat(pieces).toString()
      const id = String(request.headers['webhook-id'])
      deliveries.push({ id, body, event: JSON.parse(body) as Delivery['event'] })
      response.writeHead(204).end()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/bbb-room`,
    deliveries,
    async close() {
      server.closeAllConnections()
      server.close()
      if (server.listening) await once(server, 'close')
    },
  }
}
