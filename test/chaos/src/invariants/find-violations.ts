import { setTimeout as sleep } from 'node:timers/promises'
import { verifyAudit } from '@bbb-room/bff'
import type { SentCallback } from '@bbb-room/fake-bbb'
import type { Entry } from '../harness/client.ts'
import type { ChaosTenant, World } from '../harness/world.ts'
import { readRows, type Rows } from './rows.ts'
import { storedItemsOf } from './stored-items.ts'
import type { Violation } from './violation.ts'

/**
 * Checks the nine invariants of a world that has come to rest: the database against what BBB saw and what clients were
 * told. What is only on its way (BBB repeats a callback after half a minute) is looked at again.
 * @returns what is wrong; nothing is how a chaos test has to end
 */
export async function findViolations(world: World): Promise<Violation[]> {
  for (let remaining = 6; ; remaining--) {
    const violations = await look(world)
    if (violations.length === 0 || remaining === 0) return violations
    await sleep(2_000)
  }
}

async function look(world: World): Promise<Violation[]> {
  // Before the rows: what is answered later is in no row yet.
  const sent = new Map(world.tenants.map(({ id, bbb }) => [id, [...bbb.callbacks.sent]]))
  const entries = [...world.journal.entries]
  const rows = await readRows(world.database)
  return [
    ...world.tenants.flatMap((tenant) => twoLiveMeetings(tenant, rows)),
    ...ticketsUsedTwice(entries),
    ...world.tenants.flatMap(({ id }) => lostCallbacks(id, sent.get(id) ?? [], rows)),
    ...foreignMeetings(world, rows),
    ...changesWithoutAudit(rows),
    ...(await brokenChains(world)),
    ...world.tenants.flatMap((tenant) => recordingsThatCameBack(tenant, rows)),
    ...differentViews(world.tenants, rows),
    ...world.tenants.flatMap((tenant) => differentRecordings(tenant, rows)),
    ...toldSecrets(world),
    ...admittedWithoutRow(entries, rows),
    ...wrongTimes(entries, rows),
  ]
}

/** I1: at any moment a room has at most one live meeting on BBB. */
function twoLiveMeetings(tenant: ChaosTenant, { meetings }: Rows): Violation[] {
  const roomOf = new Map(
    meetings.filter((row) => row.tenant_id === tenant.id).map((row) => [row.meeting_id, row.room_id]),
  )
  const found: Violation[] = []
  const seen = tenant.meetingsSeen().sort((a, b) => a.from - b.from)
  for (const [index, first] of seen.entries()) {
    const room = roomOf.get(first.meetingID)
    for (const second of seen.slice(index + 1)) {
      if (roomOf.get(second.meetingID) !== room || second.from >= first.lastSeenAt) continue
      found.push({
        invariant: 'I1',
        what: `room ${room ?? 'unknown'} had ${first.internalMeetingID} and ${second.internalMeetingID} at once`,
      })
    }
  }
  return found
}

/** I2: a ticket admits at most once. */
function ticketsUsedTwice(entries: readonly Entry[]): Violation[] {
  const admitted = new Map<string, number>()
  for (const { launched, ticketId } of entries) {
    if (launched !== undefined && ticketId !== undefined) admitted.set(ticketId, (admitted.get(ticketId) ?? 0) + 1)
  }
  return [...admitted]
    .filter(([, times]) => times > 1)
    .map(([ticketId, times]) => ({ invariant: 'I2', what: `ticket ${ticketId} admitted ${times} times` }))
}

/** I3: a callback that was answered with 2xx is stored, and was worked off or put aside. */
export function lostCallbacks(
  tenantId: string,
  sent: readonly Pick<SentCallback, 'kind' | 'url' | 'body' | 'status'>[],
  rows: Pick<Rows, 'inbox' | 'meetings'>,
): Violation[] {
  const inbox = rows.inbox.filter((row) => row.tenant_id === tenantId)
  const meetings = rows.meetings.filter((row) => row.tenant_id === tenantId)
  const unfinished = inbox.filter((row) => row.done_at === null && row.parked_at === null)
  const accepted = sent.filter(({ status = 0 }) => status >= 200 && status <= 299)
  // Once worked off, a row says no more of what it was than its id.
  const ids = new Set(inbox.map((row) => row.item_id))
  const lost = accepted.flatMap((callback) =>
    storedItemsOf(callback, meetings)
      .filter((oneOf) => !oneOf.some((id) => ids.has(id)))
      .map(() => callback),
  )
  // Of what people did, one is told for each meeting, and its id is of all the numbers in it.
  const analytics = accepted.filter(({ kind }) => kind === 'analytics')
  const told = new Set(analytics.map(({ url }) => url)).size
  const unstored = told - inbox.filter(({ kind }) => kind === 'analytics').length
  lost.push(...analytics.slice(0, Math.max(unstored, 0)))
  return [
    ...lost.map(({ kind, status }) => ({
      invariant: 'I3' as const,
      what: `${kind} of ${tenantId} was answered ${status ?? 0} and is not stored`,
    })),
    ...unfinished.map(({ kind }) => ({
      invariant: 'I3' as const,
      what: `${kind} of ${tenantId} was never worked off`,
    })),
  ]
}

