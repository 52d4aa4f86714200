import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { LedgerRecording, NewMeeting, Room, Store } from '../ports/store.ts'
import { chainHash, verifyAudit } from '../domain/audit/verify-audit.ts'
import { openPostgresStore } from './postgres-store.ts'
import { postgresIsInstalled, startPostgres, type TestPostgres } from './postgres.test-support.ts'
import { openSqliteStore } from './sqlite-store.ts'
import { tenantTables } from './tables.ts'

const clock = { now: () => Date.now(), sleep: () => Promise.resolve() }

function room(roomId: string, changes: Partial<Room> = {}): Room {
  return { roomId, settings: { name: 'Maths' }, accessCodeHash: null, createdAt: 1000, updatedAt: 1000, ...changes }
}

function newMeeting(roomId: string, fence: number, changes: Partial<NewMeeting> = {}): NewMeeting {
  const id = `${roomId}-${fence}`
  return {
    meetingRowId: `row-${id}`,
    roomId,
    meetingID: `meeting-${id}`,
    fence,
    parameters: { name: 'Maths', record: true },
    createdAt: 1000,
    nextLookAt: 1000,
    ...changes,
  }
}

function recording(roomId: string, n: number): LedgerRecording {
  return {
    recordingId: `recording-${roomId}-${n}`,
    roomId,
    meetingRowId: `row-${roomId}-${n}`,
    meetingID: `meeting-${roomId}-${n}`,
    recordID: `internal-${roomId}-${n}`,
    state: 'expected',
    name: null,
    published: false,
    protected: null,
    description: 'Roots and powers',
    presenter: null,
    subject: 'Algebra',
    startedAt: null,
    endedAt: 1000 + n,
    durationSeconds: null,
    participants: null,
    sizeBytes: '9007199254740993',
    formats: [],
    thumbnails: [],
    expectedSince: 1000 + n,
    nextLookAt: 1000 + n,
    absentSince: null,
    stateSince: 1000,
    reason: null,
    trashedUntil: null,
    publishOnRestore: false,
    legalHold: false,
    version: 0,
  }
}

const stores = [
  {
    name: 'SQLite',
    open: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'bbb-room-sqlite-'))
      const store = await openSqliteStore({ file: join(folder, 'bff.sqlite') }, { clock })
      return {
        store,
        owner: store,
        async close() {
          await store.close()
          rmSync(folder, { recursive: true, force: true })
        },
      }
    },
  },
  {
    name: 'PostgreSQL',
    open: async () => {
      const server = await startPostgres()
      const store = openPostgresStore({ url: server.applicationUrl })
      const owner = openPostgresStore({ url: server.ownerUrl })
      return {
        store,
        owner,
        async close() {
          await store.close()
          await owner.close()
          await server.stop()
        },
      }
    },
  },
]

if (!postgresIsInstalled) {
  process.stderr.write('PostgreSQL is not installed: its half of the store suite is skipped\n')
}

