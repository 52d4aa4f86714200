import { describe, expect, it } from 'vitest'
import type { RoomState } from './room-state.ts'
import { sessionOf, startTestBbb } from '../client.test-support.ts'

describe('the client’s page', () => {
  async function open(options = {}, meeting: Record<string, string> = {}, person: Record<string, string> = {}) {
    const server = await startTestBbb(options)
    await server.create('algebra-101', { name: 'R&D </script><b>', ...meeting })
    const joined = await server.call('join', {
      meetingID: 'algebra-101',
      fullName: '<img src=x>',
      role: 'VIEWER',
      ...person,
    })
    const { url, cookie } = sessionOf(joined)
    const page = await fetch(url, { headers: { Cookie: cookie } })
    const html = await page.text()
    const first = /^<script type="module">const first = (.*)$/m.exec(html)?.[1] ?? 'null'
    const state = JSON.parse(first) as RoomState
    await server.bbb.close()
    return { page, html, state }
  }

  it('shows names as text, whatever they are', async () => {
    const { html, state } = await open()
    expect(html).toContain('<b id="me">&lt;img src=x&gt;</b>')
    expect(html).not.toContain('<img')
    expect(html.match(/<\/script>/g)).toHaveLength(1)
    expect(state).toMatchObject({ meetingName: 'R&D </script><b>', me: { name: '<img src=x>', role: 'VIEWER' } })
  })

  it('lets moderators end the meeting', async () => {
    expect((await open()).html).not.toContain('End meeting')
    expect((await open({}, {}, { role: 'MODERATOR' })).html).toContain(
      '<button class="danger" id="end">End meeting</button>',
    )
  })

  it('leaves to the person’s address, the meeting’s or the server’s, and only to the web', async () => {
    const target = async (...parameters: Parameters<typeof open>) => (await open(...parameters)).state.logoutURL
    const meeting = { logoutURL: 'https://app.example.com/meeting' }
    expect(await target({}, meeting, { logoutURL: 'https://app.example.com/person' })).toBe(
      'https://app.example.com/person',
    )
    expect(await target({}, meeting)).toBe('https://app.example.com/meeting')
    expect(await target({ defaultLogoutURL: 'https://bbb.example.com/' })).toBe('https://bbb.example.com/')
    expect(await target({}, { logoutURL: 'javascript:alert(1)' })).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/$/)
  })

  it('can be framed by all, by none or by those named', async () => {
    const policy = async (framing: unknown) => (await open({ framing })).page.headers.get('content-security-policy')
    expect(await policy('allow')).toBeNull()
    expect(await policy('deny')).toBe("frame-ancestors 'none'")
    expect(await policy({ ancestors: ['https://app.example.com'] })).toBe('frame-ancestors https://app.example.com')
  })
})
