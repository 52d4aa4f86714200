import type { Actor } from './actor.ts'

/** Everything that can be asked of a room. */
export type Action =
  | 'room:read'
  | 'room:diagnose'
  | 'room:declare'
  | 'room:delete'
  | 'meeting:join'
  | 'meeting:end'
  | 'attendance:read'
  | 'recording:list'
  | 'recording:play'
  | 'recording:manage'

declare const permitted: unique symbol

/**
 * Proof that policy allowed this actor this action on this room. Only `authorize` makes one: the type is branded, and
 * the objects themselves are known to {@link isPermit}.
 */
export interface Permit<A extends Action = Action> {
  readonly [permitted]: A
  readonly action: A
  readonly tenantId: string
  readonly roomId: string
  readonly actor: Actor
}

const issued = new WeakSet<object>()

/** Kept inside `policy/`: nothing else may import it (a test reads the imports). */
export function issuePermit<A extends Action>(action: A, actor: Actor, roomId: string): Permit<A> {
  const permit = Object.freeze({ action, tenantId: actor.tenantId, roomId, actor }) as Permit<A>
  issued.add(permit)
  return permit
}

/** Whether policy made this very object: catches one built by a cast. */
export function isPermit(candidate: object): candidate is Permit {
  return issued.has(candidate)
}
