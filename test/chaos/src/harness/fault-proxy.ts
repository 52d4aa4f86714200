import { once } from 'node:events'
import { createConnection, createServer, type AddressInfo, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * What happens to bytes on their way. `pass` is nothing.
 *
 * - `refuse`: new connections are reset at once, and those there are too
 * - `swallow`: connections are taken, nothing is passed on and nothing comes back
 * - `swallow-answer`: what the caller says arrives, what the other side answers does not
 * - `delay`: every piece comes `ms` later
 * - `drip`: answers come one byte every `everyMs`
 * - `cut`: connections end after `bytes` of the answer; cleanly, or by a reset
 */
export type ProxyFault =
  | { kind: 'pass' }
  | { kind: 'refuse' }
  | { kind: 'swallow' }
  | { kind: 'swallow-answer' }
  | { kind: 'delay'; ms: number }
  | { kind: 'drip'; everyMs: number }
  | { kind: 'cut'; bytes: number; how: 'cleanly' | 'reset' }

/** Stands between two parts that speak TCP. */
export interface FaultProxy {
  readonly port: number
  /** From now on, for connections there are as well. */
  set(fault: ProxyFault): void
  /** Resets every connection there is. */
  reset(): void
  /** How many connections it has taken. */
  readonly taken: number
  close(): Promise<void>
}

/** @param targetPort of the loopback address */
export async function startFaultProxy(targetPort: number): Promise<FaultProxy> {
  let fault: ProxyFault = { kind: 'pass' }
  let taken = 0
  const open = new Set<Socket>()
  const reset = () => {
    for (const socket of open) socket.resetAndDestroy()
  }

  const server = createServer((caller) => {
    taken++
    if (fault.kind === 'refuse') {
      caller.on('error', () => undefined).resetAndDestroy()
      return
    }
    const target = createConnection({ port: targetPort, host: '127.0.0.1' })
    for (const [socket, other] of [
      [caller, target],
      [target, caller],
    ] as const) {
      open.add(socket)
      socket.setNoDelay(true)
      socket.on('error', () => other.destroy())
      socket.on('close', () => {
        open.delete(socket)
        other.destroy()
      })
    }
    let answered = 0
    void pump(caller, target, async (piece) => {
      if (fault.kind === 'swallow') return
      if (fault.kind === 'delay') await sleep(fault.ms)
      target.write(piece)
    })
    void pump(target, caller, async (piece) => {
      switch (fault.kind) {
        case 'swallow':
        case 'swallow-answer':
          return
        case 'delay':
          await sleep(fault.ms)
          caller.write(piece)
          return
        case 'drip': {
          const { everyMs } = fault
          for (const byte of piece) {
            caller.write(Uint8Array.of(byte))
            await sleep(everyMs)
            if (caller.destroyed) return
          }
          return
        }
        case 'cut': {
          const rest = fault.bytes - answered
          answered += piece.length
          caller.write(piece.subarray(0, Math.max(0, rest)))
          if (answered < fault.bytes) return
          if (fault.how === 'cleanly') caller.end()
          else caller.resetAndDestroy()
          return
        }
        default:
          caller.write(piece)
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')

  return {
    port: (server.address() as AddressInfo).port,
    set(next) {
      fault = next
      if (fault.kind === 'refuse') reset()
    },
    reset,
    get taken() {
      return taken
    },
    async close() {
      server.close()
      for (const socket of open) socket.destroy()
      if (server.listening) await once(server, 'close')
    },
  }
}

/** Hands on piece by piece, in order, then the end. */
async function pump(from: Socket, to: Socket, pass: (piece: Buffer) => Promise<void>): Promise<void> {
  try {
    for await (const piece of from) await pass(piece as Buffer)
    to.end()
  } catch {
    to.destroy()
  }
}
