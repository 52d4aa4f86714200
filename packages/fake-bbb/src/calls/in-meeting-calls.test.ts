import { describe, expect, it } from 'vitest'
import { startTestBbb } from '../client.test-support.ts'

describe('insertDocument', () => {
  const body =
    '<modules><module name="presentation"><document url="https://files.example.com/a.pdf"/></module></modules>'
  const post = (contentType: string) => ({ method: 'POST', body, headers: { 'Content-Type': contentType } })

  it('adds documents to a living meeting, from XML only', async () => {
    await using server = await startTestBbb()
    await server.create('algebra-101')
    const insert = (meetingID: string, contentType = 'application/xml') =>
      server.call('insertDocument', { meetingID }, post(contentType))
    expect((await insert('algebra-101')).value('message')).toBe('Presentation is being uploaded')
    expect(server.bbb.meetings.get('algebra-101')?.documents).toHaveLength(1)
    const unknown = await insert('nope')
    expect([unknown.value('messageKey'), unknown.value('message')]).toEqual(['', 'Meeting with id [nope] not found.'])
    expect((await insert('algebra-101', 'text/plain')).value('messageKey')).toBe('unsupportedContentType')
  })

  it('is refused where presentations are switched off', async () => {
    await using server = await startTestBbb({ presentationFeature: false })
    await server.create('algebra-101')
    const reply = await server.call('insertDocument', { meetingID: 'algebra-101' }, post('application/xml'))
    expect([reply.value('returncode'), reply.value('messageKey')]).toEqual(['FAILED', ''])
  })
})

describe('sendChatMessage', () => {
  it('speaks as System unless told otherwise', async () => {
    await using server = await startTestBbb()
    await server.create('algebra-101')
    await server.call('sendChatMessage', { meetingID: 'algebra-101', message: 'One' })
    await server.call('sendChatMessage', { meetingID: 'algebra-101', message: 'Two', userName: 'Bot' })
    const chat = server.bbb.meetings.get('algebra-101')?.chat
    expect(chat).toMatchObject([
      { userName: 'System', message: 'One' },
      { userName: 'Bot', message: 'Two' },
    ])
    const unknown = await server.call('sendChatMessage', { meetingID: 'nope', message: 'One' })
    expect(unknown.value('messageKey')).toBe('notFound')
  })
})

describe('getMeetings', () => {
  it('lists meetings, with counters as the version writes them', async () => {
    await using server = await startTestBbb({ quirks: ['grouped-counters'] })
    await server.create('algebra-101', { maxParticipants: '10000' })
    const reply = await server.call('getMeetings')
    expect(reply.text).toMatch(/^<response>\n<returncode>SUCCESS<\/returncode>\n<meetings>\n<meeting>\n<meetingName>/)
    expect(reply.value('maxUsers')).toBe('10,000')
  })

  it('squeezes runs of blanks, so that names do not come back as sent', async () => {
    await using server = await startTestBbb()
    await server.create('algebra-101', { name: 'Two  spaces' })
    expect((await server.call('getMeetingInfo', { meetingID: 'algebra-101' })).value('meetingName')).toBe('Two spaces')
  })
})

describe('signOut', () => {
  it('ends the session it is asked by', async () => {
    await using server = await startTestBbb()
    await server.create('algebra-101')
    const session = server.bbb.enter('algebra-101', {})
    const url = `${server.bbb.baseUrl}api/signOut?sessionToken=${session.sessionToken}`
    expect(await (await fetch(url, { headers: { Cookie: `JSESSIONID=${session.cookie}` } })).text()).toBe(
      '<response><returncode>SUCCESS</returncode></response>',
    )
    expect(session.presence).toBe('left')
  })
})
