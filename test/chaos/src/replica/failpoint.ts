/** One exact moment in the life of a replica, and what happens to it there. */
export interface Failpoint {
  when: 'before' | 'after'
  /**
   * - `meetings.insert`: that call of the store, inside its transaction
   * - `commit meetings.insert`: the end of a transaction with that call in it
   * - `bbb getMeetingInfo`: that method of core's client
   * - `answer POST /launch`, `answer POST /rooms/:id/join`: handing over the answer to a request; only `before`
   * - `*`: any of them, before or after
   */
  step: string
  /** Only where one of these ids is among what the step is given: its arguments, or the path of the request. */
  about?: readonly string[]
  /** Only where this stands there too, as in JSON: `"state":"deleting"`. */
  saying?: string
  /** Which time that step is reached, counted from when this was armed; 1 unless given. */
  nth?: number
  /**
   * `kill`: SIGKILL to itself. `pause`: SIGSTOP to itself. `throw`: the step fails. `wait`: stays there until told to go
   * on, while the rest of the process goes on.
   */
  then: 'kill' | 'pause' | 'throw' | 'wait'
}

/** From the test to a replica that was started with failpoints. */
export type ToReplica = { arm: readonly Failpoint[] } | { goOn: string }

/** From such a replica to the test: the armed list was taken, a step that waits was reached, or one that
 * kills. */
export type FromReplica = { armed: true } | { waitsAt: string } | { diesAt: string }

/** How a failpoint is called: `before commit tickets.consumeAll`. */
export function placeOf({ when, step }: Pick<Failpoint, 'when' | 'step'>): string {
  return `${when} ${step}`
}
