import { HTTPException } from 'hono/http-exception'
import { describe, expect, it } from 'vitest'
import { BffFailure } from '../failure.ts'
import { startApp } from './middleware.test-support.ts'

async function answerTo(error: Error) {
  const started = startApp()
  started.app.get('/rooms/:room', () => {
    throw error
  })
  const answer = await started.app.request('/rooms/secret-room')
  return { ...started, answer, problem: (await answer.json()) as Record<string, unknown> }
}

describe('problemDetails', () => {
  it('HTTP-11: tells nothing of a fault that nobody foresaw but the request id', async () => {
    const { answer, problem, lines } = await answerTo(new TypeError('canary at /secret/path'))
    expect(answer.status).toBe(500)
    expect(answer.headers.get('Content-Type')).toBe('application/problem+json')
    expect(problem).toEqual({
      type: 'about:blank',
      title: 'Something went wrong on our side.',
      status: 500,
      code: 'INTERNAL_ERROR',
      request_id: answer.headers.get('X-Request-Id'),
      retryable: false,
    })
    expect(JSON.stringify(lines)).not.toContain('canary')
  })

  it("shapes the framework's own failures", async () => {
    expect((await answerTo(new HTTPException(415))).problem).toMatchObject({
      status: 415,
      code: 'UNSUPPORTED_MEDIA_TYPE',
    })
    expect((await answerTo(new HTTPException(400))).problem).toMatchObject({ status: 400, code: 'INVALID_REQUEST' })
  })

  it('says when to come back', async () => {
    const { answer, problem } = await answerTo(new BffFailure('BBB_UNAVAILABLE', { retryAfterSeconds: 7 }))
    expect(answer.headers.get('Retry-After')).toBe('7')
    expect(problem).toMatchObject({ status: 503, retryable: true, retry_after: 7 })
  })

  it('asks for a token as bearer tokens are asked for, and tells our time', async () => {
    const missing = await answerTo(new BffFailure('TOKEN_MISSING'))
    expect(missing.answer.headers.get('WWW-Authenticate')).toBe('Bearer')
    const expired = await answerTo(new BffFailure('TOKEN_EXPIRED'))
    expect(expired.answer.headers.get('WWW-Authenticate')).toBe('Bearer error="invalid_token"')
    expect(expired.problem['server_time']).toBe('2026-01-01T00:00:00.000Z')
  })

  it('LOG-1: logs the pattern of a route, never the address asked for', async () => {
    const { lines } = await answerTo(new BffFailure('NOT_FOUND'))
    expect(lines.at(-1)).toMatchObject({ event: 'request', facts: { status: 404, code: 'NOT_FOUND' } })
    expect(JSON.stringify(lines)).not.toContain('secret-room')
  })
})
