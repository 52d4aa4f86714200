import { expect, it } from 'vitest'
import { startApp } from './middleware.test-support.ts'
import { shedLoad } from './shed-load.ts'

it('R-28: refuses while there is too much to do, says when to come back, and counts it', async () => {
  const load = { isHigh: true }
  const { app, counted } = startApp(shedLoad(() => load.isHigh))
  app.get('/x', (c) => c.text('seen'))
  const refused = await app.request('/x')
  expect(refused.status).toBe(503)
  expect(refused.headers.get('Retry-After')).toBe('2')
  expect(await refused.json()).toMatchObject({ code: 'OVERLOADED', retryable: true })
  expect(counted).toContain('bbb_room_failures_total {"code":"OVERLOADED"}')
  load.isHigh = false
  expect((await app.request('/x')).status).toBe(200)
})
