import { readFile } from 'node:fs/promises'
import { Hono, type Context } from 'hono'
import { csrf } from 'hono/csrf'
import { secureHeaders } from 'hono/secure-headers'
import type { MeetingTokens } from './meeting-token.ts'
import { homePage } from './pages/home.ts'
import { lessonPage } from './pages/lesson.ts'
import { isRole, personOf, type Role } from './people.ts'
import { createSessions } from './sessions.ts'

/** Addresses the site has to know; all without a slash at the end. */
export interface SchoolSiteConfig {
  /** Its own origin, as people see it. Other spellings of it are sent there. */
  origin: string
  /** Origin of the BFF. */
  bffOrigin: string
  /** The tenant's base URL at the BFF. */
  tenantUrl: string
  /** Origin of BBB: the join ends there, so forms and frames may too. */
  bbbOrigin: string
  room: string
}

const assets = {
  'site.css': 'text/css; charset=utf-8',
  'crest.svg': 'image/svg+xml',
} as const

/** A school's website with a back end of its own: signs people in, signs access tokens, embeds the element. */
export function createSchoolSite(config: SchoolSiteConfig, tokens: Pick<MeetingTokens, 'sign'>) {
  const { origin, bffOrigin, bbbOrigin, tenantUrl, room } = config
  const sessions = createSessions()
  const site = new Hono()

  site.use(async (c, next) => {
    if (new URL(c.req.url).origin === origin) return next()
    return c.redirect(origin)
  })
  site.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'none'"],
        scriptSrc: [bffOrigin],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", bbbOrigin],
        connectSrc: ["'self'", bffOrigin],
        formAction: ["'self'", bffOrigin, bbbOrigin],
        frameSrc: [bffOrigin, bbbOrigin],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        requireTrustedTypesFor: ["'script'"],
      },
      // The form that carries a ticket has to say from which page it comes: `no-referrer` would make its Origin `null`.
      referrerPolicy: 'strict-origin',
      crossOriginOpenerPolicy: 'same-origin-allow-popups',
      // Plain http on loopback.
      strictTransportSecurity: false,
    }),
  )
  site.use(csrf({ origin }))

  site.get('/', (c) => {
    const role = c.req.query('as')
    if (!isRole(role)) return c.html(homePage())
    sessions.signIn(c, personOf(role, c.req.query('name')))
    return c.redirect(`/${role}/`)
  })

  for (const role of ['teacher', 'pupil'] satisfies Role[]) {
    site.post(`/${role}/sign-in`, async (c) => {
      const { name } = await c.req.parseBody()
      sessions.signIn(c, personOf(role, typeof name === 'string' ? name : undefined))
      return c.redirect(`/${role}/`, 303)
    })
    site.post(`/${role}/sign-out`, (c) => {
      sessions.signOut(c, role)
      return c.redirect('/', 303)
    })
    site.get(`/${role}/`, (c) => {
      const person = sessions.personOf(c, role)
      if (!person) return c.redirect('/')
      c.header('Cache-Control', 'no-store')
      return c.html(lessonPage(person, { endpoint: tenantUrl, room, elementUrl: `${bffOrigin}/element/bbb-room.js` }))
    })
    site.post(`/${role}/meeting-token`, async (c) => {
      const person = sessions.personOf(c, role)
      // The site decides who someone is; the request's body has no say in it.
      if (!person || !isOurPage(c, origin)) return c.json({ error: 'Sign in to the school first.' }, 401)
      c.header('Cache-Control', 'no-store')
      return c.json({ access_token: await tokens.sign(person, { room, audience: tenantUrl, origin }) })
    })
  }

  site.get('/assets/:name', async (c) => {
    const name = c.req.param('name')
    if (!isAsset(name)) return c.notFound()
    return c.body(await readFile(new URL(`../../assets/${name}`, import.meta.url)), 200, {
      'Content-Type': assets[name],
      'Cache-Control': 'max-age=300',
    })
  })
  return site
}

function isAsset(name: string): name is keyof typeof assets {
  return Object.hasOwn(assets, name)
}

/** Only a page of the site itself gets tokens. Browsers send `Origin` with every POST. */
function isOurPage(c: Context, origin: string): boolean {
  return c.req.header('Origin') === origin
}