/** I4: nobody is sent to a meeting of another tenant, and no row of one names a meeting of another. */
function foreignMeetings({ tenants, journal }: World, { meetings }: Rows): Violation[] {
  const madeAt = new Map<string, Set<string>>()
  for (const { id, bbb } of tenants) {
    for (const { params } of bbb.journal.of('create')) {
      const meetingID = params['meetingID'] ?? ''
      madeAt.set(meetingID, (madeAt.get(meetingID) ?? new Set()).add(id))
    }
  }
  const isForeign = (meetingID: string, tenantId: string) =>
    madeAt.has(meetingID) && madeAt.get(meetingID)?.has(tenantId) !== true
  return [
    ...journal.entries
      .filter(({ launched, tenant }) => launched !== undefined && isForeign(launched.meetingID, tenant))
      .map(({ tenant, room }) => ({ invariant: 'I4' as const, what: `${tenant}/${room} led into another tenant` })),
    ...meetings
      .filter((row) => isForeign(row.meeting_id, row.tenant_id))
      .map((row) => ({
        invariant: 'I4' as const,
        what: `${row.tenant_id}/${row.room_id} holds another tenant's meeting`,
      })),
  ]
}

/** I5: each state change has exactly one audit row, and each audit row its change. */
function changesWithoutAudit({ meetings, audit, usedTickets }: Rows): Violation[] {
  const found: Violation[] = []
  const count = (meetingRowId: string, ...actions: string[]) =>
    audit.filter((row) => row.meeting_row_id === meetingRowId && actions.includes(row.action)).length
  for (const { meeting_row_id: id, state, create_time: made } of meetings) {
    const expected: [string, number, number][] = [
      ['meeting:make', made === null ? 0 : 1, made === null ? 0 : 1],
      ['meeting:end', 0, 1],
      ['meeting:ended', state === 'ended' ? 1 : 0, state === 'ended' ? 1 : 0],
      ['meeting:lost', state === 'lost' ? 1 : 0, state === 'lost' || state === 'ended' ? 1 : 0],
    ]
    for (const [action, least, most] of expected) {
      const times = count(id, action)
      if (times < least || times > most) {
        found.push({ invariant: 'I5', what: `meeting ${id} is ${state} and has ${times} rows ${action}` })
      }
    }
  }
  const known = new Set(meetings.map((row) => row.meeting_row_id))
  for (const { seq, action, meeting_row_id: id } of audit) {
    if (id !== null && !known.has(id)) found.push({ invariant: 'I5', what: `row ${seq}, ${action}, is of no meeting` })
  }
  const admissions = audit.filter(({ action }) => action === 'meeting:join' || action === 'recording:play').length
  if (admissions !== usedTickets.size) {
    found.push({ invariant: 'I5', what: `${usedTickets.size} tickets were used, and ${admissions} rows tell of it` })
  }
  return found
}

/** I5: the chain of hashes holds. */
async function brokenChains({ database, tenants }: World): Promise<Violation[]> {
  const store = await database.openStore()
  try {
    const found: Violation[] = []
    for (const { id } of tenants) {
      const check = await verifyAudit(store, id)
      if (!check.intact) found.push({ invariant: 'I5', what: `the chain of ${id} breaks at ${check.firstBadSeq}` })
    }
    return found
  } finally {
    await store.close()
  }
}

/** I6: what we call deleted is gone from BBB, and nothing is called gone that BBB still has. */
function recordingsThatCameBack({ id, bbb }: ChaosTenant, { recordings }: Rows): Violation[] {
  return recordings
    .filter((row) => row.tenant_id === id && (row.state === 'deleted' || row.state === 'missing'))
    .filter((row) => !['deleted', undefined].includes(bbb.recordings.get(row.record_id)?.state))
    .map((row) => ({ invariant: 'I6', what: `recording ${row.record_id} is ${row.state} here and there on BBB` }))
}

/** I7: our view of what runs equals BBB's. */
export function differentViews(tenants: readonly ChaosTenant[], { meetings }: Rows): Violation[] {
  return tenants.flatMap(({ id, bbb }) => {
    const there = bbb.meetings.all().map(({ meetingID, createTime }) => `${meetingID} ${createTime}`)
    const here = meetings
      .filter((row) => row.tenant_id === id && row.state !== 'ended' && row.state !== 'lost')
      .map((row) => `${row.meeting_id} ${row.create_time ?? row.state}`)
    return [
      ...there.filter((meeting) => !here.includes(meeting)).map((meeting) => `${meeting} runs on BBB only`),
      ...here.filter((meeting) => !there.includes(meeting)).map((meeting) => `${meeting} runs in our book only`),
    ].map((what) => ({ invariant: 'I7' as const, what }))
  })
}

/**
 * I7: what we say of a recording that BBB has delivered equals what BBB says, and what it has of our meetings has a line.
 * What is still waited for is not compared: it is looked at by the clock.
 */
