import type { WebhookEvent } from '@bbb-room/core'
import type { BbbEvent } from '../ports/meeting-gateway.ts'

/** No moment of today in seconds is this large, none in milliseconds this small. */
const largestSeconds = 1e11

/** Takes from an event of the webhooks add-on what we use. Names, addresses, passwords and tokens in it stay behind. */
export function eventOf({ id, externalMeetingID, internalMeetingID, attributes, ts }: WebhookEvent): BbbEvent {
  const user = attributes['user']
  return {
    id,
    meetingID: externalMeetingID,
    internalMeetingID,
    recordID: textIn(attributes, 'record-id'),
    isRecorded: flagIn(attributes, 'success') === true ? flagIn(attributes, 'recorded') : undefined,
    user: isObject(user)
      ? {
          userID: textIn(user, 'external-user-id'),
          internalUserID: textIn(user, 'internal-user-id'),
          role: textIn(user, 'role'),
        }
      : undefined,
    // Recording events count in seconds, all others in milliseconds.
    at: ts === undefined ? undefined : Math.round(ts < largestSeconds ? ts * 1000 : ts),
  }
}

function textIn(object: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = Object.hasOwn(object, name) ? object[name] : undefined
  return typeof value === 'string' && value !== '' && value.length <= 256 ? value : undefined
}

function flagIn(object: Readonly<Record<string, unknown>>, name: string): boolean | undefined {
  const value = Object.hasOwn(object, name) ? object[name] : undefined
  return typeof value === 'boolean' ? value : undefined
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
