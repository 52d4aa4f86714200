import type { Context } from 'hono'
import { deleteCookie, getCookie, setCookie } from 'hono/cookie'
import type { BffEnv } from '../../bff-env.ts'

/**
 * A cookie of our own pages, for one tenant. Nothing of the element's way uses one.
 * @see https://www.rfc-editor.org/rfc/rfc6265#section-4.1
 */
export interface PageCookie {
  get(c: Context<BffEnv>): string | undefined
  set(c: Context<BffEnv>, value: string): void
  drop(c: Context<BffEnv>): void
}

/** 32 random bytes as base64url: anything else is no value of ours. */
const valueForm = /^[\w-]{43}$/

function pageCookie(kind: string, sameSite: 'Strict' | 'Lax', maxAge: number): PageCookie {
  const nameOf = (c: Context<BffEnv>) => `bbb-room-${kind}-${c.get('tenant').id}`
  return {
    get: (c) => {
      const value = getCookie(c, nameOf(c), 'host')
      return value !== undefined && valueForm.test(value) ? value : undefined
    },
    set: (c, value) => {
      setCookie(c, nameOf(c), value, { prefix: 'host', httpOnly: true, secure: true, path: '/', sameSite, maxAge })
    },
    drop: (c) => {
      deleteCookie(c, nameOf(c), { prefix: 'host', secure: true, path: '/' })
    },
  }
}

/** Lax, since the provider's site leads back here. */
export const attemptCookie = pageCookie('sign-in', 'Lax', 600)

export const sessionCookie = pageCookie('session', 'Strict', 8 * 60 * 60)
