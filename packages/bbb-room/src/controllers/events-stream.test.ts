import type { RoomEventList } from '@bbb-room/bff-api'
import { expect, waitUntil } from '@open-wc/testing'
import type { BffClient } from '../api/bff-client.ts'
import { RoomError } from '../room-error.ts'
import { stub } from '../stub.test-support.ts'
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

  it('takes a stream that says nothing for 45 s for dead, and asks anew', async () => {
    const realTimeout = window.setTimeout.bind(window)
    let silent: (() => void) | undefined
    stub(window, 'setTimeout', (run: () => void, ms?: number) => {
      if (ms === 45_000) silent = run
      return realTimeout(run, ms)
    })
    const client = {
      fetch: (_path: string, { signal }: { signal?: AbortSignal } = {}) => {
        asked.push({ accept: '', after: null })
        const body = new ReadableStream({
          start(controller) {
            controller.enqueue(new TextEncoder().encode(': open\n\n'))
            signal?.addEventListener('abort', () => controller.error(signal.reason))
          },
        })
        return Promise.resolve(new Response(body, { headers: { 'content-type': 'text/event-stream' } }))
      },
    } as unknown as BffClient
    void watchRoom(client, 'maths', () => news++, leaving.signal)
    await waitUntil(() => silent && asked.length === 1)
    silent?.()
    await waitUntil(() => asked.length === 2, 'asks again', { timeout: 10_000 })
  })

  it('R-45: waits twice as long after each failure, up to 30 s, and never the same for all', async () => {
    const realTimeout = window.setTimeout.bind(window)
    const waits: number[] = []
    stub(window, 'setTimeout', (run: () => void, ms = 0) => {
      // Those of waitUntil itself, and the silence of a stream.
      if (ms < 500 || ms === 1000 || ms === 45_000) return realTimeout(run, ms)
      waits.push(ms)
      return realTimeout(run, waits.length > 12 ? ms : 0)
    })
    const failing = () => Promise.reject(new RoomError('BFF_UNREACHABLE', { retryable: true }))
    void watchRoom({ fetch: failing, json: failing }, 'maths', () => news++, leaving.signal)
    await waitUntil(() => waits.length > 12)
    for (const [index, ms] of waits.slice(0, 12).entries()) {
      const longest = Math.min(30_000, 1000 * 2 ** (index + 1))
      expect(ms, `wait ${index + 1}`).to.be.within(longest / 2, longest)
    }
    expect(new Set(waits).size).to.be.greaterThan(6)
  })
})
