import { monitorEventLoopDelay } from 'node:perf_hooks'
import { getHeapStatistics } from 'node:v8'

const everyMs = 1_000
const mostDelayMs = 250
const mostHeapUsed = 0.8

export interface Load {
  /** How late timers were over the last second, in the middle of them: one long pause is no overload. */
  delayMs: number
  /** Of the heap that this process may use: 0–1. */
  heapUsed: number
}

/** Whether more work would make everything late, or end the process. */
export function isTooMuch({ delayMs, heapUsed }: Load): boolean {
  return delayMs > mostDelayMs || heapUsed > mostHeapUsed
}

/** Measures the process once a second. */
export function watchLoad(): { isOverloaded: () => boolean; stop: () => void } {
  const resolutionMs = 10
  const delays = monitorEventLoopDelay({ resolution: resolutionMs })
  delays.enable()
  let isOverloaded = false
  const timer = setInterval(() => {
    const { used_heap_size: used, heap_size_limit: limit } = getHeapStatistics()
    isOverloaded = isTooMuch({ delayMs: delays.percentile(50) / 1e6 - resolutionMs, heapUsed: used / limit })
    delays.reset()
  }, everyMs)
  timer.unref()
  return {
    isOverloaded: () => isOverloaded,
    stop() {
      clearInterval(timer)
      delays.disable()
    },
  }
}
