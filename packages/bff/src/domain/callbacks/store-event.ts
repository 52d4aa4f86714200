import { hash } from 'node:crypto'
import type { CallbackInbox } from '../../ports/store.ts'
import { acceptHint } from './accept-hint.ts'

/** The meeting that an event is of; by BBB's own id where that may prove to be one of ours. */
export type EventOf = { meetingRowId: string } | { internalMeetingID: string }

/**
 * Stores what an event says, ids only. Each join and each leave is a row of its own, since attendance is made of them;
 * everything else is a hint. Names come from BBB's own answers.
 * @returns whether there is something new to do
 */
export function storeEvent(
  inbox: CallbackInbox,
  facts: Readonly<Record<string, string>>,
  receivedAt: number,
): Promise<boolean> {
  if (facts['about'] !== 'presence') return acceptHint(inbox, { kind: 'webhook', facts }, receivedAt)
  const { meetingRowId, internalMeetingID, event, session, at } = facts
  const told = ['webhook', meetingRowId ?? internalMeetingID, event, session, Number(at)]
  return inbox.accept({ itemId: hash('sha256', JSON.stringify(told), 'hex'), kind: 'webhook', facts, receivedAt })
}
