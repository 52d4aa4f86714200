/** A page that was hidden for longer counts as having slept. */
const sleepMs = 60_000

/**
 * Calls `wake` when the room may have changed unheard: after sleep, out of the back/forward cache, and when the line
 * is back.
 */
export const onWakeUp = (wake: () => void, signal: AbortSignal): void => {
  let hiddenAtMs = Infinity
  addEventListener('online', wake, { signal })
  // Out of the freezer, where no timer ran.
  document.addEventListener('resume', wake, { signal })
  addEventListener(
    'pageshow',
    ({ persisted }) => {
      if (persisted) wake()
    },
    { signal },
  )
  document.addEventListener(
    'visibilitychange',
    () => {
      if (document.hidden) hiddenAtMs = Date.now()
      else if (Date.now() - hiddenAtMs > sleepMs) wake()
    },
    { signal },
  )
}
