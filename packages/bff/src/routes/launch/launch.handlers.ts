import type { RouteHandler } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { BffEnv } from '../../bff-env.ts'
import type { createLaunch } from '../../domain/launch/launch-meeting.ts'
import { toFailure } from '../../middleware/problem-details.ts'
import type { SecretUrl } from '../../ports/meeting-gateway.ts'
import { pageLanguage } from '../page-texts/page-language.ts'
import type { launchRoute } from './launch.routes.ts'
import { refusalPage } from './refusal-page.ts'

export interface LaunchVerbs {
  launch: ReturnType<typeof createLaunch>
}

export function createLaunchHandlers({ launch }: LaunchVerbs) {
  const launchMeeting: RouteHandler<typeof launchRoute, BffEnv> = async (c) => {
    const { id } = c.get('tenant')
    return answerLaunch(c, await launch(id, c.req.valid('form').ticket, c.req.header('Origin')))
  }
  return { launchMeeting }
}

/** To BBB. The one answer that the address stands in. */
export function answerLaunch(c: Context<BffEnv>, { href }: SecretUrl) {
  return c.body(null, 303, {
    Location: href,
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
    'X-Content-Type-Options': 'nosniff',
    'Content-Security-Policy': `default-src 'none'; frame-ancestors ${frameAncestors(c).join(' ') || "'none'"}`,
    'Cross-Origin-Opener-Policy': 'same-origin',
  })
}

/** A person looks at this in a tab: failures are a page. */
export function answerLaunchFailure(error: Error, c: Context<BffEnv>): Response | Promise<Response> {
  const { code, status, retryAfterSeconds } = toFailure(error)
  c.set('failureCode', code)
  if (code === 'INTERNAL_ERROR') c.get('log').error('request-failed', { reason: error.name })
  const { html, contentSecurityPolicy } = refusalPage(
    code,
    pageLanguage(c.req.header('Accept-Language')),
    frameAncestors(c),
  )
  return c.html(html, status as ContentfulStatusCode, {
    'Content-Security-Policy': contentSecurityPolicy,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cache-Control': 'no-store',
    Vary: 'Accept-Language',
    ...(retryAfterSeconds !== undefined && { 'Retry-After': String(retryAfterSeconds) }),
  })
}

function frameAncestors(c: Context<BffEnv>): readonly string[] {
  const tenant = c.get('tenant')
  return tenant.display.mode === 'frame' ? ["'self'", ...tenant.pageOrigins] : []
}
