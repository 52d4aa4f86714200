import type { AttendanceMark } from '../../ports/attendance-book.ts'

/** One uninterrupted stay, in epoch milliseconds; `leftAt` is `null` while it goes on. */
export interface Stay {
  joinedAt: number
  leftAt: number | null
}

/** When a meeting was: nothing of it lies outside. `until` is `null` while it runs. */
export interface MeetingSpan {
  from: number
  until: number | null
}

/** How long somebody who left can still be in a look: as long as looks are apart. */
const lookSpacingMs = 60_000
const lookPrefix = 'look-'

/** The session that a look at BBB opens for somebody whom no look saw before. */
export function lookSession(at: number): string {
  return `${lookPrefix}${at}`
}

export function isLook({ session }: Pick<AttendanceMark, 'session'>): boolean {
  return session.startsWith(lookPrefix)
}

/**
 * What all marks of one person in one meeting say together. BBB's events know the second and can be lost; looks at BBB
 * miss nobody who stays, and know a leave only as the first look without the person. So events count where there are
 * some, looks fill the gaps, a missing leave is closed by the looks or the meeting's end, and clocks that moved bend
 * nothing outside of the meeting.
 * @returns stays in order, none of them touching another
 */
export function staysOf(marks: readonly AttendanceMark[], span: MeetingSpan): Stay[] {
  const looks = marks.filter(isLook).map((mark) => within(mark, span))
  const told = marks.filter((mark) => !isLook(mark)).map((mark) => within(mark, span))
  const goneAt = looks.length > 0 && looks.every(({ leftAt }) => leftAt !== null) ? Math.max(...looks.map(endOf)) : null
  const closed = told.map((stay) => {
    const isSeenGone = stay.leftAt === null && goneAt !== null && goneAt >= stay.joinedAt
    return isSeenGone ? { ...stay, leftAt: goneAt } : stay
  })
  const trimmed = looks.map((look) => {
    const left = closed
      .map(endOf)
      .filter((end) => end >= look.joinedAt && end <= endOf(look) && endOf(look) - end <= lookSpacingMs)
    return left.length > 0 && look.leftAt !== null ? { ...look, leftAt: Math.max(...left) } : look
  })
  return join([...closed, ...trimmed].map((stay) => ({ ...stay, leftAt: stay.leftAt ?? span.until })))
}

/** Milliseconds of all stays. @param now counts as the end of one that goes on */
export function lengthOf(stays: readonly Stay[], now: number): number {
  return stays.reduce((sum, { joinedAt, leftAt }) => sum + Math.max(0, (leftAt ?? now) - joinedAt), 0)
}

/** A leave that stands before its join comes of a clock that was set back between them. */
function within({ joinedAt, leftAt }: AttendanceMark, { from, until }: MeetingSpan): Stay {
  const clamp = (at: number) => Math.min(Math.max(at, from), until ?? Infinity)
  const joined = clamp(joinedAt ?? leftAt ?? from)
  return { joinedAt: joined, leftAt: leftAt === null ? null : Math.max(joined, clamp(leftAt)) }
}

function endOf({ leftAt }: Stay): number {
  return leftAt ?? Infinity
}

function join(stays: readonly Stay[]): Stay[] {
  const joined: Stay[] = []
  for (const stay of [...stays].sort((a, b) => a.joinedAt - b.joinedAt)) {
    const last = joined.at(-1)
    if (last !== undefined && endOf(last) >= stay.joinedAt) {
      if (endOf(stay) > endOf(last)) last.leftAt = stay.leftAt
    } else joined.push({ ...stay })
  }
  return joined
}
