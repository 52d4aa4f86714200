import type { Scope } from '@bbb-room/bff-api'
import { BffFailure } from '../failure.ts'
import type { Actor } from './actor.ts'
import { issuePermit, type Action, type Permit } from './permit.ts'

interface Rule {
  /** Any one of these. */
  scopes: readonly Scope[]
  moderatorsOnly: boolean
  /** Only a token that the host's own back end signed. */
  hostOnly: boolean
  /** With any one of these the host's own back end may as well, whatever the role in its token. */
  hostScopes?: readonly Scope[]
  /** What somebody without the right is told: what exists must not show to those who may not even know. */
  refusal: 'NOT_ALLOWED' | 'NOT_FOUND'
}

/** The whole of who may ask what. An action that is not here, or a scope that is missing, is refused. */
const rules: Readonly<Record<Action, Rule>> = {
  'room:read': {
    scopes: ['room:join', 'room:manage', 'recording:read', 'recording:manage'],
    moderatorsOnly: false,
    hostOnly: false,
    refusal: 'NOT_ALLOWED',
  },
  // It makes BBB work, and says what only those who run the room can mend.
  'room:diagnose': {
    scopes: ['room:join', 'room:manage'],
    moderatorsOnly: true,
    hostOnly: false,
    refusal: 'NOT_ALLOWED',
  },
  'room:declare': { scopes: ['room:manage'], moderatorsOnly: false, hostOnly: true, refusal: 'NOT_ALLOWED' },
  'room:delete': { scopes: ['room:manage'], moderatorsOnly: false, hostOnly: true, refusal: 'NOT_ALLOWED' },
  'meeting:join': { scopes: ['room:join'], moderatorsOnly: false, hostOnly: false, refusal: 'NOT_ALLOWED' },
  'meeting:end': { scopes: ['room:join'], moderatorsOnly: true, hostOnly: false, refusal: 'NOT_ALLOWED' },
  'attendance:read': {
    scopes: ['attendance:read'],
    moderatorsOnly: true,
    hostOnly: false,
    hostScopes: ['room:manage'],
    refusal: 'NOT_ALLOWED',
  },
  'recording:list': {
    scopes: ['recording:read', 'recording:manage'],
    moderatorsOnly: false,
    hostOnly: false,
    refusal: 'NOT_ALLOWED',
  },
  'recording:play': {
    scopes: ['recording:read', 'recording:manage'],
    moderatorsOnly: false,
    hostOnly: false,
    refusal: 'NOT_FOUND',
  },
  'recording:manage': { scopes: ['recording:manage'], moderatorsOnly: true, hostOnly: false, refusal: 'NOT_ALLOWED' },
}

/** Whether {@link authorize} would give a permit: for drawing. */
export function isAllowed(actor: Actor, action: Action, roomId: string): boolean {
  return actor.rooms.has(roomId) && satisfies(actor, rules[action])
}

/**
 * The one way to a permit.
 * @throws {BffFailure} `NOT_FOUND` for a room that the token does not name, as for one that never existed;
 * `NOT_ALLOWED` for a right that it does not carry
 */
export function authorize<A extends Action>(actor: Actor, action: A, roomId: string): Permit<A> {
  if (!actor.rooms.has(roomId)) throw new BffFailure('NOT_FOUND')
  const rule = rules[action]
  if (!satisfies(actor, rule)) throw new BffFailure(rule.refusal)
  return issuePermit(action, actor, roomId)
}

function satisfies(actor: Actor, rule: Rule): boolean {
  const { hostScopes = [] } = rule
  if (actor.wayIn === 'host' && hostScopes.some((scope) => actor.scopes.has(scope))) return true
  if (rule.moderatorsOnly && actor.roleCeiling !== 'moderator') return false
  if (rule.hostOnly && actor.wayIn !== 'host') return false
  return rule.scopes.some((scope) => actor.scopes.has(scope))
}
