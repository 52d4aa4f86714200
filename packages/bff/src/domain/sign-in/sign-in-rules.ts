import type { TokenRole } from '@bbb-room/bff-api'
import type { SignInConfig } from '../../config/bff-config.ts'

/** What a session keeps of an ID token: text claims, and lists of text. */
export type SignInClaims = Readonly<Record<string, string | readonly string[]>>

/** Takes along what the tenant's rules can ask for, and the name. Nothing else of a person is kept. */
export function pickClaims(
  { rules, nameClaim }: SignInConfig,
  claims: Readonly<Record<string, unknown>>,
): SignInClaims {
  const wanted = new Set([nameClaim, ...rules.flatMap(({ claim }) => claim ?? [])])
  return Object.fromEntries(
    [...wanted].flatMap((name) => {
      const texts = textsOf(Object.hasOwn(claims, name) ? claims[name] : undefined)
      return texts === undefined ? [] : [[name, texts] as const]
    }),
  )
}

/**
 * The role that the first fitting rule gives in this room.
 * @returns `undefined` when no rule fits: nobody gets in by default
 */
export function roleBySignIn({ rules }: SignInConfig, claims: SignInClaims, room: string): TokenRole | undefined {
  return rules.find(
    ({ claim, value, rooms }) =>
      (claim === undefined || (Object.hasOwn(claims, claim) && [claims[claim] ?? []].flat().includes(value ?? ''))) &&
      (rooms === undefined || rooms.includes(room)),
  )?.role
}

function textsOf(value: unknown): string | string[] | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean' || typeof value === 'number') return String(value)
  return Array.isArray(value) ? value.filter((each) => typeof each === 'string') : undefined
}