for (const { name, open } of stores) {
  describe.skipIf(name === 'PostgreSQL' && !postgresIsInstalled)(`Store on ${name}`, () => {
    let store: Store
    let opened: { store: Store; owner: Store; close(): Promise<void> }
    beforeAll(async () => {
      opened = await open()
      store = opened.store
    }, 60_000)
    afterAll(() => opened.close())

    it('reads a room with its latest meeting in one look', async () => {
      await store.withTenant('acme', async ({ rooms, meetings }) => {
        await rooms.declare(room('look', { settings: { name: 'Ünïcode 🎓', record: true } }))
        expect(await rooms.look('look')).toMatchObject({ room: { settings: { name: 'Ünïcode 🎓' } }, meeting: null })
        await meetings.insert(newMeeting('look', 1))
        await meetings.change('row-look-1', ['creating'], { state: 'lost', endedAt: 5, nextLookAt: null })
        await meetings.insert(newMeeting('look', 2))
        const made = { createTime: 1_790_000_000_123, internalMeetingID: 'internal' }
        await meetings.change('row-look-2', ['creating'], { state: 'running', made })
        expect((await rooms.look('look'))?.meeting).toMatchObject({
          meetingRowId: 'row-look-2',
          state: 'running',
          made,
        })
        expect(await rooms.look('nowhere')).toBeUndefined()
      })
    })

    it('keeps when a room was made, and makes one only where there is none', async () => {
      await store.withTenant('acme', async ({ rooms }) => {
        expect(await rooms.declare(room('kept'))).toEqual({ made: true, createdAt: 1000 })
        const later = room('kept', { createdAt: 2000, updatedAt: 2000, settings: { name: 'Physics' } })
        expect(await rooms.declare(later)).toEqual({ made: false, createdAt: 1000 })
        await rooms.makeIfAbsent(room('kept', { settings: { name: 'Chemistry' } }))
        expect((await rooms.look('kept'))?.room).toMatchObject({ settings: { name: 'Physics' }, updatedAt: 2000 })
        expect(await rooms.remove('kept')).toBe(true)
        expect(await rooms.remove('kept')).toBe(false)
      })
    })

    it('allows one live meeting per room', async () => {
      await store.withTenant('acme', async ({ meetings }) => {
        expect(await meetings.insert(newMeeting('live', 1))).toBe(true)
        expect(await meetings.insert(newMeeting('live', 2))).toBe(false)
        await meetings.change('row-live-1', ['creating'], { state: 'ended' })
        expect(await meetings.insert(newMeeting('live', 2))).toBe(true)
      })
    })

    it('refuses a meeting change from another state, or under an older fence', async () => {
      await store.withTenant('acme', async ({ meetings }) => {
        await meetings.insert(newMeeting('fence', 3))
        expect(await meetings.change('row-fence-3', ['running'], { state: 'ended' })).toBe(false)
        expect(await meetings.change('row-fence-3', ['creating'], { state: 'running' }, 2)).toBe(false)
        expect(await meetings.change('row-fence-3', ['creating'], { state: 'running' }, 5)).toBe(true)
        expect(await meetings.change('row-fence-3', ['running'], { participantCount: 1 }, 3)).toBe(false)
        expect(await meetings.get('row-fence-3')).toMatchObject({ state: 'running', fence: 5, participantCount: 0 })
      })
    })

    it('finds meetings by their ids and by what is due', async () => {
      await store.withTenant('due', async ({ meetings }) => {
        await meetings.insert(newMeeting('a', 1, { nextLookAt: 50 }))
        await meetings.insert(newMeeting('b', 1, { nextLookAt: 40 }))
        expect(await meetings.nextDueAt()).toBe(40)
        expect((await meetings.claimDue(50, 90, 1)).map((meeting) => meeting.roomId)).toEqual(['b'])
        expect((await meetings.claimDue(50, 90, 9)).map((meeting) => meeting.roomId)).toEqual(['a'])
        expect(await meetings.claimDue(50, 90, 9)).toEqual([])
        await meetings.change('row-a-1', ['creating'], { nextLookAt: 50 })
        await meetings.change('row-b-1', ['creating'], { state: 'ended', nextLookAt: null })
        expect(await meetings.nextDueAt()).toBe(50)
        expect(await meetings.get('row-a-1')).toMatchObject({ roomId: 'a' })
        expect(await meetings.isAnyCreating()).toBe(true)
        await meetings.change('row-a-1', ['creating'], { state: 'running' })
        expect(await meetings.isAnyCreating()).toBe(false)
        const made = { createTime: 1, internalMeetingID: 'internal-b' }
        await meetings.change('row-b-1', ['ended'], { made })
        expect(await meetings.findByInternalMeetingID('internal-b')).toMatchObject({ roomId: 'b', made })
        expect(await meetings.findByInternalMeetingID('unknown')).toBeUndefined()
        expect(await meetings.findByMeetingID('meeting-b-1')).toMatchObject({ roomId: 'b', state: 'ended' })
      })
    })

    it('hands each due meeting to one of several claimants', async () => {
      await store.withTenant('claims', async ({ meetings }) => {
        for (let n = 0; n < 12; n++) await meetings.insert(newMeeting(`room-${n}`, 1, { nextLookAt: n }))
      })
      const claims = await Promise.all(
        Array.from({ length: 4 }, () => store.withTenant('claims', ({ meetings }) => meetings.claimDue(50, 90, 9))),
      )
      const claimed = claims.flat().map((meeting) => meeting.roomId)
      expect(new Set(claimed).size).toBe(claimed.length)
      expect(claimed.length).toBeGreaterThanOrEqual(9)
    })

    it('TICKET-1: consumes many at once, each once, and gives back those of the refused', async () => {
      const use = (...ids: string[]) =>
        store.withTenant('acme', ({ tickets }) =>
          tickets.consumeAll(ids.map((tokenId) => ({ tokenId, keepUntil: Date.now() }))),
        )
      expect([...(await use('many-2', 'many-1', 'many-2'))].sort()).toEqual(['many-1', 'many-2'])
      expect([...(await use('many-1', 'many-3'))]).toEqual(['many-3'])
      await store.withTenant('acme', ({ tickets }) => tickets.giveBack(['many-1']))
      expect([...(await use('many-1', 'many-2'))]).toEqual(['many-1'])
      await store.withTenant('acme', ({ tickets }) => tickets.giveBack([]))
    })

    it('appends several rows as one piece of the chain, several of one person among them', async () => {
      const entry = (person: string) => ({ at: 5, action: 'test:many', actor: { person }, about: 'somebody' })
      const rows = await store.withTenant('many', async ({ audit }) => {
        await audit.append(entry('first'))
        await audit.append(entry('first'), entry('second'), entry('first'))
        await audit.append()
        return audit.list(0, 10)
      })
      expect(rows.map(({ seq }) => seq)).toEqual([1, 2, 3, 4])
      expect(await verifyAudit(store, 'many')).toMatchObject({ intact: true, rows: 4 })
      const [a, b, c, d] = rows.map(({ actor }) => actor)
      expect([b, d]).toEqual([a, a])
      expect(c).not.toBe(a)
    })

    it('names those who are blocked among many', async () => {
      const among = await store.withTenant('acme', async ({ blocks }) => {
        await blocks.add('blocked-among', 1)
        return [await blocks.among(['blocked-among', 'somebody']), await blocks.among([])]
      })
      expect(among).toEqual([new Set(['blocked-among']), new Set()])
    })

    it('TICKET-1: consumes a ticket once, whoever races', async () => {
      const race = Array.from({ length: 20 }, () =>
        store.withTenant('acme', ({ tickets }) => tickets.consume('ticket-1', Date.now())),
      )
      expect((await Promise.all(race)).filter(Boolean)).toHaveLength(1)
      expect(await store.withTenant('other', ({ tickets }) => tickets.consume('ticket-1', 5))).toBe(true)
      expect(await store.withTenant('other', ({ tickets }) => tickets.purge(6))).toBe(1)
    })

    it('LOG-4: chains the audit rows of a tenant, whoever races, and refuses to change or delete one', async () => {
      await Promise.all(
        Array.from({ length: 10 }, (_, n) =>
          store.withTenant('chain', ({ audit }) =>
            audit.append({
              at: n,
              action: 'meeting:join',
              actor: { person: 'p' },
              roomId: 'maths',
              detail: { role: 'viewer', n },
            }),
          ),
        ),
      )
      const rows = await store.withTenant('chain', ({ audit }) => audit.list(0, 100))
      expect(rows.map((row) => row.seq)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
      let previous = ''
      for (const row of rows) {
        expect(row.previousHash).toBe(previous)
        expect(row.hash).toBe(chainHash(previous, row))
        previous = row.hash
      }
      expect(chainHash('', { ...rows[0]!, action: 'meeting:end' })).not.toBe(rows[0]!.hash)
    })

    it('LOG-5: trims the oldest audit rows, never those of the last days, and the rest verifies', async () => {
      const dayMs = 24 * 3600 * 1000
      const now = Date.now()
      const append = (at: number) =>
        store.withTenant('trim', ({ audit }) => audit.append({ at, action: 'a', actor: { person: 'p' } }))
      for (const age of [90, 80, 70, 60, 1]) await append(now - age * dayMs)
      const trim = (before: number, limit = 100) =>
        store.withTenant('trim', ({ audit }) => audit.trim(before, now, limit))
      expect(await trim(now - 100 * dayMs)).toBe(0)
      expect(await trim(now - 75 * dayMs)).toBe(2)
      expect(await verifyAudit(store, 'trim')).toMatchObject({ intact: true, rows: 4, trimmedThrough: 2 })
      expect(await trim(now - 30 * dayMs, 1)).toBe(1)
      expect(await trim(now - 30 * dayMs)).toBe(1)
      expect(await verifyAudit(store, 'trim')).toMatchObject({ intact: true, rows: 4, trimmedThrough: 4 })
      expect(await verifyAudit(store, 'other')).toMatchObject({ intact: true })
    })

    it('LOG-7: erases a person from every table, and the chain of the audit log stays whole', async () => {
      const userId = 'pseudonym-of-the-one-0123456_abc'
      const other = 'pseudonym-of-another-0123456_abc'
      for (const person of [userId, other]) {
        await store.withTenant('erase', async (rows) => {
          await rows.blocks.add(person, 1)
          await rows.audit.append({ at: 1, action: 'meeting:join', actor: { person } })
          await rows.audit.append({ at: 1, action: 'person:block', actor: 'operator', about: person })
          const request = { hash: 'h', at: 1, abandonedBefore: 0, person }
          await rows.idempotency.begin(`key-of-${person}`, request)
          const facts = { userID: person }
          await rows.inbox.accept({ itemId: `i-${person.slice(13, 20)}`, kind: 'webhook', facts, receivedAt: 1 })
          const body = JSON.stringify({ person })
          await rows.webhooks.add([
            { messageId: `m-${person.slice(13, 20)}`, endpointId: 'e', type: 't', body, createdAt: 1 },
          ])
          const mark = { meetingRowId: 'm', person, session: 's', joinedAt: 1, leftAt: 2, name: 'Zoë', role: null }
          await rows.attendance.mark(mark)
        })
      }
      const held = (person: string) => store.withTenant('erase', ({ people }) => people.held(person))
      const before = await held(userId)
      expect(before).toMatchObject({ auditRows: 2, isBlocked: true, attendance: [{ name: 'Zoë' }], others: 3 })
      expect((await held(other)).reference).not.toBe(before.reference)
      const deleted = await store.withTenant('erase', ({ people }) => people.erase(userId))
      expect(deleted).toEqual({ people: 1, blocks: 1, attendance: 1, idempotency: 1, inbox: 1, webhook_outbox: 1 })
      const nothing = { reference: undefined, auditRows: 0, isBlocked: false, attendance: [], others: 0 }
      expect(await held(userId)).toEqual(nothing)
      expect(await held(other)).toMatchObject({ auditRows: 2, isBlocked: true, others: 3 })
      expect(await verifyAudit(store, 'erase')).toMatchObject({ intact: true, rows: 4 })
      await store.withTenant('erase', ({ audit }) => audit.append({ at: 2, action: 'x', actor: { person: userId } }))
      expect((await held(userId)).reference).not.toBe(before.reference)
    })

    it('TENANT-11: removes a tenant to the last row, and nothing of another', async () => {
      for (const tenantId of ['leaving', 'staying']) {
        await store.withTenant(tenantId, async (rows) => {
          await rows.rooms.declare(room('leaving'))
          await rows.meetings.insert(newMeeting('leaving', 1))
          await rows.recordings.expect(recording('leaving', 1))
          await rows.inbox.accept({ itemId: 'i', kind: 'webhook', facts: {}, receivedAt: 1 })
          await rows.events.append('leaving', 'meeting-started', 1)
          await rows.tickets.consume('t', 99)
          await rows.leases.take('l', 'h', 1)
          await rows.idempotency.begin('k', { hash: 'h', at: 1, abandonedBefore: 0, person: 'p' })
          await rows.blocks.add('p', 1)
          await rows.blocks.refuseTokensBefore(1, 1)
          await rows.webhooks.add([{ messageId: 'm', endpointId: 'e', type: 't', body: '{}', createdAt: 1 }])
          await rows.webhooks.stop('e', 1)
          const mark = { meetingRowId: 'row-leaving-1', person: 'p', session: 's', joinedAt: 1, leftAt: 2 }
          await rows.attendance.mark({ ...mark, name: null, role: null })
          const counts = { talkSeconds: 1, talks: 1, messages: 1, raisedHands: 1, emojis: 1, pollVotes: 1 }
          await rows.attendance.noteActivity(mark.meetingRowId, [{ person: 'p', ...counts }])
          await rows.orphans.keep({ recordID: 'r', meetingID: 'm' }, 1)
          await rows.chores.again('c', 1)
          await rows.sessions.start({ sessionHash: 's', sealed: 'x', at: 1 })
          await rows.audit.append({ at: 1, action: 'a', actor: { person: 'p' } })
        })
      }
      const { owner } = opened
      expect(await owner.removeTenant('leaving', 2)).toBeUndefined()
      if (owner !== store) await expect(store.removeTenant('leaving', 1)).rejects.toMatchObject({ code: '42501' })
      const one = Object.fromEntries(tenantTables.map((table) => [table, 1]))
      expect(await owner.removeTenant('leaving', 1)).toEqual(one)
      const none = Object.fromEntries(tenantTables.map((table) => [table, 0]))
      expect(await owner.removeTenant('leaving', 0)).toEqual(none)
      await expect(store.withTenant('staying', ({ rooms }) => rooms.look('leaving'))).resolves.toMatchObject({
        meeting: { meetingRowId: 'row-leaving-1' },
      })
      expect(await verifyAudit(store, 'staying')).toMatchObject({ intact: true, rows: 1 })
      expect(await owner.removeTenant('staying', 1)).toEqual(one)
    })

    it('takes back everything when the work throws', async () => {
      const failure = new TypeError('a bug')
      await expect(
        store.withTenant('acme', async ({ rooms }) => {
          await rooms.declare(room('undone'))
          throw failure
        }),
      ).rejects.toBe(failure)
      expect(await store.withTenant('acme', ({ rooms }) => rooms.look('undone'))).toBeUndefined()
    })

    it('HOOK-10: stores a callback once, and hands it out until it is done', async () => {
      const item = { itemId: 'i', kind: 'meeting-ended' as const, facts: { meetingRowId: 'm' }, receivedAt: 10 }
      await store.withTenant('acme', async ({ inbox }) => {
        expect(await inbox.accept(item)).toBe(true)
        expect(await inbox.accept({ ...item, receivedAt: 11 })).toBe(false)
        expect(await inbox.claimDue(10, 15, 5)).toEqual([{ ...item, attempts: 0 }])
        expect(await inbox.claimDue(10, 15, 5)).toEqual([])
        await inbox.postpone('i', 20)
        expect(await inbox.nextDueAt()).toBe(20)
        expect(await inbox.claimDue(19, 30, 5)).toEqual([])
        expect(await inbox.claimDue(20, 30, 5)).toMatchObject([{ attempts: 1 }])
        await inbox.done('i', 21)
        expect(await inbox.claimDue(99, 99, 5)).toEqual([])
        expect(await inbox.nextDueAt()).toBeUndefined()
        expect(await inbox.accept(item)).toBe(false)
        await inbox.forget('another')
        expect(await inbox.purge(22)).toBe(1)
        expect(await inbox.accept(item)).toBe(true)
        await inbox.forget('i')
        expect(await inbox.nextDueAt()).toBeUndefined()
        expect(await inbox.accept(item)).toBe(true)
        await inbox.forget('i')
      })
    })

    it('HOOK-10: a repeat makes what is done due again after a while, in the same row', async () => {
      const item = { itemId: 'again', kind: 'meeting-ended' as const, facts: { meetingRowId: 'm' }, receivedAt: 10 }
      await store.withTenant('repeating', async ({ inbox }) => {
        expect(await inbox.accept(item, 100)).toBe(true)
        expect(await inbox.accept({ ...item, receivedAt: 11 }, 100)).toBe(false)
        await inbox.postpone('again', 12)
        await inbox.done('again', 20)
        expect(await inbox.accept({ ...item, receivedAt: 30 })).toBe(false)
        expect(await inbox.accept({ ...item, receivedAt: 30 }, 100)).toBe(true)
        expect(await inbox.accept({ ...item, receivedAt: 31 }, 100)).toBe(false)
        expect(await inbox.nextDueAt()).toBe(120)
        expect(await inbox.claimDue(120, 200, 9)).toEqual([{ ...item, receivedAt: 31, attempts: 0 }])
        expect(await inbox.accept({ ...item, receivedAt: 125 }, 100)).toBe(false)
        await inbox.done('again', 126, { receivedAt: 31, afterMs: 100 })
        expect(await inbox.claimDue(225, 300, 9)).toEqual([])
        expect(await inbox.claimDue(226, 300, 9)).toEqual([{ ...item, receivedAt: 125, attempts: 0 }])
        await inbox.done('again', 121, { receivedAt: 125, afterMs: 100 })
        expect(await inbox.accept({ ...item, receivedAt: 500 }, 100)).toBe(true)
        expect(await inbox.nextDueAt()).toBe(500)
        await inbox.park('again', 'INTERNAL_ERROR', 501)
        expect(await inbox.accept({ ...item, receivedAt: 900 }, 100)).toBe(false)
        expect(await inbox.listParked(9)).toHaveLength(1)
        await inbox.replay('again', 902)
        await inbox.done('again', 903)
        expect(await inbox.purge(904)).toBe(1)
      })
    })

    it('lists the running meetings that nobody watches, those first that are due first', async () => {
      await store.withTenant('listed', async ({ meetings }) => {
        const changes = [
          { state: 'running', nextLookAt: 30 },
          { state: 'running', nextLookAt: 10, closeWatchUntil: 100 },
          { state: 'running', nextLookAt: 20, closeWatchUntil: 101 },
          { state: 'ending', nextLookAt: 5 },
          { nextLookAt: 6 },
        ] as const
        for (const [n, change] of changes.entries()) {
          await meetings.insert(newMeeting(`listed-${n}`, 1))
          await meetings.change(`row-listed-${n}-1`, ['creating'], change)
        }
        const listed = await meetings.listRunning(100, 9)
        expect(listed.map(({ roomId }) => roomId)).toEqual(['listed-1', 'listed-0'])
        expect(await meetings.listRunning(100, 1)).toHaveLength(1)
      })
    })

    it('keeps a ledger line per meeting run and lists a room newest first, page by page', async () => {
      await store.withTenant('acme', async ({ meetings, recordings }) => {
        for (const n of [1, 2, 3]) {
          await meetings.insert(newMeeting('ledger', n))
          await meetings.change(`row-ledger-${n}`, ['creating'], { state: 'ended' })
          expect(await recordings.expect(recording('ledger', n))).toBe(true)
        }
        expect(await recordings.expect({ ...recording('ledger', 1), recordingId: 'again' })).toBe(false)
        const first = await recordings.listOfRoom('ledger', { states: ['expected'], limit: 2 })
        expect(first.map((line) => line.recordingId)).toEqual(['recording-ledger-3', 'recording-ledger-2'])
        const rest = await recordings.listOfRoom('ledger', { states: ['expected'], before: first[1]!, limit: 2 })
        expect(rest).toEqual([recording('ledger', 1)])
        const formats = [{ type: 'video', url: 'https://play.example/1', durationSeconds: 60 }]
        const done = {
          ...recording('ledger', 1),
          state: 'published' as const,
          published: true,
          protected: false,
          formats,
        }
        await recordings.save({ ...done, nextLookAt: null })
        expect(await recordings.get('recording-ledger-1')).toEqual({ ...done, nextLookAt: null, version: 1 })
        expect(await recordings.findByRecordID('internal-ledger-2')).toMatchObject({ expectedSince: 1002 })
        expect(await recordings.listOfMeeting('row-ledger-2')).toEqual([recording('ledger', 2)])
        expect(await recordings.listOfMeeting('unknown')).toEqual([])
        expect(await recordings.listOfRoom('ledger', { states: ['published'], limit: 9 })).toHaveLength(1)
        expect(await recordings.nextDueAt()).toBe(1002)
        expect(await recordings.lookSoon('internal-ledger-3', 1001)).toBe(true)
        expect(await recordings.lookSoon('unknown', 1001)).toBe(false)
        expect(await recordings.claimDue(1001, 2000, 10)).toMatchObject([{ recordID: 'internal-ledger-3' }])
        expect(await recordings.claimDue(1002, 2000, 10)).toHaveLength(1)
        expect(await recordings.claimDue(1002, 2000, 10)).toEqual([])
      })
    })

    it('makes what is awaited due by a moment, and nothing else, nor later than it was', async () => {
      await store.withTenant('awaited', async ({ meetings, recordings }) => {
        const changes: Partial<LedgerRecording>[] = [
          { nextLookAt: 9000 },
          { nextLookAt: 100 },
          { nextLookAt: 9000, state: 'published' },
          { nextLookAt: 9000, endedAt: null },
          { nextLookAt: 9000, expectedSince: 10 },
          { nextLookAt: null, state: 'processing' },
          { nextLookAt: 9000, state: 'processing' },
        ]
        for (const [n, change] of changes.entries()) {
          await meetings.insert(newMeeting('awaited', n))
          await meetings.change(`row-awaited-${n}`, ['creating'], { state: 'ended' })
          await recordings.expect({ ...recording('awaited', n), ...change })
        }
        await recordings.lookAtAwaited(500, 11)
        const lines = await Promise.all(changes.map((_, n) => recordings.get(`recording-awaited-${n}`)))
        expect(lines.map((line) => line?.nextLookAt)).toEqual([500, 100, 9000, 9000, 9000, null, 500])
      })
    })

    it('refuses to save a ledger line that somebody saved since it was read', async () => {
      await store.withTenant('acme', async ({ meetings, recordings }) => {
        await meetings.insert(newMeeting('version', 1))
        await recordings.expect(recording('version', 1))
        const line = (await recordings.get('recording-version-1'))!
        expect(await recordings.save({ ...line, name: 'mine' })).toBe(true)
        expect(await recordings.save({ ...line, name: 'late' })).toBe(false)
        expect(await recordings.get('recording-version-1')).toMatchObject({ name: 'mine', version: 1 })
      })
    })

    it('REC-8: lists what is older than its retention, except what is on hold or being deleted', async () => {
      await store.withTenant('ageing', async ({ meetings, recordings }) => {
        const states = ['published', 'deleting', 'missing', 'expected', 'unpublished'] as const
        for (const [n, state] of states.entries()) {
          await meetings.insert(newMeeting('old', n))
          await meetings.change(`row-old-${n}`, ['creating'], { state: 'ended' })
          await recordings.expect({ ...recording('old', n), state, legalHold: n === 4 })
        }
        expect(await recordings.listExpired(2000, 9)).toMatchObject([{ state: 'published' }])
        expect(await recordings.listExpired(1000, 9)).toEqual([])
      })
    })

    it('HOOK-13: parks a callback with its reason, and gives it its tries back on request', async () => {
      await store.withTenant('parking', async ({ inbox }) => {
        const item = { kind: 'recording-ready' as const, facts: {}, receivedAt: 10 }
        for (const itemId of ['a', 'b']) await inbox.accept({ ...item, itemId })
        await inbox.postpone('a', 20)
        await inbox.park('a', 'BBB_REFUSED', 30)
        await inbox.park('b', 'INTERNAL_ERROR', 31)
        expect(await inbox.claimDue(99, 99, 9)).toEqual([])
        expect(await inbox.listParked(9)).toMatchObject([
          { itemId: 'a', reason: 'BBB_REFUSED', attempts: 2, parkedAt: 30 },
          { itemId: 'b', reason: 'INTERNAL_ERROR', attempts: 1, parkedAt: 31 },
        ])
        expect(await inbox.replay('a', 40)).toBe(1)
        expect(await inbox.claimDue(40, 50, 9)).toMatchObject([{ itemId: 'a', attempts: 0 }])
        expect(await inbox.replay(undefined, 50)).toBe(1)
        expect(await inbox.listParked(9)).toEqual([])
      })
    })

    it('keeps a webhook per address until it is finished, and hands it to one sender at a time', async () => {
      const webhook = { messageId: 'msg_1', type: 'meeting.ended', body: '{}', createdAt: 10 }
      await store.withTenant('hooks', async ({ webhooks }) => {
        await webhooks.add([])
        await webhooks.add([
          { ...webhook, endpointId: 'one' },
          { ...webhook, endpointId: 'two' },
        ])
        await webhooks.add([{ ...webhook, endpointId: 'one' }])
        expect(await webhooks.nextDueAt()).toBe(10)
      })
      const claims = await Promise.all(
        Array.from({ length: 4 }, () => store.withTenant('hooks', ({ webhooks }) => webhooks.claimDue(10, 20, 9))),
      )
      expect(claims.flat().map(({ endpointId }) => endpointId)).toHaveLength(2)
      await store.withTenant('hooks', async ({ webhooks }) => {
        await webhooks.postpone({ messageId: 'msg_1', endpointId: 'one' }, 15)
        expect(await webhooks.claimDue(15, 30, 9)).toMatchObject([{ endpointId: 'one', attempts: 1, body: '{}' }])
        await webhooks.finish({ messageId: 'msg_1', endpointId: 'one' }, 'delivered', 16)
        await webhooks.postpone({ messageId: 'msg_1', endpointId: 'one' }, 17)
        await webhooks.stop('two', 17)
        expect(await webhooks.stopped()).toEqual(new Set(['two']))
        expect(await webhooks.claimDue(99, 99, 9)).toEqual([])
        await webhooks.resume('two')
        expect(await webhooks.stopped()).toEqual(new Set())
        expect(await webhooks.purge(17)).toBe(1)
      })
    })

    it('HOOK-10: knows the same of an attendance in whatever order it is told', async () => {
      const marks = [
        { joinedAt: 100, leftAt: null, name: null, role: 'VIEWER' },
        { joinedAt: null, leftAt: 200, name: null, role: null },
        { joinedAt: 120, leftAt: 180, name: 'Ann', role: null },
      ]
      await store.withTenant('acme', async ({ meetings, attendance }) => {
        for (const [n, order] of [marks, [...marks].reverse()].entries()) {
          await meetings.insert(newMeeting('attended', n + 1, { createdAt: 1000 + n }))
          await meetings.change(`row-attended-${n + 1}`, ['creating'], { state: 'ended' })
          const key = { meetingRowId: `row-attended-${n + 1}`, person: 'p', session: 'w_1' }
          for (const mark of [...order, ...order]) await attendance.mark({ ...key, ...mark })
          expect(await attendance.ofMeeting(key.meetingRowId)).toEqual([
            { ...key, joinedAt: 100, leftAt: 200, name: 'Ann', role: 'VIEWER' },
          ])
        }
        expect(await attendance.purge(1001)).toBe(1)
        expect(await attendance.erase('p')).toBe(1)
      })
    })

    it('keeps what people did beside when they were there, and forgets both together', async () => {
      const counts = (person: string, n: number) => ({
        person,
        talkSeconds: n,
        talks: n,
        messages: n,
        raisedHands: n,
        emojis: n,
        pollVotes: n,
      })
      const mark = { session: 'w_1', joinedAt: 1, leftAt: 2, name: 'Ann', role: null }
      await store.withTenant('active', async ({ meetings, attendance }) => {
        for (const n of [1, 2]) {
          await meetings.insert(newMeeting('active', n, { createdAt: n * 1000 }))
          await meetings.change(`row-active-${n}`, ['creating'], { state: 'ended', startedAt: 1 })
          for (const person of ['p', 'q']) {
            await attendance.mark({ meetingRowId: `row-active-${n}`, person, ...mark })
            await attendance.mark({ meetingRowId: `row-active-${n}`, person, ...mark, session: 'w_2' })
          }
          await attendance.noteActivity(`row-active-${n}`, [counts('p', 5), counts('q', 7)])
        }
        await attendance.noteActivity('row-active-1', [counts('p', 3), { ...counts('q', 1), talks: 9 }])
        expect(await attendance.activityOf('row-active-1')).toEqual([counts('p', 5), { ...counts('q', 7), talks: 9 }])
        const people = await attendance.countPeople(['row-active-1', 'row-active-2', 'unknown'])
        expect([...people].sort()).toEqual([
          ['row-active-1', 2],
          ['row-active-2', 2],
        ])
        expect(await attendance.countPeople([])).toEqual(new Map())

        const names = async () => (await attendance.ofMeeting('row-active-1')).map(({ name }) => name)
        expect(new Set(await names())).toEqual(new Set(['Ann']))
        expect(await attendance.forgetNames()).toBe(8)
        expect(new Set(await names())).toEqual(new Set([null]))

        expect(await attendance.erase('q')).toBe(4)
        expect(await attendance.activityOf('row-active-1')).toEqual([counts('p', 5)])
        expect(await attendance.purge(1500)).toBe(2)
        expect(await attendance.activityOf('row-active-1')).toEqual([])
        expect(await attendance.activityOf('row-active-2')).toEqual([counts('p', 5)])
        expect(await attendance.purge(Number.MAX_SAFE_INTEGER)).toBe(2)
        expect(await attendance.activityOf('row-active-2')).toEqual([])
        await attendance.mark({ meetingRowId: 'of-a-meeting-that-was-purged', person: 'p', ...mark })
        expect(await attendance.purge(0)).toBe(1)
      })
    })

    it('lists the meetings of a room that people were sent to or seen in, newest first', async () => {
      await store.withTenant('listing', async ({ meetings }) => {
        for (const n of [1, 2, 3, 4, 5]) {
          await meetings.insert(newMeeting('list', n, { createdAt: n === 5 ? 4000 : n * 1000 }))
          const seen = n === 1 ? {} : n === 2 ? { launchedAt: 1 } : { startedAt: 1 }
          await meetings.change(`row-list-${n}`, ['creating'], { state: 'ended', ...seen })
        }
        await meetings.insert(newMeeting('list', 6, { createdAt: 9000 }))
        const page = async (before?: { createdAt: number; meetingRowId: string }) =>
          (await meetings.listOfRoom('list', { before, limit: 2 })).map(({ fence }) => fence)
        expect(await page()).toEqual([5, 4])
        expect(await page({ createdAt: 4000, meetingRowId: 'row-list-5' })).toEqual([4, 3])
        expect(await page({ createdAt: 3000, meetingRowId: 'row-list-3' })).toEqual([2])
        expect(await meetings.listOfRoom('another', { limit: 2 })).toEqual([])
      })
    })

    it('gives a chore to one replica when its time has come', async () => {
      const claim = (now: number) => store.withTenant('acme', ({ chores }) => chores.claim('sweep', now, now + 10))
      const race = await Promise.all(Array.from({ length: 6 }, () => claim(100)))
      expect(race.filter(Boolean)).toHaveLength(1)
      expect(await claim(105)).toBe(false)
      await store.withTenant('acme', ({ chores }) => chores.again('sweep', 103))
      expect(await store.withTenant('acme', ({ chores }) => chores.nextDueAt())).toBe(103)
      expect(await claim(103)).toBe(true)
    })

    it('remembers since when a fact is what it is', async () => {
      await store.withTenant('acme', async ({ facts }) => {
        expect(await facts.get('secrets')).toBeUndefined()
        await facts.note('secrets', 'a', 1)
        await facts.note('secrets', 'a', 2)
        expect(await facts.get('secrets')).toMatchObject({ value: 'a', since: 1 })
        await facts.note('secrets', 'b', 3)
        expect(await facts.get('secrets')).toMatchObject({ value: 'b', since: 3 })
      })
    })

    it('R-56: keeps a recording that is nobody’s, and counts how often it was spoken of', async () => {
      await store.withTenant('acme', async ({ orphans }) => {
        await orphans.keep({ recordID: 'r', meetingID: 'm' }, 5)
        await orphans.keep({ recordID: 'r', meetingID: 'm' }, 9)
        expect(await orphans.list(9)).toEqual([
          { recordID: 'r', meetingID: 'm', firstSeenAt: 5, lastSeenAt: 9, times: 2 },
        ])
        expect(await orphans.purge(9)).toBe(0)
        await orphans.forget('r')
        expect(await orphans.list(9)).toEqual([])
      })
    })

    it('R-27: gives a lease to one holder, with a rising fence', async () => {
      const take = (holder: string, durationMs: number) =>
        store.withTenant('acme', ({ leases }) => leases.take('room:maths', holder, durationMs))
      const race = await Promise.all(Array.from({ length: 10 }, (_, n) => take(`holder-${n}`, 60_000)))
      expect(race.filter((fence) => fence !== undefined)).toEqual([1])
      const winner = `holder-${race.indexOf(1)}`
      await store.withTenant('acme', ({ leases }) => leases.release('room:maths', 'somebody-else'))
      expect(await take('next', 60_000)).toBeUndefined()
      await store.withTenant('acme', ({ leases }) => leases.release('room:maths', winner))
      expect(await take('next', 1)).toBe(2)
      await new Promise((resolve) => setTimeout(resolve, 20))
      expect(await take('third', 1)).toBe(3)
    })

    it('begins a request under an idempotency key once, and keeps its answer', async () => {
      const begin = (at: number, hash = 'h') =>
        store.withTenant('acme', ({ idempotency }) =>
          idempotency.begin('k', { hash, at, abandonedBefore: at - 60, person: 'p' }),
        )
      const race = await Promise.all([begin(100), begin(100), begin(100)])
      expect(race.sort()).toEqual(['begun', 'under-way', 'under-way'])
      expect(await begin(150, 'other')).toBe('another-request')
      expect(await begin(161)).toBe('begun')
      await store.withTenant('acme', ({ idempotency }) => idempotency.keep('k', { status: 200, body: '{}' }))
      expect(await begin(900)).toEqual({ status: 200, body: '{}' })
      await store.withTenant('acme', ({ idempotency }) => idempotency.forget('k'))
      expect(await begin(900)).toBe('begun')
      expect(await store.withTenant('other', ({ idempotency }) => idempotency.purge(1e15))).toBe(0)
      expect(await store.withTenant('acme', ({ idempotency }) => idempotency.purge(1e15))).toBe(1)
    })

    it('keeps sessions while they are used, each for its tenant', async () => {
      const alive = { begunAfter: 0, usedAfter: 500 }
      await store.withTenant('acme', async ({ sessions }) => {
        await sessions.start({ sessionHash: 's', sealed: 'sealed', at: 1000 })
        expect(await sessions.use('s', 2000, alive)).toBe('sealed')
        expect(await sessions.use('s', 2001, { begunAfter: 0, usedAfter: 1999 })).toBe('sealed')
        expect(await sessions.use('s', 2002, { begunAfter: 1000, usedAfter: 0 })).toBeUndefined()
        expect(await sessions.use('s', 9000, { begunAfter: 0, usedAfter: 2001 })).toBeUndefined()
      })
      await store.withTenant('other', async ({ sessions }) => {
        expect([await sessions.use('s', 2003, alive), await sessions.end('s')]).toEqual([undefined, false])
      })
      await store.withTenant('acme', async ({ sessions }) => {
        expect(await sessions.purge({ begunBefore: 999, usedBefore: 2000 })).toBe(0)
        expect(await sessions.purge({ begunBefore: 999, usedBefore: 2001 })).toBe(1)
        expect(await sessions.end('s')).toBe(false)
      })
    })

    it('keeps who is blocked, per tenant', async () => {
      await store.withTenant('acme', async ({ blocks }) => {
        expect([await blocks.add('p', 1), await blocks.add('p', 2), await blocks.has('p')]).toEqual([true, false, true])
      })
      await store.withTenant('other', async ({ blocks }) => {
        expect([await blocks.has('p'), await blocks.remove('p')]).toEqual([false, false])
        expect(await blocks.among(['p'])).toEqual(new Set())
        await blocks.refuseTokensBefore(7, 1)
        expect(await blocks.barOf('p')).toEqual({ isBlocked: false, tokensRefusedBefore: 7 })
      })
      await store.withTenant('acme', async ({ blocks, rooms }) => {
        await rooms.declare(room('blocked'))
        expect(await blocks.among(['q', 'p'])).toEqual(new Set(['p']))
        expect(await rooms.look('blocked', ['q', 'p'])).toMatchObject({ blockedCount: 1 })
        expect(await rooms.look('blocked')).toMatchObject({ blockedCount: 0 })
        expect(await blocks.barOf('p')).toEqual({ isBlocked: true, tokensRefusedBefore: 0 })
        expect(await blocks.barOf('q')).toEqual({ isBlocked: false, tokensRefusedBefore: 0 })
        for (const moment of [9, 5]) {
          await blocks.refuseTokensBefore(moment, 2)
          expect(await blocks.tokensRefusedBefore()).toBe(moment)
        }
      })
      await store.withTenant('acme', async ({ blocks }) => {
        expect([await blocks.remove('p'), await blocks.has('p')]).toEqual([true, false])
      })
    })

    it('forgets recordings that have been deleted for long, those on hold excepted', async () => {
      await store.withTenant('purge-recordings', async ({ meetings, recordings }) => {
        const lines = [
          { state: 'deleted', stateSince: 10 },
          { state: 'deleted', stateSince: 30 },
          { state: 'missing', stateSince: 10 },
          { state: 'published', stateSince: 10 },
          { state: 'deleted', stateSince: 10, legalHold: true },
        ] as const
        for (const [n, changes] of lines.entries()) {
          await meetings.insert(newMeeting('gone', n))
          await meetings.change(`row-gone-${n}`, ['creating'], { state: 'ended', endedAt: 5, nextLookAt: null })
          await recordings.expect({ ...recording('gone', n), ...changes })
        }
        expect(await recordings.purge(20)).toBe(2)
        const left = await Promise.all(lines.map((_, n) => recordings.get(`recording-gone-${n}`)))
        expect(left.map((line) => line !== undefined)).toEqual([false, true, false, true, true])
      })
    })

    it('forgets old meetings that left no recording', async () => {
      await store.withTenant('purge', async ({ meetings, recordings }) => {
        for (const n of [1, 2, 3]) {
          await meetings.insert(newMeeting('old', n))
          await meetings.change(`row-old-${n}`, ['creating'], { state: 'ended', endedAt: n * 10 })
        }
        await recordings.expect(recording('old', 1))
        expect(await meetings.purge(30)).toBe(1)
        expect(await meetings.get('row-old-1')).toBeDefined()
        expect(await meetings.get('row-old-2')).toBeUndefined()
        expect(await meetings.get('row-old-3')).toBeDefined()
      })
    })

    it('numbers the events of a room in commit order, and tells after the commit', async () => {
      const told: string[] = []
      const stop = store.onRoomEvents((tenantId, roomId) => told.push(`${tenantId}/${roomId}`))
      await Promise.all(
        Array.from({ length: 8 }, (_, n) =>
          store.withTenant('acme', ({ events }) => events.append('events', 'participants-changed', n)),
        ),
      )
      await store
        .withTenant('acme', async ({ events }) => {
          await events.append('events', 'meeting-ended', 9)
          throw new Error('undone')
        })
        .catch(() => undefined)
      stop()
      expect(told).toEqual(Array.from({ length: 8 }, () => 'acme/events'))
      await store.withTenant('acme', async ({ events }) => {
        expect((await events.after('events', 5, 10)).map((event) => event.seq)).toEqual([6, 7, 8])
        expect(await events.heads(['events', 'silent'])).toEqual(new Map([['events', 8]]))
        expect(await events.purge(100)).toBe(8)
        await events.append('events', 'meeting-ended', 10)
        expect(await events.after('events', 8, 10)).toMatchObject([{ seq: 9 }])
      })
    })

    it('TENANT-1: shows a tenant nothing of another, under the same ids', async () => {
      await store.withTenant('north', async ({ rooms, meetings, recordings, inbox, events, audit }) => {
        await rooms.declare(room('same'))
        await meetings.insert(newMeeting('same', 1))
        await recordings.expect(recording('same', 1))
        await inbox.accept({ itemId: 'same', kind: 'webhook', facts: {}, receivedAt: 1 })
        await events.append('same', 'meeting-started', 1)
        await audit.append({ at: 1, action: 'a', actor: { person: 'p' } })
      })
      await store.withTenant('north', async ({ webhooks, attendance, orphans, chores, facts }) => {
        await webhooks.add([{ messageId: 'same', endpointId: 'e', type: 't', body: '{}', createdAt: 1 }])
        await webhooks.stop('stopped', 1)
        const mark = { meetingRowId: 'row-same-1', person: 'p', session: 's' }
        await attendance.mark({ ...mark, joinedAt: 1, leftAt: 2, name: 'Ann', role: null })
        const counts = { talkSeconds: 1, talks: 1, messages: 1, raisedHands: 1, emojis: 1, pollVotes: 1 }
        await attendance.noteActivity(mark.meetingRowId, [{ person: mark.person, ...counts }])
        await orphans.keep({ recordID: 'same', meetingID: 'm' }, 1)
        await chores.again('same', 1)
        await facts.note('same', 'value', 1)
      })
      const everything = () =>
        store.withTenant('north', async (north) => ({
          room: await north.rooms.look('same'),
          recording: await north.recordings.get('recording-same-1'),
          due: [await north.inbox.nextDueAt(), await north.meetings.nextDueAt(), await north.recordings.nextDueAt()],
          events: await north.events.after('same', 0, 9),
          audit: await north.audit.list(0, 9),
          ticket: await north.tickets.consume('same', 99),
          lease: await north.leases.take('same', 'north', 60_000),
          webhooks: [await north.webhooks.nextDueAt(), await north.webhooks.stopped()],
          attendance: await north.attendance.ofMeeting('row-same-1'),
          activity: await north.attendance.activityOf('row-same-1'),
          listed: await north.meetings.listOfRoom('same', { limit: 9 }),
          orphans: await north.orphans.list(9),
          upkeep: [await north.chores.nextDueAt(), await north.facts.get('same')],
        }))
      const before = await everything()
      await store.withTenant('south', async (south) => {
        expect(await south.rooms.look('same')).toBeUndefined()
        expect(await south.rooms.remove('same')).toBe(false)
        expect(await south.meetings.get('row-same-1')).toBeUndefined()
        expect(await south.meetings.findByInternalMeetingID('internal-same-1')).toBeUndefined()
        expect(await south.meetings.findByMeetingID('meeting-same-1')).toBeUndefined()
        expect(await south.meetings.change('row-same-1', ['creating'], { state: 'ended' })).toBe(false)
        expect(await south.meetings.claimDue(1e15, 1e15, 9)).toEqual([])
        expect(await south.recordings.get('recording-same-1')).toBeUndefined()
        expect(await south.recordings.listOfRoom('same', { states: ['expected'], limit: 9 })).toEqual([])
        expect(await south.recordings.claimDue(1e15, 1e15, 9)).toEqual([])
        expect(await south.inbox.claimDue(1e15, 1e15, 9)).toEqual([])
        expect(await south.events.after('same', 0, 9)).toEqual([])
        expect(await south.audit.list(0, 9)).toEqual([])
        expect(await south.recordings.findByRecordID('internal-same-1')).toBeUndefined()
        expect(await south.recordings.lookSoon('internal-same-1', 7)).toBe(false)
        expect(await south.recordings.listOfMeeting('row-same-1')).toEqual([])
        await south.recordings.save({ ...recording('same', 1), name: 'theirs' })
        await south.inbox.postpone('same', 1e15)
        await south.inbox.done('same', 1e15)
        await south.inbox.forget('same')
        expect(await south.meetings.isAnyCreating()).toBe(false)
        expect(await south.inbox.purge(1e15)).toBe(0)
        expect(await south.events.heads(['same'])).toEqual(new Map())
        expect(await south.events.purge(1e15)).toBe(0)
        expect(await south.tickets.purge(1e15)).toBe(0)
        expect(await south.leases.take('same', 'south', 1)).toBe(1)
        await south.leases.release('same', 'north')
        await south.inbox.park('same', 'theirs', 1)
        expect(await south.inbox.listParked(9)).toEqual([])
        expect(await south.inbox.replay(undefined, 1)).toBe(0)
        expect(await south.recordings.listExpired(1e15, 9)).toEqual([])
        expect(await south.recordings.purge(1e15)).toBe(0)
        expect(await south.webhooks.claimDue(1e15, 1e15, 9)).toEqual([])
        expect(await south.webhooks.stopped()).toEqual(new Set())
        await south.webhooks.postpone({ messageId: 'same', endpointId: 'e' }, 7)
        await south.webhooks.finish({ messageId: 'same', endpointId: 'e' }, 'delivered', 7)
        await south.webhooks.stop('e', 7)
        await south.webhooks.resume('stopped')
        expect(await south.webhooks.purge(1e15)).toBe(0)
        expect(await south.attendance.ofMeeting('row-same-1')).toEqual([])
        expect(await south.attendance.activityOf('row-same-1')).toEqual([])
        expect(await south.attendance.countPeople(['row-same-1'])).toEqual(new Map())
        expect(await south.attendance.forgetNames()).toBe(0)
        expect(await south.meetings.listOfRoom('same', { limit: 9 })).toEqual([])
        expect(await south.attendance.erase('p')).toBe(0)
        expect(await south.people.held('p')).toMatchObject({
          auditRows: 0,
          isBlocked: false,
          attendance: [],
          others: 0,
        })
        expect(Object.values(await south.people.erase('p'))).toEqual([0, 0, 0, 0, 0, 0])
        expect(await south.audit.trim(1e15, 1, 9)).toBe(0)
        expect(await south.people.purge(1e15)).toBe(0)
        expect(await south.attendance.purge(1e15)).toBe(0)
        expect(await south.orphans.list(9)).toEqual([])
        await south.orphans.forget('same')
        expect(await south.orphans.purge(1e15)).toBe(0)
        expect(await south.chores.nextDueAt()).toBeUndefined()
        await south.chores.again('same', 7)
        expect(await south.facts.get('same')).toBeUndefined()
        await south.facts.note('same', 'theirs', 7)
      })
      expect(await everything()).toEqual({ ...before, ticket: false, lease: undefined })
    })

    it('tells its clock in epoch milliseconds', async () => {
      expect(Math.abs((await store.now()) - Date.now())).toBeLessThan(1000)
    })
  })
}

describe.skipIf(!postgresIsInstalled)('PostgreSQL alone', () => {
  let server: TestPostgres
  let application: pg.Client
  beforeAll(async () => {
    server = await startPostgres()
    application = new pg.Client({ connectionString: server.applicationUrl })
    await application.connect()
    const store = openPostgresStore({ url: server.applicationUrl })
    await store.withTenant('north', async ({ rooms, audit }) => {
      await rooms.declare(room('maths'))
      await audit.append({ at: 1, action: 'a', actor: 'operator' })
    })
    await store.close()
  }, 60_000)
  afterAll(async () => {
    await application.end()
    await server.stop()
  })

  it('TENANT-3: forces row-level security on every table with a tenant', async () => {
    const { rows } = await application.query<{ relname: string }>(
      `select relname from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r'
       and relforcerowsecurity and relrowsecurity order by relname`,
    )
    expect(rows.map((row) => row.relname)).toEqual([...tenantTables].sort())
    const tables = await application.query<{ table_name: string }>(
      `select table_name from information_schema.tables where table_schema = 'public' and table_name not like 'kysely%'`,
    )
    expect(tables.rows.map((row) => row.table_name).sort()).toEqual([...tenantTables].sort())
  })

  it('TENANT-3: the application role is neither owner nor above row-level security', async () => {
    const { rows } = await application.query(
      `select rolsuper, rolbypassrls, (select count(*)::int from pg_class where relowner = r.oid) as owned
       from pg_roles r where rolname = current_user`,
    )
    expect(rows).toEqual([{ rolsuper: false, rolbypassrls: false, owned: 0 }])
  })

  it('TENANT-3: without the queries’ own filter still no row of another tenant, or of any without one', async () => {
    expect((await application.query('select * from rooms')).rows).toEqual([])
    await application.query('begin')
    await application.query(`select set_config('bbb_room.tenant', 'south', true)`)
    expect((await application.query('select * from rooms')).rows).toEqual([])
    await expect(
      application.query(`insert into rooms values ('north', 'forged', '{}', null, 1, 1)`),
    ).rejects.toMatchObject({ code: '42501' })
    await application.query('rollback')
    await application.query('begin')
    await application.query(`select set_config('bbb_room.tenant', 'north', true)`)
    expect((await application.query('select room_id from rooms')).rows).toEqual([{ room_id: 'maths' }])
    await application.query('rollback')
    expect((await application.query('select * from rooms')).rows).toEqual([])
  })

  it('LOG-4: the application role can neither change nor delete an audit row', async () => {
    await expect(application.query(`update audit set action = 'x'`)).rejects.toMatchObject({ code: '42501' })
    await expect(application.query('delete from audit')).rejects.toMatchObject({ code: '42501' })
  })

  it('LOG-4: the application role trims old rows only, up to where the chain itself says so', async () => {
    const store = openPostgresStore({ url: server.applicationUrl })
    const append = (at: number) =>
      store.withTenant('trimmed', ({ audit }) => audit.append({ at, action: 'a', actor: 'operator' }))
    await append(1)
    await append(Date.now() - 29 * 24 * 3600 * 1000)
    expect(await store.withTenant('trimmed', ({ audit }) => audit.trim(Date.now(), Date.now(), 9))).toBe(0)
    await application.query(`begin; select set_config('bbb_room.tenant', 'trimmed', true)`)
    await expect(application.query('delete from audit')).rejects.toMatchObject({ code: '42501' })
    await application.query('rollback')
    expect((await application.query('select bbb_room_trim_audit() as trimmed')).rows).toEqual([{ trimmed: '0' }])
    expect(await verifyAudit(store, 'trimmed')).toMatchObject({ intact: true, rows: 3, trimmedThrough: 0 })
    await store.close()
  })

  it('TENANT-4: a pool of two never carries a tenant over to the next transaction', async () => {
    const store = openPostgresStore({ url: server.applicationUrl, poolSize: 2 })
    const tenants = Array.from({ length: 20 }, (_, n) => `tenant-${n}`)
    await Promise.all(tenants.map((id) => store.withTenant(id, ({ rooms }) => rooms.declare(room(id)))))
    const foreign: string[] = []
    await Promise.all(
      Array.from({ length: 400 }, async (_, n) => {
        const mine = tenants[n % tenants.length]!
        const other = tenants[(n * 7 + 1) % tenants.length]!
        await store
          .withTenant(mine, async ({ rooms }) => {
            if (mine !== other && (await rooms.look(other))) foreign.push(`${mine} saw ${other}`)
            if (!(await rooms.look(mine))) foreign.push(`${mine} missed its own`)
            if (n % 5 === 0) throw new Error('abort')
          })
          .catch(() => undefined)
      }),
    )
    await store.close()
    expect(foreign).toEqual([])
  })

  it('DOS-5, R-20: whoever finds every connection taken is refused after 2 s; callbacks have some of their own', async () => {
    const store = openPostgresStore({ url: server.applicationUrl, poolSize: 2, callbackPoolSize: 1 })
    let release: () => void = () => undefined
    const isReleased = new Promise<void>((resolve) => (release = resolve))
    const holders = [1, 2].map(() => store.withTenant('north', () => isReleased))
    const startedAt = performance.now()
    const refused = store.withTenant('north', ({ rooms }) => rooms.look('maths')).catch((error: unknown) => error)
    const callback = { itemId: 'full', kind: 'webhook' as const, facts: {}, receivedAt: 1 }
    expect(await store.withTenant('north', ({ inbox }) => inbox.accept(callback), 'callbacks')).toBe(true)
    expect(await refused).toMatchObject({ code: 'STORE_UNAVAILABLE', status: 503, retryAfterSeconds: 5 })
    expect(performance.now() - startedAt).toBeGreaterThan(1900)
    release()
    await Promise.all(holders)
    expect(await store.withTenant('north', ({ rooms }) => rooms.look('maths'))).toBeDefined()
    await store.close()
  })

  it('R-24: migrating again, from several replicas at once, changes nothing', async () => {
    const { migratePostgres } = await import('./postgres-store.ts')
    const again = { ownerUrl: server.ownerUrl, applicationRole: 'application' }
    await Promise.all([migratePostgres(again), migratePostgres(again), migratePostgres(again)])
    const { rows } = await application.query(`select has_table_privilege('audit', 'update') as may`)
    expect(rows).toEqual([{ may: false }])
  })

  it('R-19: answers STORE_UNAVAILABLE, and serves again once the database is back', async () => {
    const store = openPostgresStore({ url: server.applicationUrl.replace(/:\d+\//, ':1/') })
    await expect(store.withTenant('north', ({ rooms }) => rooms.look('maths'))).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
      retryAfterSeconds: 5,
    })
    await store.close()
  })
})
