import { hash } from 'node:crypto'
import type { CallbackInbox, CallbackKind } from '../../ports/store.ts'

/** However often BBB (or somebody with a leaked address) calls, one thing is asked about once in this time. */
export const againAfterMs = 10_000

/** A callback that says no more than where to look. */
export interface Hint {
  kind: CallbackKind
  /** Ids only. */
  facts: Readonly<Record<string, string>>
}

/**
 * Stores a hint once. A repeat adds no row: it makes the first one due again, at most every ten seconds, since BBB may have
 * something else to say by then.
 * @returns whether there is something new to do
 */
export function acceptHint(inbox: CallbackInbox, { kind, facts }: Hint, receivedAt: number): Promise<boolean> {
  const itemId = hash('sha256', JSON.stringify([kind, facts]), 'hex')
  return inbox.accept({ itemId, kind, facts, receivedAt }, againAfterMs)
}
