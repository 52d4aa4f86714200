import { hash } from 'node:crypto'
import { startFakeBbb, type FakeBbb } from '@bbb-room/fake-bbb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { differentRecordings, lostCallbacks } from './find-violations.ts'
import type { InboxRow, MeetingRow, RecordingRow } from './rows.ts'

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
  meetings.push({
    ...about,
    meeting_row_id: meetingID,
    room_id: 'maths',
    state: 'ended',
    create_time: 1,
    internal_meeting_id: null,
  })
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

describe('I3: the check of callbacks', () => {
  const meeting: MeetingRow = {
    tenant_id: 'acme',
    meeting_row_id: 'row',
    room_id: 'maths',
    meeting_id: 'ours',
    internal_meeting_id: 'internal',
    state: 'ended',
    create_time: 1,
  }
  const stored = (kind: string, told: unknown): InboxRow => ({
    tenant_id: 'acme',
    item_id: hash('sha256', JSON.stringify(told), 'hex'),
    kind,
    done_at: 1,
    parked_at: null,
  })
  const event = (id: string, ids: Record<string, string>, attributes = {}, status = 204) => ({
    kind: 'webhook' as const,
    url: 'http://bff.example/t/acme/v1/callbacks/webhook',
    body: new URLSearchParams({
      event: JSON.stringify([{ data: { id, attributes: { meeting: ids, ...attributes }, event: { ts: 5 } } }]),
    }).toString(),
    status,
  })
  const analytics = (key: string, status = 200) => ({
    kind: 'analytics' as const,
    url: `http://bff.example/t/acme/v1/callbacks/analytics/${key}`,
    body: '{}',
    status,
  })
  const ours = { 'external-meeting-id': 'ours' }
  const user = { user: { 'internal-user-id': 'w_1' } }
  const lost = (sent: Parameters<typeof lostCallbacks>[1], ...inbox: InboxRow[]) =>
    lostCallbacks('acme', sent, { inbox, meetings: [meeting] }).map(({ invariant }) => invariant)

  it.each([
    ['an end', event('meeting-ended', ours), ['webhook', { about: 'end', meetingRowId: 'row' }]],
    [
      'an end by BBB’s own id',
      event('meeting-ended', { 'internal-meeting-id': 'internal' }),
      ['webhook', { about: 'end', meetingRowId: 'row' }],
    ],
    ['a look at people', event('user-joined', ours, user), ['webhook', { about: 'people', meetingRowId: 'row' }]],
    ['somebody’s stay', event('user-joined', ours, user), ['webhook', 'row', 'user-joined', 'w_1', 5]],
    [
      'a recording',
      event('rap-published', ours, { 'record-id': 'r' }),
      ['webhook', { about: 'recording', meetingRowId: 'row', recordID: 'r' }],
    ],
    [
      'that nothing was recorded',
      event('rap-archive-ended', ours, { success: true, recorded: false }),
      ['webhook', { about: 'recording', meetingRowId: 'row', recorded: 'no' }],
    ],
    ['what people did', analytics('key'), ['analytics', 'whatever']],
  ])('finds the loss of an accepted event: %s', (_, sent, told) => {
    expect(lost([sent], stored(sent.kind, told))).toEqual([])
    expect(lost([sent], stored('webhook', 'another'))).toEqual(['I3'])
    expect(lost([{ ...sent, status: 503 }])).toEqual([])
    expect(lost([sent], { ...stored(sent.kind, told), tenant_id: 'other' })).toEqual(['I3'])
  })

  it('passes over what nobody has a use for, and repeats', () => {
    const foreign = event('meeting-ended', { 'external-meeting-id': 'of-somebody-else' })
    const archive = event('rap-archive-ended', ours, { success: true, recorded: true })
    expect(lost([foreign, event('pad-content', ours), archive])).toEqual([])
    expect(lost([analytics('one'), analytics('one')], stored('analytics', 'one'))).toEqual([])
    expect(lost([analytics('one'), analytics('two')], stored('analytics', 'one'))).toEqual(['I3'])
  })
})
