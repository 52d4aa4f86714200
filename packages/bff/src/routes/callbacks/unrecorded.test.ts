import type { Recording, RecordingList } from '@bbb-room/bff-api'
import type { FakeBbbOptions, Meeting } from '@bbb-room/fake-bbb'
import { afterEach, describe, expect, it } from 'vitest'
import { eventually, startBff, type TestBff } from '../start-bff.test-support.ts'
import { forwardWebhooks, sendWebhook, webhookBody, webhookUrl } from './sign-callbacks.test-support.ts'

const teacher = { sub: 'teacher', role: 'moderator' } as const
const pupil = { sub: 'pupil', role: 'viewer' } as const

let running: TestBff | undefined
afterEach(async () => {
  await running?.close()
  running = undefined
})

/** A class that is over, and whose end we have seen. */
async function classIsOver(bbb: Partial<FakeBbbOptions>): Promise<{ test: TestBff; meeting: Meeting }> {
  const test = (running = await startBff({
    bbb: {
      permanentHooks: [{ callbackURL: webhookUrl }],
      hookAuthentication: { kind: 'checksum', algorithm: 'sha256' },
      recordingDelayMs: { processing: 3_600_000 },
      ...bbb,
    },
  }))
  await test.declare('maths', { record: true })
  await test.enter(teacher)
  const meeting = test.bbb.meetings.all()[0]!
  test.bbb.endMeeting(meeting.meetingID)
  await test.bbb.settled()
  return { test, meeting }
}

async function listed(test: TestBff, as: typeof teacher | typeof pupil): Promise<Recording[]> {
  const answer = await test.request('GET', '/rooms/maths/recordings', { as })
  return ((await answer.json()) as RecordingList).recordings
}

const archived = ({ meetingID, internalMeetingID }: Meeting, attributes: object) =>
  webhookBody([
    {
      id: 'rap-archive-ended',
      attributes: {
        meeting: { 'external-meeting-id': meetingID, 'internal-meeting-id': internalMeetingID },
        'record-id': internalMeetingID,
        ...attributes,
      },
    },
  ])

describe('a class in which nobody pressed the button', { timeout: 60_000 }, () => {
  it('is told to its managers as not recorded, to nobody else, once BBB says so and lists nothing', async () => {
    const { test } = await classIsOver({ moderatorsRecord: false })
    expect(new Set(await forwardWebhooks(test))).toEqual(new Set([204]))
    const [line] = await eventually(
      () => listed(test, teacher),
      ([first]) => first?.state === 'missing',
    )
    expect(line).toMatchObject({ state: 'missing', reason: 'not-recorded' })
    expect(await listed(test, pupil)).toEqual([])
  })

  it('REC-6: has its recording all the same when BBB then delivers one', async () => {
    const { test, meeting } = await classIsOver({ moderatorsRecord: false })
    await forwardWebhooks(test)
    await eventually(
      () => listed(test, teacher),
      ([first]) => first?.state === 'missing',
    )
    test.bbb.recordings.add({ meetingID: meeting.meetingID, internalMeetingID: meeting.internalMeetingID })
    const published = archived(meeting, {}).replace('rap-archive-ended', 'rap-publish-ended')
    expect((await sendWebhook(test, published)).status).toBe(204)
    const [line] = await eventually(
      () => listed(test, pupil),
      ([first]) => first?.state === 'published',
    )
    expect(line?.reason).toBeNull()
  })

  it.each([
    ['one that BBB is working on', { success: true, recorded: false }, {}, 'processing'],
    ['one whose archive failed', { success: false, recorded: false }, { moderatorsRecord: false }, 'expected'],
    ['one that was recorded', { success: true, recorded: true }, { moderatorsRecord: false }, 'expected'],
    ['one of which nothing is said', { success: true }, { moderatorsRecord: false }, 'expected'],
  ] as const)('REC-6: is not %s, whatever comes as its archive', async (_name, attributes, bbb, state) => {
    const { test, meeting } = await classIsOver(bbb)
    expect((await sendWebhook(test, archived(meeting, attributes))).status).toBe(204)
    await eventually(
      () => {
        test.clock.advance(31_000)
        return Promise.resolve(test.bbb.journal.count('getRecordings'))
      },
      (count) => count >= 3,
      20_000,
    )
    expect((await listed(test, teacher)).map((line) => line.state)).toEqual([state])
  })
})
