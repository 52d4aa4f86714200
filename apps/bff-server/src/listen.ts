import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { getRequestListener } from '@hono/node-server'

/** An HTTP server that listens. */
export interface Listening {
  readonly port: number
  /** From now on every answer asks its caller to open a new connection next time. */
  drain(): void
  /** Takes nothing new, and resolves once what is under way is answered or `withinMs` have passed. */
  close(withinMs: number): Promise<void>
}

export interface ListenOptions {
  hostname: string
  port: number
  /** How many sockets one address may hold; absent where all callers share the address of a proxy. */
  socketsPerAddress?: number
}

type FetchCallback = Parameters<typeof getRequestListener>[0]

const mostSockets = 2_000

/**
 * Serves an app over HTTP/1.1 with bounds on what a slow or greedy caller can hold: 10 s for headers, 15 s for a whole
 * request, 5 s for an idle connection, 2,000 sockets.
 * @throws {Error} what the system said, when it cannot listen there
 */
export async function listen(fetch: FetchCallback, options: ListenOptions): Promise<Listening> {
  let isDraining = false
  const answer = getRequestListener(fetch)
  const server = createServer(
    {
      headersTimeout: 10_000,
      requestTimeout: 15_000,
      keepAliveTimeout: 5_000,
      connectionsCheckingInterval: 1_000,
    },
    (incoming, outgoing) => {
      if (isDraining) outgoing.shouldKeepAlive = false
      void answer(incoming, outgoing)
    },
  )
  server.maxConnections = mostSockets
  if (options.socketsPerAddress !== undefined) server.on('connection', holdAtMost(options.socketsPerAddress))
  const port = await start(server, options)
  return {
    port,
    drain: () => {
      isDraining = true
    },
    close: (withinMs) => close(server, withinMs),
  }
}

function start(server: Server, { hostname, port }: ListenOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, hostname, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

async function close(server: Server, withinMs: number): Promise<void> {
  const giveUp = setTimeout(() => server.closeAllConnections(), withinMs)
  // A connection falls idle after its last answer, a stream for one; closing does not wait for another request on it.
  const sweep = setInterval(() => server.closeIdleConnections(), 50)
  await new Promise((resolve) => server.close(resolve))
  clearTimeout(giveUp)
  clearInterval(sweep)
}

/** Ends a socket at once when its address holds `most` already. */
function holdAtMost(most: number): (socket: Socket) => void {
  const held = new Map<string, number>()
  return (socket) => {
    const address = socket.remoteAddress ?? ''
    const count = (held.get(address) ?? 0) + 1
    held.set(address, count)
    socket.once('close', () => {
      const left = (held.get(address) ?? 1) - 1
      if (left === 0) held.delete(address)
      else held.set(address, left)
    })
    if (count > most) socket.destroy()
  }
}
