import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { baseUrl, page, startBff, type TestBff } from '../start-bff.test-support.ts'

let test: TestBff
beforeAll(async () => {
  test = await startBff({
    isWorking: false,
    tenants: { acme: {}, framing: { display: { mode: 'frame', why: 'a test' } } },
  })
})
afterAll(() => test.close())

const open = (path = '/r/maths', headers: Record<string, string> = {}, tenant = 'acme') =>
  test.request('GET', path, { as: null, tenant, headers })

describe('GET /r/{room}', () => {
  it('EMBED-5: shows a page that nobody frames and that runs nothing but its own script and the element', async () => {
    const answer = await open()
    const policy = answer.headers.get('Content-Security-Policy')!
    expect(answer.headers.get('Content-Type')).toMatch(/^text\/html/)
    expect(policy).toMatch(/^default-src 'none'; script-src 'self' 'sha256-[^']+'; style-src 'sha256-[^']+';/)
    expect(policy).toContain(`form-action 'self' ${new URL(test.bbb.baseUrl).origin};`)
    expect(policy).toContain("frame-src 'none'; base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for")
    expect((await open('/r/maths', {}, 'framing')).headers.get('Content-Security-Policy')).toContain(
      `frame-src 'self' ${new URL(test.bbb.baseUrl).origin};`,
    )
  })

  it('keeps its origin visible to the launch', async () => {
    expect((await open()).headers.get('Referrer-Policy')).toBe('same-origin')
  })

  it('names the configured address, whatever the request says', async () => {
    const html = await (await open('/r/maths', { 'X-Forwarded-Host': 'evil.example' })).text()
    expect(html).toContain(`data-endpoint="${baseUrl}/t/acme" data-room="maths"`)
    expect(html).not.toContain('evil.example')
  })

  it('EMBED-2: takes no markup from the address', async () => {
    expect((await open(`/r/${encodeURIComponent('"><script>')}`)).status).toBe(404)
  })

  it('offers to sign in only where somebody can', async () => {
    expect(await (await open()).text()).not.toContain('/v1/sign-in?')
  })

  it.each([
    [undefined, 'en', 'ltr'],
    ['de-CH,de;q=0.9,en;q=0.8', 'de', 'ltr'],
    ['nl, ar;q=0.5', 'ar', 'rtl'],
    ['en;q=0.2, fr', 'fr', 'ltr'],
    ['xx', 'en', 'ltr'],
  ])('speaks the first language of %s that it knows', async (header, language, direction) => {
    const answer = await open('/r/maths', header === undefined ? {} : { 'Accept-Language': header })
    expect(await answer.text()).toContain(`<html lang="${language}" dir="${direction}">`)
    expect(answer.headers.get('Vary')).toContain('Accept-Language')
  })

  it('TICKET-9: its own origin joins and launches', async () => {
    await test.declare('maths', { access_code: 'Lesson-42', wait_for_moderator: false })
    const ask = (origin: string) =>
      test.request('POST', '/token', {
        as: null,
        body: { grant_type: 'urn:bbb-room:guest', room: 'maths', access_code: 'Lesson-42', name: 'Visitor' },
        headers: { Origin: origin },
      })
    const { access_token } = (await (await ask(baseUrl)).json()) as { access_token: string }
    const headers = { Authorization: `Bearer ${access_token}`, Origin: baseUrl }
    const answer = await test.request('POST', '/rooms/maths/join', { headers, body: {} })
    const { ticket } = (await answer.json()) as { ticket: string }
    expect((await test.launch(ticket, { origin: page })).status).toBe(403)
    const launched = await test.launch(ticket, { origin: baseUrl })
    expect(launched.status).toBe(303)
    const { searchParams } = new URL(launched.headers.get('Location')!)
    expect(searchParams.get('logoutURL') ?? searchParams.get('errorRedirectUrl')).toContain(
      `origin=${encodeURIComponent(baseUrl)}`,
    )
  })
})
