import type { Attendance } from '@bbb-room/bff-api'

const header = [
  'meeting',
  'room',
  'participant',
  'name',
  'role',
  'joined_at',
  'left_at',
  'duration_seconds',
  'stays',
  'talk_seconds',
  'talks',
  'messages',
  'raised_hands',
  'emojis',
  'poll_votes',
]

/**
 * One line per participant, for a spreadsheet: with a byte order mark, without which Excel misreads names, and no cell
 * that one takes for a formula.
 * @see https://www.rfc-editor.org/rfc/rfc4180
 * @see https://owasp.org/www-community/attacks/CSV_Injection
 */
export function attendanceCsv({ meeting, participants }: Attendance): string {
  const lines = participants.map(({ id, name, role, joined_at, left_at, duration_seconds, stays, activity }) => [
    meeting.id,
    meeting.room,
    id,
    name,
    role,
    joined_at,
    left_at,
    duration_seconds,
    stays.length,
    activity?.talk_seconds,
    activity?.talks,
    activity?.messages,
    activity?.raised_hands,
    activity?.emojis,
    activity?.poll_votes,
  ])
  return `\uFEFF${[header, ...lines].map((line) => `${line.map(cell).join(',')}\r\n`).join('')}`
}

/** What spreadsheets begin a formula with, in either width, alone or behind blanks and control characters. */
const formula = /^[\s\p{C}]*[=+\-@|%\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r\n]/u

function cell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return ''
  if (typeof value === 'number') return String(value)
  return `"${(formula.test(value) ? `'${value}` : value).replaceAll('"', '""')}"`
}
