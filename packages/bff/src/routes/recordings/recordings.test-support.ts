import type { Recording, RecordingList } from '@bbb-room/bff-api'
import { eventually, type TestBff } from '../start-bff.test-support.ts'

export const teacher = { sub: 'teacher', role: 'moderator' } as const
export const pupil = { sub: 'pupil', role: 'viewer' } as const

/** A room's recordings, as that person sees them. */
export async function list(test: TestBff, as: object, room = 'maths'): Promise<Recording[]> {
  const answer = await test.request('GET', `/rooms/${room}/recordings`, { as: { room, ...as } })
  return ((await answer.json()) as RecordingList).recordings
}

/** A class that was recorded, and its recording as everybody sees it. */
export async function record(test: TestBff, room = 'maths', tenant = 'acme'): Promise<Recording> {
  const as = { ...teacher, room, tenant }
  const before = new Set((await list(test, as, room)).map(({ id }) => id))
  const location = await test.enter(as, room)
  const meetingID = location.searchParams.get('meetingID') ?? ''
  test.bbb.endMeeting(meetingID)
  const [made] = test.bbb.journal.of('create').filter((call) => call.params['meetingID'] === meetingID)
  await test.request('GET', (made?.params['meetingEndedURL'] ?? '').split('/v1')[1] ?? '', { as: null, tenant })
  await eventually(
    () => Promise.resolve(test.bbb.recordings.all().find((each) => each.meetingID === meetingID)?.state),
    (state) => state === 'published',
  )
  test.clock.advance(31_000)
  return eventually(
    async () => (await list(test, as, room)).find(({ id }) => !before.has(id)),
    (found) => found?.state === 'published',
  ) as Promise<Recording>
}
