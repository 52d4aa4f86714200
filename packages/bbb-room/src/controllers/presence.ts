/** Absent in a page that is not secure. */
const findLocks = () => navigator.locks as LockManager | undefined

/**
 * Says that this page has joined the room, to the other tabs of this browser, for as long as `signal` is not aborted;
 * a lock ends with its page, even in a crash.
 */
export const holdPresence = (key: string, signal: AbortSignal): void => {
  void findLocks()?.request(key, { mode: 'shared' }, () =>
    signal.aborted
      ? undefined
      : new Promise<void>((resolve) => {
          signal.addEventListener('abort', () => resolve())
        }),
  )
}

/** Whether any page of this origin and browser says that it has joined the room. */
export const isPresent = async (key: string): Promise<boolean> =>
  (await findLocks()?.query())?.held?.some(({ name }) => name === key) ?? false
