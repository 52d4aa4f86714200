import type { Attendance, Participant } from '@bbb-room/bff-api'
import { describe, expect, it } from 'vitest'
import { attendanceCsv } from './attendance-csv.ts'

const time = '2026-11-25T09:00:00.000Z'
function csvOf(...people: Partial<Participant>[]): string {
  const participants = people.map((person) => ({
    id: 'p',
    name: null,
    role: null,
    joined_at: time,
    left_at: null,
    duration_seconds: 0,
    stays: [],
    activity: null,
    ...person,
  }))
  const meeting = { id: 'm', room: 'maths', state: 'ended', started_at: time, ended_at: time, participants: 1 } as const
  const attendance: Attendance = { meeting, kept: 'names', participants, server_time: time }
  return attendanceCsv(attendance)
}

describe('attendanceCsv', () => {
  it.each([
    '=cmd|/c calc',
    '+1',
    '-1',
    '@SUM(A1)',
    '\t=1',
    '\r=1',
    '\n=1',
    ' =1',
    '|x',
    '%x',
    '＝1',
    '＋1',
    '－1',
    '＠x',
    '\u200B=1',
    '\u00A0=1',
    '\uFEFF=1',
    '\u0000=1',
    '-=HYPERLINK("https://evil.example","x")',
  ])('lets no name be a formula: %j', (name) => {
    const cell = csvOf({ name }).split('\r\n')[1]!.split(',')[3]!
    expect(cell.startsWith(`"'`)).toBe(true)
  })

  it('leaves other names as they are, and quotes what would break a line', () => {
    for (const name of ['Zoë Ünï', '王小明', "O'Neill", 'Anne-Marie', '🎓', 'a=b']) {
      expect(csvOf({ name })).toContain(`,"${name}",`)
    }
    expect(csvOf({ name: 'A "B", C' })).toContain(`,"A ""B"", C",`)
  })

  it('has a byte order mark, a header and one line per person, ended by CRLF', () => {
    const activity = { talk_seconds: 1, talks: 2, messages: 3, raised_hands: 4, emojis: 5, poll_votes: 6 }
    const csv = csvOf({ id: 'a', role: 'moderator', activity, duration_seconds: 90 }, { id: 'b' })
    expect(csv.charCodeAt(0)).toBe(0xfeff)
    const [header, first, second, end] = csv.slice(1).split('\r\n')
    expect(header!.split(',').map((each) => JSON.parse(each) as string)).toContain('duration_seconds')
    expect(first).toBe(`"m","maths","a",,"moderator","${time}",,90,0,1,2,3,4,5,6`)
    expect(second).toBe(`"m","maths","b",,,"${time}",,0,0,,,,,,`)
    expect(end).toBe('')
  })
})
