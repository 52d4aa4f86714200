import { describe, expect, it } from 'vitest'
import { read, sessionOf, startTestBbb, type TestBbb } from '../client.test-support.ts'
import { hasSamples, sampleAnswer } from '../shared-samples.test-support.ts'

const joinAs = (server: TestBbb, parameters: Record<string, string> = {}) =>
  server.call('join', { meetingID: 'algebra-101', fullName: 'Ada', role: 'VIEWER', ...parameters })

/** The texts of an answer that are different each time, or each place. */
const withoutValues = (text: string) => text.replace(/>[^<\r\n]+</g, '>…<')

describe('join', () => {
  it('sends the browser to the client with a session cookie', async () => {
    await using server = await startTestBbb()
    await server.create('algebra-101')
    const reply = await joinAs(server)
    expect(reply.status).toBe(302)
    expect(reply.headers.get('location')).toMatch(
      /^http:\/\/127\.0\.0\.1:\d+\/html5client\/\?sessionToken=[a-z0-9]{16}$/,
    )
    expect(reply.headers.get('set-cookie')).toMatch(/^JSESSIONID=[0-9A-F]{32}; Path=\/; HttpOnly$/)
  })

  it('keeps the cookie a browser has already, and adds what the operator adds', async () => {
    await using server = await startTestBbb({ cookieAttributes: 'SameSite=None; Secure; Partitioned' })
    await server.create('algebra-101')
    const parameters = { meetingID: 'algebra-101', fullName: 'Ada', role: 'VIEWER' }
    const reply = await server.call('join', parameters, { headers: { Cookie: 'x=1; JSESSIONID=mine' } })
    expect(reply.headers.get('set-cookie')).toBe(
      'JSESSIONID=mine; Path=/; HttpOnly; SameSite=None; Secure; Partitioned',
    )
  })

  it('takes the role over the password, and the password for the role it stands for', async () => {
    await using server = await startTestBbb()
    await server.create('algebra-101')
    await joinAs(server, { role: 'moderator', password: 'ap' })
    await joinAs(server, { role: '', password: 'mp' })
    await joinAs(server, { role: '', password: 'ap' })
    const roles = server.bbb.meetings.get('algebra-101')?.sessions.map(({ role }) => role)
    expect(roles).toEqual(['MODERATOR', 'MODERATOR', 'VIEWER'])
    expect((await joinAs(server, { role: '', password: 'other' })).value('messageKey')).toBe('invalidPassword')
    expect((await joinAs(server, { role: 'TEACHER' })).value('messageKey')).toBe('Params required')
  })

  it('refuses the create time of an earlier instance', async () => {
    await using server = await startTestBbb()
    const first = await server.create('algebra-101')
    expect((await joinAs(server, { createTime: first.value('createTime') ?? '' })).headers.get('location')).toContain(
      'sessionToken',
    )
    await server.call('end', { meetingID: 'algebra-101' })
    await server.create('algebra-101')
    const late = await joinAs(server, { createTime: first.value('createTime') ?? '', redirect: 'false' })
    expect(late.value('messageKey')).toBe('mismatchCreateTimeParam')
  })

  it('sends failures to errorRedirectUrl, then logoutURL, then the meeting’s, then the server’s', async () => {
    await using server = await startTestBbb({ defaultLogoutURL: 'https://bbb.example.com/bye' })
    const fullRoom = { maxParticipants: '1', logoutURL: 'https://app.example.com/meeting' }
    await server.create('algebra-101', fullRoom)
    server.bbb.enter('algebra-101', {})
    const target = async (parameters: Record<string, string>) =>
      (await joinAs(server, parameters)).headers.get('location')?.split(/[?&]errors=/)[0]
    const logoutURL = 'https://app.example.com/join'
    expect(await target({ logoutURL, errorRedirectUrl: 'https://app.example.com/error?a=1' })).toBe(
      'https://app.example.com/error?a=1',
    )
    expect(await target({ logoutURL })).toBe(logoutURL)
    expect(await target({})).toBe('https://app.example.com/meeting')
    expect(await target({ meetingID: 'nope' })).toBe('https://bbb.example.com/bye')
  })

  it('redirects failures in spite of redirect=false where a version does so', async () => {
    await using server = await startTestBbb({ quirks: ['join-always-redirects'] })
    expect((await joinAs(server, { redirect: 'false' })).status).toBe(302)
  })

  it('counts people, not sessions, against the limit', async () => {
    await using server = await startTestBbb()
    await server.create('algebra-101', { maxParticipants: '2' })
    const join = async (userID: string) => (await joinAs(server, { userID, redirect: 'false' })).value('messageKey')
    expect(await join('u1')).toBe('successfullyJoined')
    expect(await join('u1')).toBe('successfullyJoined')
    expect(await join('u2')).toBe('successfullyJoined')
    expect(await join('u3')).toBe('maxParticipantsReached')
    expect(await join('u2')).toBe('successfullyJoined')
  })

  it('drops the oldest of more than three sessions of one person', async () => {
    await using server = await startTestBbb()
    await server.create('algebra-101')
    for (let time = 0; time < 4; time += 1) server.bbb.enter('algebra-101', { userID: 'u1' })
    const info = await server.call('getMeetingInfo', { meetingID: 'algebra-101' })
    expect(info.value('participantCount')).toBe('3')
  })

  it('keeps userdata, except names with a further hyphen', async () => {
    await using server = await startTestBbb()
    await server.create('algebra-101')
    await joinAs(server, { 'userdata-bbb_auto_join_audio': 'true', 'userdata-a-b': 'lost' })
    const [session] = server.bbb.meetings.get('algebra-101')?.sessions ?? []
    expect([...(session?.userdata ?? [])]).toEqual([['bbb_auto_join_audio', 'true']])
  })

  it.skipIf(!hasSamples)('answers redirect=false like the samples', async () => {
    await using server = await startTestBbb()
    await server.create('algebra-101', { guestPolicy: 'ASK_MODERATOR' })
    const joined = await joinAs(server, { role: 'MODERATOR', redirect: 'false' })
    expect(withoutValues(joined.text)).toBe(withoutValues(sampleAnswer('join-success-redirect-false.xml')))
    const waiting = await joinAs(server, { guest: 'true', redirect: 'false' })
    expect(withoutValues(waiting.text)).toBe(withoutValues(sampleAnswer('join-success-guestWait.xml')))
    expect(waiting.value('messageKey')).toBe('guestWait')
    expect(waiting.value('url')).toContain('/html5client/guestWait?sessionToken=')
  })

  const people: [string, Record<string, string>][] = [
    ['moderator', { role: 'MODERATOR', guest: 'true' }],
    ['guest=false', { guest: 'false' }],
    ['guest=true', { guest: 'true' }],
    ['guest left out', {}],
  ]
  const policies = ['ALWAYS_ACCEPT', 'ALWAYS_DENY', 'ASK_MODERATOR', 'ALWAYS_ACCEPT_AUTH']
  const table: [boolean, string, string[]][] = [
    [true, 'moderator', ['ALLOW', 'ALLOW', 'ALLOW', 'ALLOW']],
    [true, 'guest=false', ['ALLOW', 'ALLOW', 'ALLOW', 'ALLOW']],
    [true, 'guest=true', ['ALLOW', 'DENY', 'WAIT', 'WAIT']],
    [true, 'guest left out', ['ALLOW', 'DENY', 'WAIT', 'ALLOW']],
    [false, 'guest=true', ['ALLOW', 'DENY', 'WAIT', 'ALLOW']],
    [false, 'guest=false', ['ALLOW', 'ALLOW', 'ALLOW', 'ALLOW']],
    [false, 'guest left out', ['ALLOW', 'ALLOW', 'ALLOW', 'ALLOW']],
  ]
  it.each(table)('decides on guests: authenticatedGuest=%s, %s', async (authenticatedGuest, person, expected) => {
    await using server = await startTestBbb({ authenticatedGuest })
    const decisions: string[] = []
    for (const guestPolicy of policies) {
      await server.create(guestPolicy, { guestPolicy })
      const reply = await joinAs(server, { ...new Map(people).get(person), meetingID: guestPolicy, redirect: 'false' })
      decisions.push(reply.value('guestStatus') ?? (reply.value('messageKey') === 'guestDeniedAccess' ? 'DENY' : '?'))
    }
    expect(decisions).toEqual(expected)
  })
})

describe('getJoinUrl', () => {
  it('gives a present person a signed URL for a second session, and nobody else', async () => {
    await using server = await startTestBbb()
    await server.create('algebra-101')
    const { token, cookie, url } = sessionOf(await joinAs(server))
    const ask = async (headers: Record<string, string>) => {
      const response = await fetch(`${server.bbb.baseUrl}api/getJoinUrl?sessionToken=${token}`, { headers })
      return ((await response.json()) as { response: { returncode: string; url: string } }).response
    }
    expect((await ask({ Cookie: cookie })).returncode).toBe('FAILED')
    await fetch(url, { headers: { Cookie: cookie } })
    expect((await ask({})).returncode).toBe('FAILED')
    const answer = await ask({ Cookie: cookie })
    expect(answer.url).toContain('/api/join?&redirect=true&existingUserID=w_')
    expect((await read(await fetch(answer.url, { redirect: 'manual' }))).status).toBe(302)
  })
})
