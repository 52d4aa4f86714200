import type { RoomEventList } from '@bbb-room/bff-api'
import { expect, waitUntil } from '@open-wc/testing'
import type { BffClient } from '../api/bff-client.ts'
import { watchRoom } from './events-stream.ts'

interface Asked {
  accept: string
  after: string | null
}

describe('watchRoom', () => {
  let leaving: AbortController
  let asked: Asked[]
  let news: number
  beforeEach(() => {
    leaving = new AbortController()
    asked = []
    news = 0
  })
  afterEach(() => leaving.abort())

  function watch(answer: (asked: Asked) => Response) {
    const ask = (_path: string, init: { headers?: Record<string, string> } = {}): Promise<Response> => {
      const { accept = '', 'last-event-id': after = null } = init.headers ?? {}
      asked.push({ accept, after })
      return Promise.resolve(answer({ accept, after }))
    }
    const client = {
      fetch: ask,
      json: async (...given: Parameters<typeof ask>) => (await ask(...given)).json() as Promise<unknown>,
    } as unknown as BffClient
    void watchRoom(client, 'maths', () => news++, leaving.signal)
  }

  it('goes on after the last event it heard when a stream is cut', async () => {
    watch(({ after }) => {
      const text = `id: ${Number(after) + 7}\nevent: meeting-started\ndata: {}\n\n`
      return new Response(text, { headers: { 'content-type': 'text/event-stream' } })
    })
    await waitUntil(() => asked.length >= 2, 'asks again', { timeout: 15_000 })
    expect(asked.slice(0, 2).map(({ after }) => after)).to.deep.equal([null, '7'])
  }).timeout(20_000)

  it('says at once that there may be news where the first stream does not open', async () => {
    watch(() => new Response('a proxy’s page', { headers: { 'content-type': 'text/html' } }))
    await waitUntil(() => news === 1)
    expect(asked).to.have.length(1)
  })

  it('polls where streams do not get through twice in a row, from where the last answer ended', async () => {
    const answers: RoomEventList[] = [
      { events: [], last_event_id: '41' },
      { events: [{ id: '42', type: 'meeting-started', room: 'maths', at: '' }], last_event_id: '42' },
    ]
    let newsBefore = 0
    watch(({ accept }) => {
      if (accept !== 'application/json')
        return new Response('a proxy’s page', { headers: { 'content-type': 'text/html' } })
      if (answers.length === 1) newsBefore = news
      return Response.json(answers.shift() ?? { events: [], last_event_id: '42' })
    })
    await waitUntil(() => asked.length >= 5, 'asks on', { timeout: 40_000 })
    expect(asked.slice(0, 5)).to.deep.equal([
      { accept: 'text/event-stream', after: null },
      { accept: 'text/event-stream', after: null },
      { accept: 'application/json', after: null },
      { accept: 'application/json', after: '41' },
      { accept: 'application/json', after: '42' },
    ])
    expect(news).to.equal(newsBefore + 1)
  }).timeout(50_000)
})
