import { describe, expect, it } from 'vitest'
import { startApp } from './middleware.test-support.ts'
import { refuseOtherHosts } from './refuse-other-hosts.ts'

const { app } = startApp(refuseOtherHosts('https://meet.example'))
app.get('/x', (c) => c.text('seen'))
const ask = (url: string, headers: Record<string, string> = {}) => app.request(url, { headers })

describe('refuseOtherHosts', () => {
  it('answers for the host of the base URL', async () => {
    expect((await ask('https://meet.example/x', { Host: 'meet.example' })).status).toBe(200)
    // A proxy in front ends TLS, so the scheme is another one behind it.
    expect((await ask('http://meet.example/x', { Host: 'meet.example' })).status).toBe(200)
  })

  it.each([
    ['https://evil.example/x', {}],
    ['https://evil.example/x', { Host: 'meet.example' }],
    ['https://meet.example/x', { Host: 'evil.example' }],
    ['https://meet.example/x', { Host: 'meet.example, evil.example' }],
    ['https://meet.example/x', { Host: 'meet.example:8443' }],
    ['https://meet.example.evil.example/x', {}],
    ['https://evil.example/x', { 'X-Forwarded-Host': 'meet.example' }],
  ])('HTTP-5: refuses %s with %j', async (url, headers) => {
    const answer = await ask(url, headers)
    expect(answer.status).toBe(421)
    expect(await answer.json()).toMatchObject({ code: 'MISDIRECTED_REQUEST' })
  })
})
