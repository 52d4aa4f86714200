import { randomBytes } from 'node:crypto'
import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { Person, Role } from './people.ts'

const cookieName = 'school_session'

/**
 * Who is signed in. Each role has a part of the site, and the cookie is good for that part only: so teacher and pupil
 * can be two tabs of one browser.
 */
export function createSessions() {
  const people = new Map<string, Person>()
  return {
    signIn(c: Context, person: Person) {
      const id = randomBytes(24).toString('base64url')
      people.set(id, person)
      setCookie(c, cookieName, id, { path: `/${person.role}`, httpOnly: true, sameSite: 'Lax' })
    },
    signOut(c: Context, role: Role) {
      people.delete(getCookie(c, cookieName) ?? '')
      deleteCookie(c, cookieName, { path: `/${role}` })
    },
    /** `undefined` when nobody is signed in to this part of the site. */
    personOf(c: Context, role: Role): Person | undefined {
      const person = people.get(getCookie(c, cookieName) ?? '')
      return person?.role === role ? person : undefined
    },
  }
}

export type Sessions = ReturnType<typeof createSessions>
