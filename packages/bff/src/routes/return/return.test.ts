import { afterEach, describe, expect, it } from 'vitest'
import { baseUrl, page, startBff, type TestBff } from '../start-bff.test-support.ts'

let running: TestBff | undefined
afterEach(async () => {
  await running?.close()
  running = undefined
})

describe('GET /return', () => {
  const open = async (query: string) => {
    running ??= await startBff({ isWorking: false })
    return running.request('GET', `/return?${query}`, { as: null })
  }
  const errors = (key: string) => `errors=${encodeURIComponent(JSON.stringify([{ key, message: '<b>x</b>' }]))}`

  it('tells the page why somebody is back, by a script that its policy allows by hash', async () => {
    const answer = await open('room=maths')
    const html = await answer.text()
    expect(html).toContain(`data-room="maths" data-reason="left" data-origins="${page} ${baseUrl}"`)
    expect(answer.headers.get('Content-Security-Policy')).toMatch(
      /default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; .*frame-ancestors https:\/\/school\.example https:\/\/meet\.example$/,
    )
  })

  it.each([
    ['maxParticipantsReached', 'full'],
    ['guestDeniedAccess', 'denied'],
    ['meetingForciblyEnded', 'ended'],
    ['mismatchCreateTimeParam', 'ended'],
    ['constructor', 'failed'],
    ['somethingNew', 'failed'],
  ])('reads %s as %s and shows nothing of BBB’s text', async (key, reason) => {
    const html = await (await open(`room=maths&${errors(key)}`)).text()
    expect(html).toContain(`data-reason="${reason}"`)
    expect(html).not.toContain('<b>')
  })

  it('tells our own page of a room, and only it when it is the one that asked', async () => {
    expect(await (await open(`room=maths&origin=${baseUrl}`)).text()).toContain(`data-origins="${baseUrl}"`)
  })

  it('speaks the reader’s language, and leads back where it is known where the room is', async () => {
    running ??= await startBff({ isWorking: false })
    const read = async (query: string, language: string) => {
      const answer = await running!.request('GET', `/return?${query}`, {
        as: null,
        headers: { 'Accept-Language': language },
      })
      expect(answer.headers.get('Vary')).toContain('Accept-Language')
      return answer.text()
    }
    expect(await read('room=maths', 'de-CH,en')).toMatch(
      /<html lang="de" dir="ltr">[^]*<h1>Sie haben das Treffen verlassen/,
    )
    const ours = await read(`room=maths&origin=${baseUrl}`, 'ar')
    expect(ours).toContain('<html lang="ar" dir="rtl">')
    expect(ours).toContain(`href="${baseUrl}/t/acme/v1/r/maths"`)
    expect(await read(`room=maths&origin=${page}`, 'en')).not.toContain('href=')
  })

  it('TICKET-10: tells registered pages only, and takes nothing else from the address', async () => {
    const evil = await (await open('room=maths&origin=https://evil.example')).text()
    expect(evil).toContain('data-origins=""')
    expect(evil).not.toContain('evil')
    expect(await (await open(`room=maths&origin=${page}`)).text()).toContain(`data-origins="${page}"`)
    for (const room of ['"><script>', 'a b', '']) {
      expect((await open(`room=${encodeURIComponent(room)}`)).status).toBe(400)
    }
  })
})
