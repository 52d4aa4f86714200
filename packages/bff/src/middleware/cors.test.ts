import { describe, expect, it } from 'vitest'
import { cors } from './cors.ts'
import { startApp } from './middleware.test-support.ts'

const registered = 'https://school.example'

function start() {
  const { app } = startApp(cors('https://meet.example'))
  app.get('/x', (c) => c.text('seen'))
  return (origin: string | undefined, method = 'GET') =>
    app.request('/x', { method, headers: origin === undefined ? {} : { Origin: origin } })
}

describe('cors', () => {
  it('HTTP-1: echoes a registered origin exactly, and never credentials', async () => {
    const answer = await start()(registered)
    expect(answer.status).toBe(200)
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBe(registered)
    expect(answer.headers.get('Access-Control-Allow-Credentials')).toBeNull()
    expect(answer.headers.get('Vary')).toContain('Origin')
  })

  it.each([
    'null',
    'https://school.example.evil.example',
    'https://evilschool.example',
    'http://school.example',
    'https://school.example:443',
    'https://school.example:8443',
    'https://SCHOOL.example',
    'https://school.example.',
    'https://school.example/',
    'https://user@school.example',
    'https://xn--school-.example',
    '*',
    '',
  ])('HTTP-1, HTTP-2: refuses %j and answers it nothing', async (origin) => {
    const answer = await start()(origin)
    expect(answer.status).toBe(403)
    expect(await answer.json()).toMatchObject({ code: 'ORIGIN_NOT_ALLOWED' })
    expect(answer.headers.get('Access-Control-Allow-Origin')).toBeNull()
  })

  it('answers a preflight of a registered origin with listed methods and headers', async () => {
    const answer = await start()(registered, 'OPTIONS')
    expect(answer.status).toBe(204)
    expect(answer.headers.get('Access-Control-Allow-Headers')).toContain('authorization')
    expect(answer.headers.get('Access-Control-Max-Age')).toBe('600')
  })

  it('lets pass what comes from no page, and its own pages', async () => {
    expect((await start()(undefined)).status).toBe(200)
    const own = await start()('https://meet.example')
    expect(own.status).toBe(200)
    expect(own.headers.get('Access-Control-Allow-Origin')).toBeNull()
  })
})
