import type { Scope, TokenRole } from '@bbb-room/bff-api'
import fc from 'fast-check'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { BffFailure } from '../failure.ts'
import type { Actor, WayIn } from './actor.ts'
import { authorize, isAllowed } from './authorize.ts'
import { isPermit, type Action } from './permit.ts'
import { decideJoin, effectiveRole, roomState, type RoomFacts } from './room-policy.ts'

const actions = [
  'room:read',
  'room:diagnose',
  'room:declare',
  'room:delete',
  'meeting:join',
  'meeting:end',
  'recording:list',
  'recording:play',
  'recording:manage',
  'attendance:read',
] as const satisfies Action[]
const waysIn = ['host', 'guest', 'sign-in', 'lms'] as const satisfies WayIn[]

function actor(roleCeiling: TokenRole, scopes: Scope[], wayIn: WayIn = 'host'): Actor {
  return {
    tenantId: 'acme',
    subject: 's',
    name: undefined,
    roleCeiling,
    scopes: new Set(scopes),
    rooms: new Set(['maths']),
    origin: undefined,
    tokenId: undefined,
    tokenIssuedAt: 0,
    wayIn,
  }
}

function answer(who: Actor, action: Action, roomId: string): string {
  try {
    return isPermit(authorize(who, action, roomId)) ? 'yes' : 'no permit'
  } catch (error) {
    return error instanceof BffFailure ? error.code : 'threw'
  }
}

/** y: permitted; h: to the host's own back end only; n: NOT_ALLOWED; -: NOT_FOUND. One column per action, in the order above. */
const table = `
  host viewer    (none)            n n n n n n n - n n
  host viewer    room:join         y n n n y n n - n n
  host viewer    room:manage       y n y y n n n - n h
  host viewer    recording:read    y n n n n n y y n n
  host viewer    recording:manage  y n n n n n y y n n
  host viewer    attendance:read   n n n n n n n - n n
  host moderator (none)            n n n n n n n - n n
  host moderator room:join         y y n n y y n - n n
  host moderator room:manage       y y y y n n n - n h
  host moderator recording:read    y n n n n n y y n n
  host moderator recording:manage  y n n n n n y y y n
  host moderator attendance:read   n n n n n n n - n y
`
const meaning: Readonly<Record<string, string>> = { y: 'yes', h: 'yes', n: 'NOT_ALLOWED', '-': 'NOT_FOUND' }
const rows = table
  .trim()
  .split('\n')
  .map((line) => {
    const [, role, scope, ...cells] = line.trim().split(/\s+/)
    return { role: role as TokenRole, scopes: scope === '(none)' ? [] : [scope as Scope], cells }
  })

