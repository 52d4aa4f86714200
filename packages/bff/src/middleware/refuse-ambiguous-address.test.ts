import { describe, expect, it } from 'vitest'
import { startApp } from './middleware.test-support.ts'
import { refuseAmbiguousAddress } from './refuse-ambiguous-address.ts'

const { app } = startApp(refuseAmbiguousAddress)
app.get('/rooms/:room', (c) => c.text('seen'))

describe('refuseAmbiguousAddress', () => {
  it.each(['/rooms/a%2f..%2fb', '/rooms/a%5Cb', '/rooms//a', '/rooms/a%00'])('HTTP-7: refuses %s', async (address) => {
    expect((await app.request(`http://localhost${address}`)).status).toBe(400)
  })
  it('HTTP-8: refuses a parameter that is given twice', async () => {
    expect((await app.request('/rooms/a?x=1&x=2')).status).toBe(400)
    expect((await app.request('/rooms/a?x=1&y=2')).status).toBe(200)
  })
  it.each(['access_token', 'token', 'ticket'])('TICKET-5: refuses %s in the query', async (name) => {
    expect((await app.request(`/rooms/a?${name}=x`)).status).toBe(400)
  })
})
