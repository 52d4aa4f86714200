import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AttendanceMark } from '../../ports/attendance-book.ts'
import { lengthOf, lookSession, staysOf } from './stays.ts'

const minute = 60_000
const from = Date.UTC(2026, 10, 25, 9)
const at = (minutes: number) => from + minutes * minute
const over = { from, until: at(60) }

function mark(session: string, joined: number | null, left: number | null): AttendanceMark {
  return {
    meetingRowId: 'm',
    person: 'p',
    session,
    joinedAt: joined === null ? null : at(joined),
    leftAt: left === null ? null : at(left),
    name: null,
    role: null,
  }
}
const event = (joined: number | null, left: number | null, session = 'w_1') => mark(session, joined, left)
const look = (seen: number, gone: number | null) => mark(lookSession(at(seen)), seen, gone)
const stays = (...marks: AttendanceMark[]) =>
  staysOf(marks, over).map(({ joinedAt, leftAt }) => [
    (joinedAt - from) / minute,
    leftAt === null ? null : (leftAt - from) / minute,
  ])

describe('staysOf', () => {
  it('takes events at their word', () => {
    expect(stays(event(3, 50))).toEqual([[3, 50]])
    expect(stays(event(3, 20, 'w_1'), event(30, 50, 'w_2'))).toEqual([
      [3, 20],
      [30, 50],
    ])
  })

  it('a reconnect in another session before the first one was given up is one stay', () => {
    expect(stays(event(3, 21, 'w_1'), event(20, 50, 'w_2'))).toEqual([[3, 50]])
  })

  it('looks alone tell the stays, no finer than looks are apart', () => {
    expect(stays(look(3.2, 20.4), look(30.1, null))).toEqual([
      [3.2, 20.4],
      [30.1, 60],
    ])
  })

  it('an event knows the second of a leave, which a look sees a little later', () => {
    expect(stays(event(3, 20), look(3.2, 20.4))).toEqual([[3, 20]])
  })

  it('looks tell of what events have missed', () => {
    expect(stays(event(3, 20), look(3.2, 40))).toEqual([[3, 40]])
    expect(stays(event(3, 20), look(3.2, 20.4), look(30, 50))).toEqual([
      [3, 20],
      [30, 50],
    ])
  })

  it('a leave that nobody told of is closed by the looks, or else by the end of the meeting', () => {
    expect(stays(event(3, null), look(3.2, 20.4))).toEqual([[3, 20.4]])
    expect(stays(event(3, null), look(3.2, null))).toEqual([[3, 60]])
    expect(stays(event(3, null))).toEqual([[3, 60]])
  })

  it('a leave whose join is not known begins with the meeting’s first knowledge of it', () => {
    expect(stays(event(null, 20))).toEqual([[20, 20]])
    expect(stays(event(null, 20), look(5, 20.3))).toEqual([[5, 20]])
  })

  it('clocks that moved bend nothing outside of the meeting', () => {
    expect(stays(event(-600, 20))).toEqual([[0, 20]])
    expect(stays(event(3, 900))).toEqual([[3, 60]])
    expect(stays(event(40, 20))).toEqual([[40, 40]])
  })

  it('somebody who is there now has not left', () => {
    expect(staysOf([event(3, null)], { from, until: null })).toEqual([{ joinedAt: at(3), leftAt: null }])
    expect(lengthOf([{ joinedAt: at(3), leftAt: null }], at(10))).toBe(7 * minute)
  })

  it('HOOK-10: says the same whatever the order, never overlaps and never exceeds the meeting', () => {
    const minutes = fc.integer({ min: -30, max: 90 })
    const anyMark = fc
      .record({
        isLook: fc.boolean(),
        n: fc.nat(9),
        joined: fc.option(minutes),
        left: fc.option(minutes),
      })
      .map(({ isLook, n, joined, left }) => mark(isLook ? lookSession(n) : `w_${n}`, joined, left))
    fc.assert(
      fc.property(fc.array(anyMark, { maxLength: 8 }), fc.infiniteStream(fc.nat()), (marks, keys) => {
        const told = staysOf(marks, over)
        const shuffled = marks
          .map((each) => ({ each, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ each }) => each)
        expect(staysOf(shuffled, over)).toEqual(told)
        for (const [n, stay] of told.entries()) {
          expect(stay.joinedAt).toBeGreaterThanOrEqual(from)
          expect(stay.leftAt!).toBeLessThanOrEqual(over.until)
          expect(stay.leftAt!).toBeGreaterThanOrEqual(stay.joinedAt)
          if (n > 0) expect(stay.joinedAt).toBeGreaterThan(told[n - 1]!.leftAt!)
        }
      }),
    )
  })
})
