import { BbbAborted, BbbTimeout } from '../errors/transport-errors.ts'
import type { BbbPorts } from './ports.ts'

/** The end of the time that a call may take, everything in it included. */
export interface Deadline {
  /** Aborts when the time is over, or when the caller says so. */
  readonly signal: AbortSignal
  /** Milliseconds left, at least 0. */
  remainingMs(): number
  /** Waits, but not beyond the deadline. Throws the error of whatever ended the wait early. */
  wait(ms: number): Promise<void>
  /** The error to throw once the signal has aborted; `undefined` before. */
  failure(): BbbTimeout | BbbAborted | undefined
  /** A deadline within this one. */
  within(ms: number): Deadline
  /** Frees the timer. */
  clear(): void
}

/** Starts the time of a call. */
export function startDeadline(
  callName: string,
  timeoutMs: number,
  ports: Pick<BbbPorts, 'now' | 'setTimer'>,
  callerSignal?: AbortSignal,
): Deadline {
  const controller = new AbortController()
  const endsAtMs = ports.now() + timeoutMs
  let failure: BbbTimeout | BbbAborted | undefined
  const fail = (error: BbbTimeout | BbbAborted) => {
    failure ??= error
    controller.abort()
  }
  const clearTimer = ports.setTimer(() => fail(new BbbTimeout({ callName })), timeoutMs)
  const onCallerAbort = () => fail(new BbbAborted({ callName }))
  if (callerSignal?.aborted === true) onCallerAbort()
  callerSignal?.addEventListener('abort', onCallerAbort, { once: true })
  const deadline: Deadline = {
    signal: controller.signal,
    remainingMs: () => Math.max(0, endsAtMs - ports.now()),
    failure: () => failure,
    wait: (ms) =>
      new Promise((resolve, reject) => {
        const stop = () => {
          clearWait()
          reject(failure ?? new BbbTimeout({ callName }))
        }
        const clearWait = ports.setTimer(() => {
          controller.signal.removeEventListener('abort', stop)
          resolve()
        }, ms)
        if (controller.signal.aborted) stop()
        else controller.signal.addEventListener('abort', stop, { once: true })
      }),
    within: (ms) => startDeadline(callName, Math.min(ms, deadline.remainingMs()), ports, controller.signal),
    clear: () => {
      clearTimer()
      callerSignal?.removeEventListener('abort', onCallerAbort)
    },
  }
  return deadline
}
