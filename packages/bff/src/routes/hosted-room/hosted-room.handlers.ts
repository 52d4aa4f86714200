import type { RouteHandler } from '@hono/zod-openapi'
import type { Context } from 'hono'
import { tenantBaseUrl, type BffConfig } from '../../config/bff-config.ts'
import type { BffEnv } from '../../bff-env.ts'
import type { createAdmitGuest } from '../../domain/guests/admit-guest.ts'
import type { createEnterRoom, Entry } from '../../domain/launch/enter-room.ts'
import type { createAdmitSignedIn } from '../../domain/sign-in/admit-signed-in.ts'
import { BffFailure } from '../../failure.ts'
import type { JoinLimit } from '../../middleware/rate-limit.ts'
import { answerLaunch } from '../launch/launch.handlers.ts'
import { pageLanguage, type PageLanguage } from '../page-texts/page-language.ts'
import { sessionCookie } from '../sign-in/cookies.ts'
import type { enterRoomRoute, hostedRoomRoute } from './hosted-room.routes.ts'
import { roomPage, roomPagePolicy, type FilledIn } from './room-page.ts'

export interface HostedRoomVerbs {
  admitGuest: ReturnType<typeof createAdmitGuest>
  admitSignedIn: ReturnType<typeof createAdmitSignedIn>
  enterRoom: ReturnType<typeof createEnterRoom>
  /** Counts an attempt at an access code. */
  limitGuests: (clientAddress: string) => void
  limitJoin: JoinLimit
}

export function createHostedRoomHandlers(config: Pick<BffConfig, 'baseUrl'>, verbs: HostedRoomVerbs) {
  const { admitGuest, admitSignedIn, enterRoom, limitGuests, limitJoin } = verbs
  const { baseUrl } = config

  const show: RouteHandler<typeof hostedRoomRoute, BffEnv> = (c) => answerPage(c, c.req.valid('param').room, {}, 200)

  /** Into the meeting, or the page once more, with what was typed and why it did not lead on. */
  const enter: RouteHandler<typeof enterRoomRoute, BffEnv> = async (c) => {
    // A cookie may be on the way, and somebody's agreement: no other page than ours may send this.
    if (c.req.header('Origin') !== baseUrl) throw new BffFailure('ORIGIN_NOT_ALLOWED')
    const tenant = c.get('tenant')
    const { room } = c.req.valid('param')
    const form = c.req.valid('form')
    const admit = async () => {
      if (form.way === 'sign-in') return admitSignedIn(tenant, sessionCookie.get(c), room)
      limitGuests(c.get('clientAddress'))
      return admitGuest(tenant, { room, accessCode: form.access_code, name: form.name })
    }
    const language = pageLanguage(c.req.header('Accept-Language'))
    const filled: FilledIn = form.way === 'guest' ? form : { way: 'sign-in' }
    try {
      const { access_token } = await admit()
      const entry = await enterRoom(tenant, access_token, {
        room,
        origin: baseUrl,
        agreesToRecording: form.agree === 'yes',
        admit: (actor) => {
          limitJoin(tenant, actor.subject, { room })
        },
      })
      if (entry.state === 'entered') return answerLaunch(c, entry.address)
      if (entry.state === 'record') return await answerPage(c, room, { ...filled, asksToAgree: true }, 200)
      return await answerPage(
        c,
        room,
        { ...filled, asksToAgree: form.agree === 'yes', said: whyNotYet(entry, language) },
        200,
      )
    } catch (error) {
      const said = error instanceof BffFailure ? refusalOf(error, language) : undefined
      if (said === undefined) throw error
      c.set('failureCode', said.code)
      return answerPage(c, room, { ...filled, said: said.text }, said.status)
    }
  }

  function answerPage(
    c: Context<BffEnv>,
    room: string,
    filled: FilledIn | Record<string, never>,
    status: 200 | 401 | 403,
  ) {
    const tenant = c.get('tenant')
    const page = roomPage({
      language: pageLanguage(c.req.header('Accept-Language')),
      endpoint: tenantBaseUrl(config, tenant.id),
      room,
      elementUrl: `${baseUrl}/element/bbb-room.js`,
      offersSignIn: tenant.signIn !== undefined,
      filled,
    })
    return c.html(page, status, {
      'Content-Security-Policy': roomPagePolicy({
        formOrigins: [
          ...new Set([new URL(tenant.bbb.baseUrl).origin, ...tenant.frameOrigins, ...tenant.playbackOrigins]),
        ],
        frameOrigins: tenant.display.mode === 'frame' ? [...tenant.frameOrigins] : [],
      }),
      // The launch has to see which page a form comes from, which `no-referrer` would hide.
      'Referrer-Policy': 'same-origin',
      Vary: 'Accept-Language',
    })
  }

  return { show, enter }
}

function whyNotYet(
  { state, opens_at: opensAt }: Exclude<Entry, { state: 'entered' | 'record' }>,
  { language, texts }: PageLanguage,
): string {
  switch (state) {
    case 'scheduled': {
      // Where this person is, is not known without a script.
      const times = new Intl.DateTimeFormat(language, {
        dateStyle: 'full',
        timeStyle: 'long',
        timeZone: 'UTC',
      })
      return texts.room.notOpen.replace('{when}', opensAt === null ? '' : times.format(new Date(opensAt)))
    }
    case 'waiting':
      return texts.room.waiting
    case 'full':
      return texts.room.isFull
    case 'ended':
      return texts.room.isOver
    case 'denied':
      return texts.room.notAdmitted
    default:
      return state satisfies never
  }
}

/** What the page itself says; every other failure has a page of its own. */
function refusalOf({ code }: BffFailure, { texts }: PageLanguage) {
  switch (code) {
    case 'ACCESS_CODE_WRONG':
      return { code, status: 403, text: texts.room.refused } as const
    case 'SIGN_IN_NEEDED':
      return { code, status: 401, text: texts.room.signInFirst } as const
    case 'NOT_ALLOWED':
      return { code, status: 403, text: texts.room.notAdmitted } as const
    default:
      return undefined
  }
}
