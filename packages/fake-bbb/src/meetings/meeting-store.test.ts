import { describe, expect, it } from 'vitest'
import { read, sessionOf, startTestBbb, type TestBbb } from '../client.test-support.ts'

const MINUTE = 60_000
const info = (server: TestBbb) => server.call('getMeetingInfo', { meetingID: 'algebra-101' })
const exists = (server: TestBbb) => server.bbb.meetings.get('algebra-101') !== undefined

async function joined(server: TestBbb, parameters: Record<string, string> = {}) {
  const session = sessionOf(
    await server.call('join', { meetingID: 'algebra-101', fullName: 'Ada', role: 'VIEWER', ...parameters }),
  )
  const headers = { Cookie: session.cookie }
  return {
    ...session,
    load: async () => read(await fetch(session.url, { headers })),
    beat: async () =>
      (await fetch(`${server.bbb.url}/html5client/state?sessionToken=${session.token}`, { headers })).status,
    press: async (action: string) => {
      const body = new URLSearchParams({ sessionToken: session.token })
      return (await fetch(`${server.bbb.url}/html5client/${action}`, { method: 'POST', headers, body })).status
    },
  }
}

describe('presence', () => {
  it('begins when the client is loaded, not when join is answered', async () => {
    await using server = await startTestBbb()
    await server.create('algebra-101')
    const ada = await joined(server)
    expect((await info(server)).value('participantCount')).toBe('0')
    expect(server.bbb.isRunning('algebra-101')).toBe(false)
    expect((await ada.load()).status).toBe(200)
    expect((await info(server)).value('participantCount')).toBe('1')
    expect(server.bbb.isRunning('algebra-101')).toBe(true)
  })

  it('ends at once when Leave is pressed, soon when the page closes, and later when it falls silent', async () => {
    await using server = await startTestBbb()
    await server.create('algebra-101', { meetingExpireWhenLastUserLeftInMinutes: '0' })
    const [leaver, closer, silent] = [await joined(server), await joined(server), await joined(server)]
    for (const each of [leaver, closer, silent]) await each.load()
    await leaver.press('leave')
    await closer.press('closing')
    expect((await info(server)).value('participantCount')).toBe('2')
    await server.clock.advance(4_000)
    expect((await info(server)).value('participantCount')).toBe('1')
    expect(await silent.beat()).toBe(200)
    await server.clock.advance(74_000)
    expect((await info(server)).value('participantCount')).toBe('1')
    await server.clock.advance(1_000)
    expect((await info(server)).value('participantCount')).toBe('0')
  })

  it('survives a reload of the page', async () => {
    await using server = await startTestBbb()
    await server.create('algebra-101')
    const ada = await joined(server)
    await ada.load()
    await ada.press('closing')
    await server.clock.advance(1_000)
    await ada.load()
    await server.clock.advance(10_000)
    expect((await info(server)).value('participantCount')).toBe('1')
  })

  it('is refused without the session cookie, unless the meeting allows it', async () => {
    await using server = await startTestBbb()
    await server.create('algebra-101')
    const ada = await joined(server)
    expect((await fetch(ada.url)).status).toBe(401)
    expect((await fetch(ada.url, { headers: { Cookie: 'JSESSIONID=other' } })).status).toBe(401)
    expect(server.bbb.isRunning('algebra-101')).toBe(false)

    await server.create('open-house', { allowRequestsWithoutSession: 'true' })
    const open = await joined(server, { meetingID: 'open-house' })
    expect((await fetch(open.url)).status).toBe(200)
  })

  it('forgets a person who never loaded the client', async () => {
    await using server = await startTestBbb()
    await server.create('algebra-101')
    const ada = await joined(server)
    await server.clock.advance(MINUTE)
    await ada.load()
    expect((await info(server)).value('participantCount')).toBe('0')
  })

  it('waits in the lobby until a moderator decides', async () => {
    await using server = await startTestBbb()
    await server.create('algebra-101', { guestPolicy: 'ASK_MODERATOR' })
    const teacher = await joined(server, { role: 'MODERATOR' })
    await teacher.load()
    const guest = await joined(server, { guest: 'true' })
    expect(guest.url).toContain('/html5client/guestWait?')
    const ask = async () => {
      const url = `${server.bbb.url}/html5client/guest?sessionToken=${guest.token}`
      const response = await fetch(url, { headers: { Cookie: guest.cookie } })
      return ((await response.json()) as { response: { guestStatus?: string } }).response.guestStatus
    }
    await server.clock.advance(29_000)
    expect(await ask()).toBe('WAIT')
    const session = server.bbb.meetings.findSession(guest.token)?.session
    const admit = (cookie: string, token: string) =>
      fetch(`${server.bbb.url}/html5client/admit`, {
        method: 'POST',
        headers: { Cookie: cookie },
        body: new URLSearchParams({ sessionToken: token, user: session?.internalUserID ?? '' }),
      })
    expect((await admit(guest.cookie, guest.token)).status).toBe(403)
    expect((await admit(teacher.cookie, teacher.token)).status).toBe(200)
    expect(await ask()).toBe('ALLOW')
    await fetch(guest.url.replace('guestWait', ''), { headers: { Cookie: guest.cookie } })
    expect((await info(server)).value('participantCount')).toBe('2')
  })
})

