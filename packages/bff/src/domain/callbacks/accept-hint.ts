import { hash } from 'node:crypto'
import type { CallbackInbox, CallbackKind } from '../../ports/store.ts'

/**
 * However often BBB calls, one thing is asked about once in this time: ten seconds where a leaked address is enough to
 * call, and less where it takes a signature, so that what is told is seen within ten.
 */
export function againAfterMs(kind: CallbackKind): number {
  return kind === 'meeting-ended' ? 10_000 : 5_000
}

/** A callback that says no more than where to look. */
export interface Hint {
  kind: CallbackKind
  /** Ids only. */
  facts: Readonly<Record<string, string>>
}

/**
 * Stores a hint once. A repeat adds no row: it makes the first one due again, not too often, since BBB may have
 * something else to say by then.
 * @returns whether there is something new to do
 */
export function acceptHint(inbox: CallbackInbox, { kind, facts }: Hint, receivedAt: number): Promise<boolean> {
  const itemId = hash('sha256', JSON.stringify([kind, facts]), 'hex')
  return inbox.accept({ itemId, kind, facts, receivedAt }, againAfterMs(kind))
}
