import type { ServerResponse } from 'node:http'
import { setTimeout as wait } from 'node:timers/promises'
import type { Fault } from '../faults.ts'
import type { WrittenAnswer } from './write-answer.ts'

/**
 * Sends an answer in the way a fault makes of it.
 * @param signal ends all waiting when the server closes
 */
export async function sendAnswer(
  response: ServerResponse,
  { status, headers, body }: WrittenAnswer,
  fault: Fault | undefined,
  signal: AbortSignal,
): Promise<void> {
  const length = { 'Content-Length': String(body.length) }
  const start = (extra: Readonly<Record<string, string>>) =>
    response.writeHead(status, { ...mutable(headers), ...extra })
  switch (fault?.kind) {
    case 'hang':
      return
    case 'reset':
      response.destroy()
      return
    case 'delay':
      await wait(fault.ms, undefined, { signal, ref: false })
      break
    case 'drip': {
      const { bytes = 1, everyMs = 10 } = fault
      start(length)
      for (let at = 0; at < body.length && !response.destroyed; at += bytes) {
        response.write(body.subarray(at, at + bytes))
        await wait(everyMs, undefined, { signal, ref: false })
      }
      response.end()
      return
    }
    case 'cut': {
      const part = body.subarray(0, fault.atByte)
      start(fault.cleanly ? { 'Content-Length': String(part.length) } : length)
      if (fault.cleanly) response.end(part)
      else response.write(part, () => setTimeout(() => response.destroy(), 5).unref())
      return
    }
    default:
  }
  start(length)
  response.end(body)
}

function mutable(headers: WrittenAnswer['headers']): Record<string, string | string[]> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : [...value]]),
  )
}
