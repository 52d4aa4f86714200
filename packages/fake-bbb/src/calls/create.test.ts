import { describe, expect, it } from 'vitest'
import { startTestBbb } from '../client.test-support.ts'

describe('create', () => {
  it('makes a meeting whose internal id is the hash of its id and the create time', async () => {
    await using server = await startTestBbb()
    const reply = await server.create('algebra-101')
    expect(reply.value('returncode')).toBe('SUCCESS')
    expect(reply.value('internalMeetingID')).toBe('a924781796a25ae5afd3c6c97a3563ec1d9f365f-1763935200123')
    expect(reply.value('createTime')).toBe('1763935200123')
  })

  const table: [string, Record<string, string>, Record<string, string>, string, string][] = [
    ['both passwords, equal', both('ap', 'mp'), both('ap', 'mp'), 'SUCCESS', 'duplicateWarning'],
    ['no password at all', both('ap', 'mp'), {}, 'SUCCESS', 'duplicateWarning'],
    ['no password either time', {}, {}, 'SUCCESS', 'duplicateWarning'],
    ['only the moderator password', both('ap', 'mp'), { moderatorPW: 'mp' }, 'FAILED', 'idNotUnique'],
    ['only the attendee password', both('ap', 'mp'), { attendeePW: 'ap' }, 'FAILED', 'idNotUnique'],
    ['another moderator password', both('ap', 'mp'), both('ap', 'other'), 'FAILED', 'idNotUnique'],
    ['another attendee password', both('ap', 'mp'), both('other', 'mp'), 'FAILED', 'idNotUnique'],
    ['the two swapped', both('ap', 'mp'), both('mp', 'ap'), 'FAILED', 'idNotUnique'],
  ]
  it.each(table)('answers a repeat with %s', async (_case, first, second, returncode, messageKey) => {
    await using server = await startTestBbb()
    const made = await server.call('create', { meetingID: 'algebra-101', name: 'Algebra', ...first })
    await server.clock.advance(1_000)
    const repeated = await server.call('create', { meetingID: 'algebra-101', name: 'Changed', ...second })
    expect([repeated.value('returncode'), repeated.value('messageKey')]).toEqual([returncode, messageKey])
    if (returncode === 'SUCCESS') {
      expect(repeated.value('createTime')).toBe(made.value('createTime'))
      expect(repeated.value('moderatorPW')).toBe(made.value('moderatorPW'))
    }
    expect(server.bbb.meetings.get('algebra-101')?.name).toBe('Algebra')
  })

  it('makes a new instance once the meeting has ended, even within the same millisecond', async () => {
    await using server = await startTestBbb()
    const first = await server.create('algebra-101')
    await server.call('end', { meetingID: 'algebra-101' })
    const second = await server.create('algebra-101', { attendeePW: 'new', moderatorPW: 'pair' })
    expect(second.value('messageKey')).toBe('')
    expect(Number(second.value('createTime'))).toBeGreaterThan(Number(first.value('createTime')))
    expect(second.value('internalMeetingID')).not.toBe(first.value('internalMeetingID'))
  })

  it.each([
    ['a one-letter id', { meetingID: 'a' }],
    ['a comma in the id', { meetingID: 'a,b' }],
    ['an id of 257 characters', { meetingID: 'a'.repeat(257) }],
    ['a one-letter name', { name: 'A' }],
    ['a one-letter password', { attendeePW: 'a' }],
    ['a switch that is neither true nor false', { record: 'yes' }],
    ['a duration in words', { duration: 'long' }],
    ['an unknown guest policy', { guestPolicy: 'NOBODY' }],
  ])('refuses %s', async (_case, parameters) => {
    await using server = await startTestBbb()
    const reply = await server.create('algebra-101', parameters)
    expect(reply.value('messageKey')).toBe('validationError')
    expect(server.bbb.meetings.all()).toEqual([])
  })

  it('lists what is wrong in the older shape when the voice bridge is taken', async () => {
    await using server = await startTestBbb()
    await server.create('one', { voiceBridge: '70066' })
    const reply = await server.create('two', { voiceBridge: '70066' })
    expect(reply.text).toContain('<errors>\n<error>\n<key>nonUniqueVoiceBridge</key>')
  })

  it('lower-cases metadata keys and drops those with an underscore or a dot', async () => {
    await using server = await startTestBbb()
    await server.create('algebra-101', { meta_endCallbackUrl: 'u', meta_a_b: 'x', 'meta_a.b': 'x', meta_1a: 'x' })
    expect([...(server.bbb.meetings.get('algebra-101')?.metadata ?? [])]).toEqual([['endcallbackurl', 'u']])
  })

  it('keeps the documents of an XML body, and refuses bodies of other types', async () => {
    await using server = await startTestBbb()
    const body =
      '<modules><module name="presentation"><document url="https://files.example.com/a.pdf?x=1&amp;y=2" filename="a.pdf"/><document name="b.pdf">QUJD</document></module></modules>'
    const parameters = { meetingID: 'algebra-101', name: 'Algebra' }
    const post = (type: string) =>
      server.call('create', parameters, { method: 'POST', body, headers: { 'Content-Type': type } })
    expect((await post('application/json')).value('messageKey')).toBe('unsupportedContentType')
    expect((await post('application/xml')).value('returncode')).toBe('SUCCESS')
    expect(server.bbb.meetings.get('algebra-101')?.documents).toMatchObject([
      { url: 'https://files.example.com/a.pdf?x=1&y=2', filename: 'a.pdf', inlineLength: 0 },
      { url: undefined, filename: 'b.pdf', inlineLength: 4 },
    ])
  })

  it('makes a breakout room of a living parent only', async () => {
    await using server = await startTestBbb()
    const parent = (await server.create('parent')).value('internalMeetingID') ?? ''
    const room = { isBreakout: 'true', sequence: '1' }
    expect((await server.create('room-1763935200999', room)).value('messageKey')).toBe('parentMeetingIdMissing')
    const orphan = await server.create('room-1763935200999', { ...room, parentMeetingID: 'nobody' })
    expect(orphan.value('messageKey')).toBe('parentMeetingDoesNotExist')

    const reply = await server.create('room-1763935200999', { ...room, parentMeetingID: parent })
    expect(reply.value('internalMeetingID')).toBe('room-1763935200999')
    expect(reply.value('meetingID')).toMatch(/^[0-9a-f]{40}-1763935200999$/)
    expect(reply.value('parentMeetingID')).toBe(parent)
    const info = await server.call('getMeetingInfo', { meetingID: 'parent' })
    expect(info.text).toContain('<breakoutRooms>\n<breakout>room-1763935200999</breakout>\n</breakoutRooms>')
    await server.call('end', { meetingID: 'parent' })
    expect(server.bbb.meetings.all()).toEqual([])
  })
})

function both(attendeePW: string, moderatorPW: string): Record<string, string> {
  return { attendeePW, moderatorPW }
}
