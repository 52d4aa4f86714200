/** Between half and the whole of `ms`, so that a thousand elements do not ask at once. */
export const jittered = (ms: number): number =>
  ms * (0.5 + (crypto.getRandomValues(new Uint16Array(1))[0] ?? 0) / 0x20000)

/** Resolves after `ms`, or at once when aborted. */
export const pause = (ms: number, signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) {
      resolve()
      return
    }
    const done = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, ms)
    signal.addEventListener('abort', done)
  })
