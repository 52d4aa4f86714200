import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { FoundRecording } from '../../ports/meeting-gateway.ts'
import type { LedgerRecording, Meeting } from '../../ports/store.ts'
import {
  afterLook,
  deletingRecording,
  expectedRecording,
  isDueForDeletion,
  isInTrash,
  restoredRecording,
} from './ledger.ts'

const minute = 60_000
const hour = 60 * minute
const day = 24 * hour
const meeting = {
  meetingRowId: 'row',
  roomId: 'maths',
  meetingID: 'm',
  made: { createTime: 1, internalMeetingID: 'internal-1' },
  startedAt: 0,
} as Meeting

function found(state: FoundRecording['state']): FoundRecording {
  return {
    recordID: 'internal-1',
    internalMeetingID: 'internal-1',
    meetingID: 'm',
    name: 'Maths',
    state,
    published: state === 'published',
    protected: undefined,
    description: undefined,
    presenter: undefined,
    subject: undefined,
    startTimeMs: 1000,
    endTimeMs: 61_000,
    participants: 2,
    sizeBytes: '1',
    formats: state === 'published' ? [{ type: 'video', url: 'https://play.example/1', durationSeconds: 60 }] : [],
    thumbnails: [],
  }
}

/** Every moment at which BBB is asked, from the end of the meeting on. */
function looks(
  until: number,
  answerAt: (now: number) => FoundRecording | undefined,
): { at: number[]; last: LedgerRecording } {
  let line = expectedRecording('r', meeting, 0)
  const at: number[] = []
  while (line.nextLookAt !== null && line.nextLookAt <= until) {
    const now = line.nextLookAt
    at.push(now)
    line = afterLook(line, answerAt(now), now)
  }
  return { at, last: line }
}

