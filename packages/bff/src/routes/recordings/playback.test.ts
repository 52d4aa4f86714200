import type { Recording, TicketAnswer } from '@bbb-room/bff-api'
import { afterEach, describe, expect, it } from 'vitest'
import { eventually, problemOf, startBff, type TestBff, type TestBffOptions } from '../start-bff.test-support.ts'
import { list, pupil, record, teacher } from './recordings.test-support.ts'

let running: TestBff | undefined
afterEach(async () => {
  await running?.close()
  running = undefined
})

async function start(options: TestBffOptions = {}): Promise<{ test: TestBff; recording: Recording }> {
  const test = (running = await startBff(options))
  await test.declare('maths', { record: true })
  return { test, recording: await record(test) }
}

async function ticketFor(test: TestBff, { id }: Recording, format?: string): Promise<string> {
  const body = format === undefined ? {} : { format }
  const answer = await test.request('POST', `/recordings/${id}/playback`, { as: pupil, body })
  return ((await answer.json()) as TicketAnswer).ticket
}

async function play(test: TestBff, recording: Recording, format?: string): Promise<URL> {
  const answer = await test.launch(await ticketFor(test, recording, format))
  expect(answer.status).toBe(303)
  return new URL(answer.headers.get('Location')!)
}

const views = async (test: TestBff) =>
  (await test.store.withTenant('acme', ({ audit }) => audit.list(0, 1000)))
    .filter(({ action }) => action === 'recording:play')
    .map(({ detail }) => detail?.['format'])
const questions = (test: TestBff) => test.bbb.journal.of('getRecordings')

describe('playback', () => {
  it('offers each kind by its name, and plays the one that is asked for, each view audited', async () => {
    const { test, recording } = await start({ bbb: { recordingFormats: ['presentation', 'video', 'statistics'] } })
    expect(recording.formats.map(({ type }) => type)).toEqual(['presentation', 'video', 'statistics'])
    const [forPupil] = await list(test, pupil)
    expect(forPupil?.formats.map(({ type }) => type)).toEqual(['presentation', 'video'])
    expect((await play(test, recording, 'video')).pathname).toMatch(/video/)
    expect((await play(test, recording)).pathname).toMatch(/presentation/)
    expect(await views(test)).toEqual(['video', 'presentation'])
    for (const format of ['statistics', 'podcast']) {
      const answer = test.request('POST', `/recordings/${recording.id}/playback`, { as: pupil, body: { format } })
      expect((await problemOf(answer)).status, format).toBe(404)
    }
  })

  it('REC-2: a protected recording gets a link of its own at every click, kept and logged nowhere', async () => {
    const { test, recording } = await start({ bbb: { profile: 'scalelite' } })
    await test.request('PATCH', `/recordings/${recording.id}`, { as: teacher, body: { protected: true } })
    const [first, second] = [await play(test, recording), await play(test, recording)]
    const tokens = [first, second].map((url) => url.searchParams.get('token')!)
    expect(tokens[0]).toMatch(/^\S{16,}$/)
    expect(tokens[1]).not.toBe(tokens[0])
    const line = await test.store.withTenant('acme', ({ recordings }) => recordings.get(recording.id))
    expect(line?.formats[0]?.url).toBe(first.origin + first.pathname)
    for (const token of tokens) expect(JSON.stringify([test.logs, test.counted])).not.toContain(token)
    expect(await views(test)).toHaveLength(2)
  })

  it('asks BBB about that one meeting, once for each ticket, however often a ticket comes', async () => {
    const { test, recording } = await start()
    await test.bff.stop()
    test.bbb.journal.clear()
    const ticket = await ticketFor(test, recording)
    expect(questions(test)).toHaveLength(0)
    expect((await test.launch(ticket)).status).toBe(303)
    for (let n = 0; n < 5; n++) expect((await test.launch(ticket)).status).toBe(403)
    expect(questions(test)).toHaveLength(1)
    expect(questions(test)[0]?.params['meetingID']).toBe(test.bbb.recordings.all()[0]!.meetingID)
    expect(await views(test)).toHaveLength(1)
  })

  it('with BBB away plays what is not protected; what is protected can only wait, and no view is counted', async () => {
    const { test, recording } = await start({ bbb: { profile: 'scalelite' } })
    test.bbb.faults.always('getRecordings', { kind: 'hang' })
    const startedAt = Date.now()
    expect((await play(test, recording)).pathname).toMatch(/presentation/)
    expect(Date.now() - startedAt).toBeLessThan(7000)
    expect(await list(test, pupil)).toHaveLength(1)
    test.bbb.faults.clear()
    await test.request('PATCH', `/recordings/${recording.id}`, { as: teacher, body: { protected: true } })
    await eventually(
      () => list(test, pupil),
      ([first]) => first?.protected === true,
    )
    test.bbb.faults.always('getRecordings', { kind: 'status', status: 502 })
    expect((await test.launch(await ticketFor(test, recording))).status).toBe(503)
    expect(await views(test)).toHaveLength(1)
  }, 20_000)

  it.each([
    ['unpublished', (test: TestBff) => void (test.bbb.recordings.all()[0]!.state = 'unpublished')],
    ['deleted', (test: TestBff) => void (test.bbb.recordings.all()[0]!.state = 'deleted')],
    ['moved to a host that is not registered', (test: TestBff) => moveTo(test, 'https://evil.example/1')],
    ['given a script for an address', (test: TestBff) => moveTo(test, 'javascript:alert(1)')],
    ['given an address that is no address', (test: TestBff) => moveTo(test, '//evil.example')],
    ['given plain http elsewhere', (test: TestBff) => moveTo(test, 'http://recordings.example/1')],
  ])('REC-3: what was %s since the list was read is refused at the click', async (_what, change) => {
    const { test, recording } = await start()
    await test.bff.stop()
    const ticket = await ticketFor(test, recording)
    change(test)
    const answer = await test.launch(ticket)
    expect(answer.status).toBe(403)
    expect(answer.headers.get('Location')).toBeNull()
    expect(await answer.text()).not.toMatch(/evil|javascript|recordings\.example/)
    expect(await views(test)).toEqual([])
  })

  it('R-41: what was deleted while BBB was asked for the link is not played', async () => {
    const meanwhile: { happens?: () => Promise<unknown> } = {}
    const { test, recording } = await start({
      wrapGateway: (gateway) => ({
        ...gateway,
        async findRecordings(meetingIDs, options) {
          const found = await gateway.findRecordings(meetingIDs, options)
          if (options?.timeoutMs !== undefined) await meanwhile.happens?.()
          return found
        },
      }),
    })
    meanwhile.happens = () => test.request('DELETE', `/recordings/${recording.id}`, { as: teacher })
    expect((await test.launch(await ticketFor(test, recording))).status).toBe(403)
    expect(await views(test)).toEqual([])
  })
})

function moveTo(test: TestBff, url: string): void {
  const [recording] = test.bbb.recordings.all()
  recording!.formats = recording!.formats.map((format) => ({ ...format, url }))
}
