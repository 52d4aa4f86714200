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

describe('POST /r/{room}: the form, where no script runs', () => {
  let room = 'lesson'
  const send = (form: Record<string, string>, headers: Record<string, string> = {}, to = room) =>
    test.request('POST', `/r/${to}`, {
      as: null,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded', Origin: baseUrl, ...headers },
      body: new URLSearchParams(form).toString(),
    })
  const guest = { way: 'guest', name: 'Visitor', access_code: 'Lesson-42' }
  const declare = (settings: Parameters<TestBff['declare']>[1] = {}) => {
    room += '-'
    return test.declare(room, { access_code: 'Lesson-42', wait_for_moderator: false, ...settings })
  }

  it('TICKET-10: leads a guest into the meeting by the answer to the form, and by nothing else', async () => {
    await declare()
    const answer = await send(guest)
    expect(answer.status).toBe(303)
    const { searchParams, origin } = new URL(answer.headers.get('Location')!)
    expect(origin).toBe(new URL(test.bbb.baseUrl).origin)
    expect(Object.fromEntries(searchParams)).toMatchObject({ fullName: 'Visitor', role: 'VIEWER', guest: 'true' })
    expect(searchParams.get('logoutURL')).toContain(`origin=${encodeURIComponent(baseUrl)}`)
    expect(await answer.text()).toBe('')
    expect(answer.headers.get('Referrer-Policy')).toBe('no-referrer')
    expect(test.logs.join()).not.toMatch(/Visitor|Lesson-42|checksum/)
  })

  it('is for our own page alone, and for navigations', async () => {
    await declare()
    for (const origin of [page, 'null', 'https://evil.example'])
      expect((await send(guest, { Origin: origin })).status).toBe(403)
    expect((await send(guest, { 'Sec-Fetch-Mode': 'cors' })).status).toBe(400)
  })

  it('REC-7: asks before anybody enters a room that is recorded, and keeps what was typed', async () => {
    await declare({ record: true })
    const asked = await send(guest)
    expect(asked.status).toBe(200)
    const html = await asked.text()
    expect(html).toMatch(/<input type="checkbox" name="agree" value="yes" required>/)
    expect(html).toContain('value="Visitor"')
    expect((await send({ ...guest, agree: 'yes' })).status).toBe(303)
  })

  it.each([
    ['no moderator is there', { wait_for_moderator: true }, 'has not started yet'],
    ['it opens later', { opens_at: '2126-01-01T08:00:00.000Z' }, 'opens on Tuesday, January 1, 2126 at 8:00:00 AM UTC'],
    ['guests are refused', { guest_policy: 'ALWAYS_DENY' as const }, 'join this room'],
  ])('says why not yet: %s', async (_why, settings, text) => {
    await declare(settings)
    const answer = await send(guest)
    expect(answer.status).toBe(200)
    expect(await answer.text()).toContain(text)
  })

  it('says the same of a wrong code and of a room that is not there', async () => {
    await declare()
    const wrong = await send({ ...guest, access_code: 'wrong' })
    expect(wrong.status).toBe(403)
    const nowhere = await send(guest, {}, 'nowhere')
    expect(nowhere.status).toBe(403)
    const texts = await Promise.all([wrong, nowhere].map((answer) => answer.text()))
    expect(texts[0]!.replaceAll(room, '(room)').replaceAll('wrong', '(code)')).toBe(
      texts[1]!.replaceAll('nowhere', '(room)').replaceAll('Lesson-42', '(code)'),
    )
  })

  it('EMBED-2: shows what was typed as text', async () => {
    await declare()
    const html = await (await send({ ...guest, name: '"><script>alert(1)</script>', access_code: 'wrong' })).text()
    expect(html).toContain('value="&quot;&gt;&lt;script&gt;')
  })

  it('answers what is missing with a page', async () => {
    const answer = await send({ way: 'guest', name: 'V' })
    expect([answer.status, answer.headers.get('Content-Type')]).toEqual([400, 'text/html; charset=UTF-8'])
  })
})
