import { describe, expect, it } from 'vitest'
import { startTestBbb } from '../client.test-support.ts'

describe('routing', () => {
  it('knows calls by their exact names and answers others as the web server would', async () => {
    await using server = await startTestBbb()
    for (const call of ['getmeetings', 'feedback', 'setConfigXML', 'constructor']) {
      const reply = await server.call(call)
      expect([reply.status, reply.text.startsWith('<html>')]).toEqual([404, true])
    }
    expect((await fetch(`${server.bbb.url}/bigbluebutton/`)).status).toBe(404)
  })

  it('takes a call by its methods only', async () => {
    await using server = await startTestBbb()
    const post = { method: 'POST' }
    for (const call of [
      'join',
      'getRecordings',
      'publishRecordings',
      'deleteRecordings',
      'sendChatMessage',
      'hooks/list',
    ]) {
      expect([call, (await server.call(call, {}, post)).status]).toEqual([call, 405])
    }
    expect((await server.call('insertDocument', { meetingID: 'aa' })).status).toBe(405)
    expect((await server.call('getMeetings', {}, post)).value('returncode')).toBe('SUCCESS')
  })

  it('has no hooks where the add-on is not installed', async () => {
    await using server = await startTestBbb({ webhooks: false })
    expect((await server.call('hooks/list')).status).toBe(404)
  })

  it('refuses a charset with XML where a version does so', async () => {
    await using server = await startTestBbb({ quirks: ['no-charset'] })
    const post = (type: string) =>
      server.call(
        'create',
        { meetingID: 'algebra-101', name: 'Algebra' },
        { method: 'POST', body: '<modules/>', headers: { 'Content-Type': type } },
      )
    expect((await post('application/xml; charset=UTF-8')).value('messageKey')).toBe('unsupportedContentType')
    expect((await post('application/xml')).value('returncode')).toBe('SUCCESS')
  })

  it('turns away request lines that the web server would not take', async () => {
    await using server = await startTestBbb()
    const reply = await server.call('create', { meetingID: 'algebra-101', name: 'Algebra', welcome: 'x'.repeat(8_200) })
    expect(reply.status).toBe(414)
  })

  it('keeps a journal of every request, with what it was answered', async () => {
    await using server = await startTestBbb()
    await server.call('end', { meetingID: 'nope' }, { headers: { Referer: 'https://app.example.com/', Cookie: 'a=b' } })
    const [entry] = server.bbb.journal.of('end')
    expect(entry).toMatchObject({
      at: 1763935200123,
      method: 'GET',
      path: '/bigbluebutton/api/end',
      params: { meetingID: 'nope' },
      headers: { referer: 'https://app.example.com/', cookie: 'a=b' },
      answer: { status: 200, returncode: 'FAILED', messageKey: 'notFound' },
      fault: undefined,
    })
    const coming = server.bbb.journal.waitFor('getMeetings')
    await server.call('getMeetings')
    expect((await coming).answer?.messageKey).toBe('noMeetings')
    server.bbb.journal.clear()
    expect([...server.bbb.journal]).toEqual([])
  })
})
