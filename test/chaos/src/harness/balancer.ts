import { once } from 'node:events'
import { createConnection, createServer, type Socket } from 'node:net'

/** The replicas behind the one public address: connections go in turn to those that say they are ready. */
export interface Balancer {
  readonly port: number
  close(): Promise<void>
}

export interface BehindBalancer {
  readonly port: number
  readonly adminPort: number
}

/**
 * @param behind read anew for each connection
 * @param options.asksEveryMs how often each is asked whether it is ready; `undefined`: all are taken for ready
 */
export async function startBalancer(
  port: number,
  behind: () => readonly BehindBalancer[],
  options: { asksEveryMs?: number } = {},
): Promise<Balancer> {
  const notReady = new Set<number>()
  const open = new Set<Socket>()
  let turn = 0

  const ask = async ({ port: each, adminPort }: BehindBalancer) => {
    const isReady = await fetch(`http://127.0.0.1:${adminPort}/readyz`, { signal: AbortSignal.timeout(2_000) }).then(
      (answer) => answer.ok,
      () => false,
    )
    if (isReady) notReady.delete(each)
    else notReady.add(each)
  }
  const timer =
    options.asksEveryMs === undefined
      ? undefined
      : setInterval(() => {
          for (const each of behind()) void ask(each)
        }, options.asksEveryMs)

  const server = createServer((caller) => {
    open.add(caller)
    caller.on('close', () => open.delete(caller))
    caller.on('error', () => caller.destroy())
    connect(caller, behind().length)
  })

  /** A replica that does not even take the connection is passed over, as any balancer does. */
  function connect(caller: Socket, remaining: number): void {
    const all = behind()
    const ready = all.filter((each) => !notReady.has(each.port))
    const chosen = (ready.length > 0 ? ready : all)[turn++ % Math.max(1, ready.length || all.length)]
    if (chosen === undefined || remaining === 0) {
      caller.destroy()
      return
    }
    const target = createConnection({ port: chosen.port, host: '127.0.0.1' })
    open.add(target)
    let isConnected = false
    target.on('connect', () => {
      isConnected = true
      caller.pipe(target).pipe(caller)
    })
    target.on('error', () => {
      if (isConnected) caller.destroy()
      else connect(caller, remaining - 1)
    })
    target.on('close', () => {
      open.delete(target)
      if (isConnected) caller.destroySoon()
    })
    caller.on('close', () => target.destroy())
  }

  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  return {
    port,
    async close() {
      clearInterval(timer)
      server.close()
      for (const socket of open) socket.destroy()
      if (server.listening) await once(server, 'close')
    },
  }
}
