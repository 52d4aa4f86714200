import type { RouteHandler } from '@hono/zod-openapi'
import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { BffEnv } from '../../bff-env.ts'
import type { createLaunch } from '../../domain/launch/launch-meeting.ts'
import { BffFailure } from '../../failure.ts'
import type { launchRoute } from './launch.routes.ts'
import { refusalPage } from './refusal-page.ts'

export interface LaunchVerbs {
  launch: ReturnType<typeof createLaunch>
}

export function createLaunchHandlers({ launch }: LaunchVerbs) {
  const launchMeeting: RouteHandler<typeof launchRoute, BffEnv> = async (c) => {
    const { id } = c.get('tenant')
    const { href } = await launch(id, c.req.valid('form').ticket, c.req.header('Origin'))
    return c.body(null, 303, {
      Location: href,
      'Referrer-Policy': 'no-referrer',
      'Cache-Control': 'no-store',
      'X-Content-Type-Options': 'nosniff',
      'Content-Security-Policy': `default-src 'none'; frame-ancestors ${frameAncestors(c).join(' ') || "'none'"}`,
      'Cross-Origin-Opener-Policy': 'same-origin',
    })
  }
  return { launchMeeting }
}

/** A person looks at this in a tab: failures are a page. */
export function answerLaunchFailure(error: Error, c: Context<BffEnv>): Response {
  const failure = error instanceof BffFailure ? error : undefined
  const code = failure?.code ?? 'INTERNAL_ERROR'
  c.set('failureCode', code)
  if (failure === undefined) c.get('log').error('request-failed', { reason: error.name })
  const { html, contentSecurityPolicy } = refusalPage(code, frameAncestors(c))
  return c.html(html, (failure?.status ?? 500) as ContentfulStatusCode, {
    'Content-Security-Policy': contentSecurityPolicy,
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cache-Control': 'no-store',
    ...(failure?.retryAfterSeconds !== undefined && { 'Retry-After': String(failure.retryAfterSeconds) }),
  })
}

function frameAncestors(c: Context<BffEnv>): readonly string[] {
  const tenant = c.get('tenant')
  return tenant.display.mode === 'frame' ? ["'self'", ...tenant.pageOrigins] : []
}