describe('the end of a meeting', () => {
  it('comes five minutes after create when nobody joins', async () => {
    await using server = await startTestBbb()
    await server.create('algebra-101')
    await server.clock.advance(5 * MINUTE - 1)
    expect(exists(server)).toBe(true)
    await server.clock.advance(1)
    expect((await info(server)).value('messageKey')).toBe('notFound')
  })

  it('comes one minute after the last person left, and not if someone comes back', async () => {
    await using server = await startTestBbb()
    await server.create('algebra-101')
    const first = server.bbb.enter('algebra-101', {})
    await server.clock.advance(10 * MINUTE)
    server.bbb.meetings.leave(first)
    await server.clock.advance(59_000)
    const second = server.bbb.enter('algebra-101', {})
    await server.clock.advance(5 * MINUTE)
    expect(exists(server)).toBe(true)
    server.bbb.meetings.leave(second)
    await server.clock.advance(MINUTE)
    expect(exists(server)).toBe(false)
  })

  it('comes when the duration is over, or when the moderators are gone and it should', async () => {
    await using server = await startTestBbb()
    await server.create('algebra-101', { duration: '2' })
    server.bbb.enter('algebra-101', {})
    await server.clock.advance(2 * MINUTE)
    expect(exists(server)).toBe(false)

    await server.create('algebra-101', { endWhenNoModerator: 'true' })
    server.bbb.enter('algebra-101', {})
    const teacher = server.bbb.enter('algebra-101', { role: 'MODERATOR' })
    await server.clock.advance(10 * MINUTE)
    server.bbb.meetings.leave(teacher)
    await server.clock.advance(MINUTE)
    expect(exists(server)).toBe(false)
  })

  it('is for moderators to press', async () => {
    await using server = await startTestBbb()
    await server.create('algebra-101')
    const [pupil, teacher] = [await joined(server), await joined(server, { role: 'MODERATOR' })]
    for (const each of [pupil, teacher]) await each.load()
    expect(await pupil.press('end')).toBe(403)
    expect(exists(server)).toBe(true)
    expect(await teacher.press('end')).toBe(200)
    expect(exists(server)).toBe(false)
    expect(await pupil.beat()).toBe(200)
  })

  it('does not notice a wrong password, and answers an ended meeting with notFound', async () => {
    await using server = await startTestBbb()
    await server.create('algebra-101')
    const end = () => server.call('end', { meetingID: 'algebra-101', password: 'wrong' })
    expect((await end()).value('messageKey')).toBe('sentEndMeetingRequest')
    expect((await end()).value('messageKey')).toBe('notFound')
  })
})
