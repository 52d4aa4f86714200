import { startFakeBbb, type FakeBbb } from '@bbb-room/fake-bbb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { differentRecordings } from './find-violations.ts'
import type { MeetingRow, RecordingRow } from './rows.ts'

let bbb: FakeBbb
beforeAll(async () => {
  bbb = await startFakeBbb({ secret: 'a secret of this test only' })
})
afterAll(() => bbb.close())

let made = 0
const meetings: MeetingRow[] = []

/** A recording on BBB, and its line. */
function add(there: 'published' | 'unpublished' | 'deleted', line: Partial<RecordingRow> = {}): RecordingRow {
  const meetingID = `m-${(made += 1)}`
  const recording = bbb.recordings.add({ meetingID, name: 'Maths' })
  recording.state = there
  const about = { tenant_id: 'acme', meeting_id: meetingID }
  meetings.push({ ...about, meeting_row_id: meetingID, room_id: 'maths', state: 'ended', create_time: 1 })
  const published = there === 'published' ? 1 : 0
  return {
    ...about,
    recording_id: meetingID,
    record_id: recording.recordID,
    state: there,
    published,
    reason: null,
    ...line,
  }
}

const found = (...recordings: RecordingRow[]) => {
  const ids = recordings.map((row) => row.meeting_id)
  const rows = { recordings, meetings: meetings.filter((row) => ids.includes(row.meeting_id)) }
  return differentRecordings({ id: 'acme', bbb }, rows).map(({ invariant }) => invariant)
}

describe('I7: the check of recordings', () => {
  it('finds nothing where our view is BBB’s, or on its way', () => {
    const lines = [
      add('published'),
      add('unpublished'),
      add('deleted'),
      add('unpublished', { state: 'deleting' }),
      add('deleted', { state: 'deleting' }),
      add('published', { state: 'processing', published: 0 }),
    ]
    expect(found(...lines)).toEqual([])
  })

  it.each([
    ['shows what BBB hides', 'unpublished', { state: 'published', published: 1 }],
    ['hides what BBB shows', 'published', { state: 'unpublished', published: 0 }],
    ['has a state that is not what it says of being shown', 'published', { published: 0 }],
    ['keeps what BBB deleted', 'deleted', { state: 'published', published: 1 }],
    ['has not hidden what somebody deleted', 'published', { state: 'deleting' }],
  ] as const)('finds a ledger that %s', (_, there, line) => {
    expect(found(add(there, line))).toEqual(['I7'])
  })

  it('finds a recording of ours without a line, and passes over what is another’s', () => {
    const line = add('published')
    const other = { ...line, record_id: 'another', state: 'expected' }
    expect(found(other)).toEqual(['I7'])
    expect(differentRecordings({ id: 'acme', bbb }, { recordings: [], meetings: [] })).toEqual([])
  })
})
