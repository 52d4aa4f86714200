import { expect, it } from 'vitest'
import { startApp } from './middleware.test-support.ts'
import { securityHeaders, securityHeadersOf } from './security-headers.ts'

it('HTTP-12: stand on every answer, failures too, and give way to what a handler chose', async () => {
  const { app } = startApp(securityHeaders(securityHeadersOf(true)))
  app.get('/x', (c) => c.text('seen'))
  app.get('/own', (c) => c.text('seen', 200, { 'Cache-Control': 'max-age=5' }))
  app.get('/fails', () => {
    throw new TypeError('x')
  })
  for (const path of ['/x', '/fails', '/missing']) {
    const { headers } = await app.request(path)
    expect(headers.get('X-Content-Type-Options')).toBe('nosniff')
    expect(headers.get('Referrer-Policy')).toBe('no-referrer')
    expect(headers.get('Content-Security-Policy')).toContain("frame-ancestors 'none'")
    expect(headers.get('Cache-Control')).toBe('no-store')
    expect(headers.get('Strict-Transport-Security')).toContain('max-age=')
  }
  expect((await app.request('/own')).headers.get('Cache-Control')).toBe('max-age=5')
})
