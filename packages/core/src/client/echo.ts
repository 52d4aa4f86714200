import { BbbResponseUnreadable } from '../errors/response-unreadable.ts'

/**
 * A proxy that mixes answers up must not change the wrong meeting: the answer has to name the meeting that was asked
 * for. BBB squeezes blanks, so these do not count.
 */
export function requireSameMeeting(callName: string, asked: string, answered: string): void {
  if (squeeze(asked) !== squeeze(answered)) throw new BbbResponseUnreadable({ callName, reason: 'other-meeting' })
}

function squeeze(text: string): string {
  return text.trim().replace(/\s+/g, ' ')
}
