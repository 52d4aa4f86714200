/** A session of somebody who signed in at our own pages. */
export interface SessionStore {
  /** @param sealed what the session knows, readable only with its token */
  start(session: { sessionHash: string; sealed: string; at: number }): Promise<void>
  /**
   * Looks a session up and notes that it is in use.
   * @param alive a session counts if it was begun and used after these moments
   * @returns what is sealed in it, or `undefined` when there is no such session or it is over
   */
  use(sessionHash: string, now: number, alive: { begunAfter: number; usedAfter: number }): Promise<string | undefined>
  /** @returns whether there was one */
  end(sessionHash: string): Promise<boolean>
  purge(over: { begunBefore: number; usedBefore: number }): Promise<number>
}