describe('TENANT-8: who may ask what', () => {
  it.each(rows)('$role with $scopes', ({ role, scopes, cells }) => {
    for (const [column, action] of actions.entries()) {
      const expected = meaning[cells[column]!]
      expect(answer(actor(role, scopes), action, 'maths'), action).toBe(expected)
      expect(isAllowed(actor(role, scopes), action, 'maths'), action).toBe(expected === 'yes')
      for (const wayIn of waysIn.slice(1)) {
        const isHostOnly = action === 'room:declare' || action === 'room:delete' || cells[column] === 'h'
        expect(answer(actor(role, scopes, wayIn), action, 'maths'), `${wayIn} ${action}`).toBe(
          isHostOnly && expected === 'yes' ? 'NOT_ALLOWED' : expected,
        )
      }
      expect(answer(actor(role, scopes), action, 'physics'), `${action} elsewhere`).toBe('NOT_FOUND')
    }
  })

  it('several scopes give what each of them gives, and nothing more', () => {
    const allScopes: Scope[] = ['room:join', 'room:manage', 'recording:read', 'recording:manage', 'attendance:read']
    fc.assert(
      fc.property(
        fc.constantFrom<TokenRole>('viewer', 'moderator'),
        fc.subarray(allScopes),
        fc.constantFrom(...waysIn),
        fc.constantFrom(...actions),
        (role, scopes, wayIn, action) => {
          const together = isAllowed(actor(role, scopes, wayIn), action, 'maths')
          const apart = scopes.some((scope) => isAllowed(actor(role, [scope], wayIn), action, 'maths'))
          expect(together).toBe(apart)
        },
      ),
    )
  })

  it('a permit is frozen, and one that somebody else built is none', () => {
    const permit = authorize(actor('moderator', ['room:join']), 'meeting:end', 'maths')
    expect(Object.isFrozen(permit)).toBe(true)
    expect(isPermit({ ...permit })).toBe(false)
  })

  it('nothing outside policy can make a permit', () => {
    const source = join(import.meta.dirname, '..')
    const offenders = readdirSync(source, { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts') && !name.startsWith('policy/'))
      .filter((name) => /issuePermit|as Permit|as unknown as Permit/.test(readFileSync(join(source, name), 'utf8')))
    expect(offenders).toEqual([])
  })
})

const now = Date.UTC(2026, 10, 23, 9)
const minute = 60_000
type Situation = Partial<RoomFacts['settings']> & { meeting?: Partial<NonNullable<RoomFacts['meeting']>> }

function facts({ meeting, ...settings }: Situation, wait: boolean): RoomFacts {
  const idle = { state: 'running' as const, startedAt: null, endedAt: null, moderatorSeenAt: null, participantCount: 0 }
  return {
    settings: { name: 'Maths', wait_for_moderator: wait, ...settings },
    meeting: meeting === undefined ? null : { ...idle, ...meeting },
    now,
    endedForSeconds: 900,
  }
}
const at = (offset: number) => new Date(now + offset).toISOString()
const started = { startedAt: now - minute, participantCount: 3 }
const withModerator = { ...started, moderatorSeenAt: now - minute }
const ended = { ...withModerator, state: 'ended' as const, participantCount: 0 }

/** What the room is, and what becomes of a join: for a moderator; a viewer who waits; a viewer where nobody waits. */
const situations: [string, Situation, string, string, string][] = [
  ['no meeting yet', {}, 'open yes', 'waiting WAITING_FOR_MODERATOR', 'open yes'],
  ['before it opens', { opens_at: at(minute) }, ...three('scheduled ROOM_NOT_OPEN_YET')],
  ['after it closed', { closes_at: at(0) }, ...three('ended ROOM_CLOSED')],
  ['closed, though a meeting runs', { closes_at: at(-minute), meeting: withModerator }, ...three('ended ROOM_CLOSED')],
  [
    'a meeting being created',
    { meeting: { state: 'creating' } },
    'open yes',
    'waiting WAITING_FOR_MODERATOR',
    'open yes',
  ],
  ['a meeting with nobody in it', { meeting: {} }, 'open yes', 'waiting WAITING_FOR_MODERATOR', 'open yes'],
  ['a meeting of viewers', { meeting: started }, 'running yes', 'waiting WAITING_FOR_MODERATOR', 'running yes'],
  ['a meeting with its moderator', { meeting: withModerator }, ...three('running yes')],
  [
    'a full meeting',
    { max_participants: 3, meeting: withModerator },
    'running yes',
    'running ROOM_FULL',
    'running ROOM_FULL',
  ],
  ['a meeting being ended', { meeting: { ...withModerator, state: 'ending' } }, ...three('ended MEETING_ENDED')],
  [
    'a meeting that ended lately',
    { meeting: { ...ended, endedAt: now - minute } },
    'ended yes',
    'ended MEETING_ENDED',
    'ended MEETING_ENDED',
  ],
  [
    'a meeting that ended long ago',
    { meeting: { ...ended, endedAt: now - 15 * minute } },
    'open yes',
    'waiting WAITING_FOR_MODERATOR',
    'open yes',
  ],
  [
    'a meeting that ended before anybody came',
    { meeting: { state: 'ended', endedAt: now - minute } },
    'open yes',
    'waiting WAITING_FOR_MODERATOR',
    'open yes',
  ],
  [
    'a meeting that BBB lost',
    { meeting: { ...ended, state: 'lost', endedAt: now - minute } },
    'open yes',
    'ended MEETING_ENDED',
    'open yes',
  ],
]

function three(text: string): [string, string, string] {
  return [text, text, text]
}

const nobodySpecial = { isGuest: false, isBlocked: false }

describe('TENANT-8: what a room is, and who gets in', () => {
  it.each(situations)('%s', (_name, situation, moderator, waitingViewer, viewer) => {
    const seen = (role: TokenRole, wait: boolean) => {
      const room = facts(situation, wait)
      const decision = decideJoin(role, room, nobodySpecial)
      return `${roomState(role, room)} ${decision.admit ? 'yes' : decision.answer.code}`
    }
    expect(seen('moderator', true)).toBe(moderator)
    expect(seen('moderator', false)).toBe(moderator)
    expect(seen('viewer', true)).toBe(waitingViewer)
    expect(seen('viewer', false)).toBe(viewer)
  })

  it('waits for a moderator where nobody said anything', () => {
    const room = { ...facts({}, true), settings: { name: 'Maths' } }
    expect(roomState('viewer', room)).toBe('waiting')
  })

  it('turns guests away where the room takes none, whatever else it is', () => {
    const room = facts({ guest_policy: 'ALWAYS_DENY', meeting: withModerator }, false)
    expect(decideJoin('viewer', room, { isGuest: true, isBlocked: false })).toMatchObject({
      answer: { state: 'denied', code: 'GUESTS_REFUSED' },
    })
    expect(decideJoin('viewer', room, nobodySpecial)).toEqual({ admit: true })
  })

  it('TICKET-13: turns away whoever is blocked, moderators too, whatever the room is', () => {
    for (const [, situation] of situations) {
      for (const role of ['moderator', 'viewer'] as const) {
        const decision = decideJoin(role, facts(situation, false), { isGuest: false, isBlocked: true })
        expect(decision).toMatchObject({ admit: false, answer: { state: 'denied', code: 'PERSON_BLOCKED' } })
      }
    }
  })

  it('SIGN-3: no ceiling is ever raised', () => {
    expect(effectiveRole('moderator', 'moderator')).toBe('moderator')
    expect(effectiveRole('moderator', 'viewer')).toBe('viewer')
    expect(effectiveRole('viewer', 'moderator')).toBe('viewer')
  })
})