describe('the ledger of recordings', () => {
  it('R-51: asks within seconds, then at 1, 2, 5, 10, 20, 40, 60 min, hourly to 72 h, every 6 h to 14 days', () => {
    const { at, last } = looks(15 * day, () => found('processing'))
    expect(at.slice(0, 9)).toEqual([5000, 30_000, ...[1, 2, 5, 10, 20, 40, 60].map((each) => each * minute)])
    const later = at.filter((each) => each > hour)
    expect(later.filter((each) => each <= 72 * hour)).toHaveLength(71)
    expect(later.filter((each) => each > 72 * hour && each <= 14 * day)).toHaveLength(44)
    expect(last.state).toBe('processing')
  })

  it('R-52: is missing after 14 days, and still taken when it comes later', () => {
    const { last } = looks(20 * day, () => undefined)
    expect(last).toMatchObject({ state: 'missing', nextLookAt: 21 * day, reason: 'not-delivered' })
    expect(last.stateSince).toBe(14 * day)
    expect(afterLook(last, found('published'), 20 * day)).toMatchObject({
      state: 'published',
      published: true,
      reason: null,
    })
  })

  it('R-52: asks once a week for what is missing, for ninety days, and then no more', () => {
    const { at, last } = looks(365 * day, () => undefined)
    expect(at.filter((each) => each > 14 * day)).toEqual(
      [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15].map((week) => week * 7 * day),
    )
    expect(last).toMatchObject({ state: 'missing', nextLookAt: null })
    const found90 = looks(365 * day, (now) => (now >= 60 * day ? found('published') : undefined)).last
    expect(found90).toMatchObject({ state: 'published', reason: null, stateSince: 63 * day })
  })

  it('REC-2: keeps no address of a protected recording that admits whoever has it', () => {
    const seen = { ...found('published'), thumbnails: [{ url: 'https://play.example/a.png', alt: '' }] }
    const formats = [{ type: 'video', url: 'https://play.example/video/1?token=secret#x', durationSeconds: 60 }]
    const open = afterLook(expectedRecording('r', meeting, 0), { ...seen, formats, protected: false }, hour)
    expect(open.formats[0]?.url).toBe('https://play.example/video/1?token=secret#x')
    const closed = afterLook(open, { ...seen, formats, protected: true }, 2 * hour)
    expect(closed).toMatchObject({ formats: [{ url: 'https://play.example/video/1' }], thumbnails: [] })
    expect(JSON.stringify(closed)).not.toContain('secret')
  })

  it('REC-5: a recording that was deleted here never comes back, whatever BBB lists', () => {
    const states = [undefined, 'processing', 'processed', 'published', 'unpublished', 'deleted'] as const
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...states), { maxLength: 12 }), (answers) => {
        let line: LedgerRecording = { ...expectedRecording('r', meeting, 0), state: 'deleting' }
        for (const [n, state] of answers.entries()) {
          line = afterLook(line, state === undefined ? undefined : found(state), n * minute)
          expect(['deleting', 'deleted']).toContain(line.state)
        }
      }),
    )
  })

  it('HOOK-10: however often and in whatever order it is looked at, the last answer decides', () => {
    const states = ['processing', 'processed', 'published', 'unpublished'] as const
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...states), { minLength: 1, maxLength: 10 }), (answers) => {
        let line = expectedRecording('r', meeting, 0)
        for (const [n, state] of answers.entries()) line = afterLook(line, found(state), n)
        const expected = {
          processing: 'processing',
          processed: 'ready',
          published: 'published',
          unpublished: 'unpublished',
        }
        expect(line.state).toBe(expected[answers.at(-1)!])
      }),
    )
  })

  it('REC-6: takes one absence for nothing, and two that are ten minutes apart for gone', () => {
    const there = afterLook(expectedRecording('r', meeting, 0), found('published'), hour)
    const once = afterLook(there, undefined, 2 * hour)
    expect(once).toMatchObject({ state: 'published', nextLookAt: 2 * hour + 10 * minute })
    expect(afterLook(once, undefined, 2 * hour + 9 * minute).state).toBe('published')
    expect(afterLook(once, undefined, 2 * hour + 10 * minute)).toMatchObject({
      state: 'missing',
      reason: 'elsewhere',
      stateSince: 2 * hour + 10 * minute,
    })
    expect(afterLook(once, found('published'), 2 * hour + 10 * minute).absentSince).toBeNull()
  })

  const published = afterLook(expectedRecording('r', meeting, 0), found('published'), hour)
  const trashed = deletingRecording(published, { reason: 'asked', trashedUntil: 7 * day, at: 2 * hour })

  it('REC-5: is hidden at once and deleted only when its trash period is over', () => {
    expect(trashed).toMatchObject({ state: 'deleting', nextLookAt: 2 * hour, publishOnRestore: true })
    expect([isInTrash(trashed, 7 * day - 1), isDueForDeletion(trashed, 7 * day - 1)]).toEqual([true, false])
    expect([isInTrash(trashed, 7 * day), isDueForDeletion(trashed, 7 * day)]).toEqual([false, true])
    expect(isDueForDeletion({ ...trashed, legalHold: true }, 8 * day)).toBe(false)
    expect(afterLook(trashed, found('published'), 3 * hour).nextLookAt).toBe(3 * hour + 30_000)
    const hidden = afterLook(trashed, found('unpublished'), 3 * hour)
    expect(hidden).toMatchObject({ state: 'deleting', nextLookAt: 9 * hour, publishOnRestore: true })
    expect(afterLook(hidden, found('unpublished'), 7 * day - hour).nextLookAt).toBe(7 * day)
  })

  it('REC-6: what BBB was told to delete is deleted once two answers ten minutes apart lack it', () => {
    const deleting = deletingRecording(published, { reason: 'asked', trashedUntil: null, at: 2 * hour })
    const once = afterLook(deleting, undefined, 2 * hour)
    expect(once).toMatchObject({ state: 'deleting', absentSince: 2 * hour, nextLookAt: 2 * hour + 10 * minute })
    expect(afterLook(once, undefined, 2 * hour + 10 * minute - 1).state).toBe('deleting')
    expect(afterLook(once, found('unpublished'), 2 * hour + 10 * minute)).toMatchObject({
      state: 'deleting',
      absentSince: null,
      nextLookAt: 2 * hour + 10 * minute + 30_000,
    })
    expect(afterLook(once, undefined, 2 * hour + 10 * minute)).toMatchObject({ state: 'deleted', reason: 'asked' })
  })

  it('REC-6: what can be undone, or is on hold, is not deleted by being absent, and can be undone all the same', () => {
    const absentUntil = (line: LedgerRecording, until: number) => {
      let kept = afterLook(line, found('unpublished'), 3 * hour)
      for (let at = 4 * hour; at < until; at += 3 * hour) {
        kept = afterLook(kept, undefined, at)
        expect(kept).toMatchObject({ state: 'deleting', name: 'Maths', absentSince: null, reason: 'asked' })
      }
      return kept
    }
    absentUntil({ ...trashed, legalHold: true }, 30 * day)
    const at = 7 * day - hour
    const restored = restoredRecording(absentUntil(trashed, at), at)
    expect(afterLook(restored, found('published'), at)).toMatchObject({ state: 'published', name: 'Maths' })
    const gone = afterLook(afterLook(restored, undefined, at), undefined, at + 10 * minute)
    expect(gone).toMatchObject({ state: 'missing', reason: 'elsewhere' })
    const due = afterLook(afterLook(trashed, undefined, 7 * day - hour), undefined, 7 * day)
    expect(due).toMatchObject({ state: 'deleting', absentSince: 7 * day })
    expect(afterLook(due, undefined, 7 * day + 10 * minute)).toMatchObject({ state: 'deleted', reason: 'asked' })
  })

  it('REC-5: what BBB lacks while it waits in the trash is asked about seldom, and often while BBB still shows it', () => {
    expect(afterLook(trashed, found('published'), 3 * hour).nextLookAt).toBe(3 * hour + 30_000)
    expect(afterLook(trashed, undefined, 3 * hour).nextLookAt).toBe(4 * hour)
    const hidden = afterLook(trashed, found('unpublished'), 3 * hour)
    expect(afterLook(hidden, undefined, 4 * hour).nextLookAt).toBe(10 * hour)
    expect(afterLook({ ...hidden, legalHold: true }, undefined, 8 * day).nextLookAt).toBe(8 * day + 6 * hour)
  })

  it('REC-8: what BBB says that it deleted, while nobody here had told it to, was deleted elsewhere', () => {
    expect(afterLook(trashed, found('deleted'), 3 * hour)).toMatchObject({ state: 'deleted', reason: 'elsewhere' })
    expect(afterLook(trashed, found('deleted'), 7 * day)).toMatchObject({ state: 'deleted', reason: 'asked' })
  })

  it('shows again what was shown before it was deleted, once BBB confirms it', () => {
    const restored = restoredRecording(afterLook(trashed, found('unpublished'), 3 * hour), 4 * hour)
    expect(restored).toMatchObject({ state: 'unpublished', reason: null, trashedUntil: null, publishOnRestore: true })
    const asked = afterLook(restored, found('unpublished'), 4 * hour)
    expect(asked).toMatchObject({ publishOnRestore: true, nextLookAt: 4 * hour + 30_000 })
    expect(afterLook(asked, found('published'), 5 * hour)).toMatchObject({
      state: 'published',
      publishOnRestore: false,
    })
  })

  it('REC-6: one deleted before BBB showed it, and restored, is waited for as before', () => {
    const early = deletingRecording(expectedRecording('r', meeting, 0), {
      reason: 'asked',
      trashedUntil: 7 * day,
      at: minute,
    })
    let line = restoredRecording(afterLook(early, undefined, 2 * minute), 3 * minute)
    for (const at of [3 * minute, 20 * minute, 40 * minute]) {
      line = afterLook(line, undefined, at)
      expect(line).toMatchObject({ state: 'expected', absentSince: null, reason: null })
    }
    expect(line.nextLookAt).toBe(hour)
    expect(afterLook(line, found('published'), hour).state).toBe('published')
  })

  it.each(['expected', 'processing'] as const)(
    'one deleted while it was %s, which BBB shows meanwhile, is hidden, and shown once that is undone',
    (state) => {
      const waiting = expectedRecording('r', meeting, 0)
      const seen = state === 'expected' ? waiting : afterLook(waiting, found('processing'), minute)
      const deleting = deletingRecording(seen, { reason: 'asked', trashedUntil: 7 * day, at: 2 * minute })
      const shown = afterLook(deleting, found('published'), hour)
      expect(shown).toMatchObject({ state: 'deleting', published: true })
      const hidden = afterLook(shown, found('unpublished'), hour + minute)
      expect(restoredRecording(hidden, 2 * hour)).toMatchObject({ state: 'unpublished', publishOnRestore: true })
    },
  )

  it('one that was hidden before it was deleted stays hidden once that is undone, even if BBB shows it meanwhile', () => {
    const hidden = { ...afterLook(published, found('unpublished'), hour), formats: published.formats }
    const deleting = deletingRecording(hidden, { reason: 'asked', trashedUntil: 7 * day, at: 2 * hour })
    const shown = afterLook(deleting, found('published'), 3 * hour)
    expect(restoredRecording(shown, 4 * hour)).toMatchObject({ state: 'unpublished', publishOnRestore: false })
  })

  it('keeps nothing of a deleted recording but that there was one', () => {
    const deleting = deletingRecording(published, { reason: 'retention', trashedUntil: null, at: 2 * hour })
    const absent = afterLook(deleting, undefined, 2 * hour)
    const gone = afterLook(absent, undefined, 2 * hour + 10 * minute)
    expect(gone).toMatchObject({ state: 'deleted', reason: 'retention', name: null, formats: [], nextLookAt: null })
    expect(afterLook(gone, found('published'), 3 * hour)).toEqual(gone)
  })

  it('REC-5: one deleted before BBB showed it is not gone by being absent: it is deleted when it comes', () => {
    const early = deletingRecording(expectedRecording('r', meeting, 0), {
      reason: 'asked',
      trashedUntil: null,
      at: minute,
    })
    const absent = afterLook(afterLook(early, undefined, 2 * minute), undefined, 20 * minute)
    expect(absent).toMatchObject({ state: 'deleting', absentSince: null, nextLookAt: 40 * minute })
    const late = afterLook(absent, undefined, 14 * day)
    expect(afterLook(late, undefined, 14 * day + 10 * minute)).toMatchObject({ state: 'deleted', reason: 'asked' })
  })
})
