import { createHash } from 'node:crypto'

/** How someone is signed in to the school's site: decided by the site, never by the page. */
export type Role = 'teacher' | 'pupil'

/** Someone signed in to the school's site. `id` is the same each time that person signs in. */
export interface Person {
  id: string
  role: Role
  name: string
}

/** Names offered at sign-in; any other may be typed. The first is taken when none is given. */
export const suggestedNames: Record<Role, readonly [string, ...string[]]> = {
  teacher: ['Ms Okafor', 'Mr Lindqvist', 'Dr Haddad'],
  pupil: ['Mila Novak', 'Jonas Weber', 'Aisha Rahman', 'Tomás Silva', 'Yuki Tanaka'],
}

/**
 * The person who signs in. A real site would check a password here.
 * @param typedName is trimmed and cut to 64 characters; without one the first suggested name is taken
 */
export function personOf(role: Role, typedName = ''): Person {
  const name = Array.from(typedName.trim()).slice(0, 64).join('') || suggestedNames[role][0]
  const id = createHash('sha256').update(`${role}:${name}`).digest('base64url').slice(0, 16)
  return { id, role, name }
}

export function isRole(text: string | undefined): text is Role {
  return text === 'teacher' || text === 'pupil'
}
