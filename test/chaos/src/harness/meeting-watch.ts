import type { FakeBbb } from '@bbb-room/fake-bbb'

/** One run of a meeting on BBB, as far as it was seen. Epoch milliseconds. */
export interface SeenMeeting {
  readonly meetingID: string
  readonly internalMeetingID: string
  readonly from: number
  lastSeenAt: number
}

const everyMs = 20

/** Notes which meetings live at the same time: looked at 50 times a second, so that what it says did happen. */
export function watchMeetings(bbb: FakeBbb): { seen(): SeenMeeting[]; stop(): void } {
  const seen = new Map<string, SeenMeeting>()
  const look = () => {
    const now = Date.now()
    for (const { meetingID, internalMeetingID, createTime } of bbb.meetings.all()) {
      const known = seen.get(internalMeetingID)
      if (known === undefined)
        seen.set(internalMeetingID, { meetingID, internalMeetingID, from: createTime, lastSeenAt: now })
      else known.lastSeenAt = now
    }
  }
  const timer = setInterval(look, everyMs)
  return {
    seen() {
      look()
      return [...seen.values()]
    },
    stop: () => clearInterval(timer),
  }
}