export function differentRecordings(
  { id, bbb }: Pick<ChaosTenant, 'id'> & { bbb: Pick<ChaosTenant['bbb'], 'recordings'> },
  { recordings, meetings }: Pick<Rows, 'recordings' | 'meetings'>,
): Violation[] {
  const lines = recordings.filter((row) => row.tenant_id === id)
  const ours = new Set(meetings.filter((row) => row.tenant_id === id).map((row) => row.meeting_id))
  const known = new Set(lines.map((row) => row.record_id))
  const differ = lines.flatMap(({ record_id: recordID, state, published }) => {
    const there = bbb.recordings.get(recordID)?.state ?? 'gone'
    const isSame =
      state === 'deleting' ? there !== 'published' : state === there && (published === 1) === (there === 'published')
    return !['published', 'unpublished', 'deleting'].includes(state) || isSame
      ? []
      : [`recording ${recordID} is ${state} here${published === 1 ? ', shown' : ''}, and ${there} on BBB`]
  })
  const without = bbb.recordings
    .all()
    .filter(({ meetingID, recordID }) => ours.has(meetingID) && !known.has(recordID))
    .map(({ recordID }) => `recording ${recordID} has no line`)
  return [...differ, ...without].map((what) => ({ invariant: 'I7' as const, what }))
}

/** I8: no token, ticket, join address or secret in what the processes wrote. A sample of each kind; its own test does all. */
function toldSecrets(world: World): Violation[] {
  const output = world.output()
  const found: Violation[] = []
  for (const [what, pattern] of [
    ['a token', /eyJ[\w-]{10,}\.eyJ/],
    ['a checksum', /checksum=/i],
    ['a stack trace', /\n\s+at .+:\d+:\d+/],
  ] as const) {
    if (pattern.test(output)) found.push({ invariant: 'I8', what: `a process wrote ${what}` })
  }
  const secrets = [...Object.values(world.keys), ...[...world.journal.secrets].slice(-20)]
  if (secrets.some((secret) => output.includes(secret)))
    found.push({ invariant: 'I8', what: 'a process wrote a secret' })
  return found
}

/** I9: whoever was admitted is in the audit log; and the log holds no more than those, and those who were told nothing. */
function admittedWithoutRow(entries: readonly Entry[], { audit, meetings, usedTickets }: Rows): Violation[] {
  const found: Violation[] = []
  const launches = entries.filter(({ op }) => op === 'launch')
  const admitted = launches.filter(({ launched }) => launched !== undefined)
  // The actor of a row is not the `userID` that BBB sees, so that neither tells who the other is.
  const meetingIdOf = new Map(meetings.map((row) => [row.meeting_row_id, row.meeting_id]))
  const rows = countBy(
    audit.filter(({ action }) => action === 'meeting:join'),
    (row) => meetingIdOf.get(row.meeting_row_id ?? '') ?? '',
  )
  for (const [meetingID, times] of countBy(admitted, ({ launched }) => launched?.meetingID ?? '')) {
    const told = rows.get(meetingID) ?? 0
    if (told < times) found.push({ invariant: 'I9', what: `${times} were admitted to ${meetingID}, ${told} rows tell` })
  }
  for (const { ticketId = '' } of admitted) {
    if (!usedTickets.has(ticketId)) found.push({ invariant: 'I9', what: `ticket ${ticketId} admitted and is not used` })
  }
  const unknown = new Set(launches.filter(({ outcome }) => outcome === 'unknown').map(({ ticketId }) => ticketId)).size
  const all = [...rows.values()].reduce((sum, times) => sum + times, 0)
  if (all > admitted.length + unknown) {
    found.push({ invariant: 'I9', what: `${all} rows, ${admitted.length} admitted, ${unknown} unknown` })
  }
  return found
}

/** Lifetime and tolerance of a ticket, and the error of two clocks. */
const deadAfterMs = 40_000
/** Well within its life. */
const freshMs = 20_000

/** no ticket admits when its life is over, and none is refused before that was not used. */
function wrongTimes(entries: readonly Entry[], { usedTickets }: Rows): Violation[] {
  const minted = new Map(
    entries
      .filter(({ op, ticketId }) => op === 'join' && ticketId !== undefined)
      .map((entry) => [entry.ticketId, entry]),
  )
  return entries.flatMap((entry): Violation[] => {
    const mint = minted.get(entry.ticketId)
    if (entry.op !== 'launch' || entry.ticketId === undefined || mint === undefined) return []
    if (entry.launched !== undefined && entry.invokedAt - mint.answeredAt > deadAfterMs) {
      return [{ invariant: 'R-35', what: `ticket ${entry.ticketId} admitted after its time` }]
    }
    const isFresh = entry.answeredAt - mint.invokedAt < freshMs
    if (entry.status === 403 && isFresh && !usedTickets.has(entry.ticketId)) {
      return [{ invariant: 'R-35', what: `ticket ${entry.ticketId} was refused in its time, and is not used` }]
    }
    return []
  })
}

function countBy<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, number> {
  const counts = new Map<string, number>()
  for (const item of items) counts.set(keyOf(item), (counts.get(keyOf(item)) ?? 0) + 1)
  return counts
}
