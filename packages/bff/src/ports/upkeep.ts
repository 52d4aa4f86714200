/** Chores of a tenant that come round by the clock, each done by one replica at a time. */
export interface ChoreStore {
  /**
   * Takes a chore whose time has come; one that was never done is due. It is nobody else's until `busyUntil`.
   * @returns whether the caller is to do it
   */
  claim(name: string, now: number, busyUntil: number): Promise<boolean>
  /** Says when it is due again. */
  again(name: string, at: number): Promise<void>
  nextDueAt(): Promise<number | undefined>
}

/** Small things that a tenant's replicas have to remember together. */
export interface FactStore {
  /** @returns the value and since when it has been that */
  get(name: string): Promise<{ value: string; since: number } | undefined>
  /** Writes a value; one that is there already keeps its `since`. */
  note(name: string, value: string, at: number): Promise<void>
}

/** A recording that BBB spoke of and that no meeting of ours made. For operators, never for tenants. */
export interface OrphanRecording {
  recordID: string
  meetingID: string
  firstSeenAt: number
  lastSeenAt: number
  times: number
}

export interface OrphanStore {
  keep(orphan: { recordID: string; meetingID: string }, at: number): Promise<void>
  list(limit: number): Promise<OrphanRecording[]>
  forget(recordID: string): Promise<void>
  purge(before: number): Promise<number>
}
