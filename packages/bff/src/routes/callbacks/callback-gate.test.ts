import { afterEach, describe, expect, it } from 'vitest'
import { problemOf, startBff, type TestBff, type TestBffOptions } from '../start-bff.test-support.ts'
import { checksumOf, rowsOf, sendReady, sendWebhook, signJwt, webhookBody } from './sign-callbacks.test-support.ts'

let running: TestBff | undefined
afterEach(async () => {
  await running?.close()
  running = undefined
})
async function start(options: TestBffOptions = {}): Promise<TestBff> {
  running = await startBff({ isWorking: false, ...options })
  return running
}

const foreign = 'another-secret-0123456789-0123456789'
const body = webhookBody([])
const forgedWebhook = (test: TestBff) => sendWebhook(test, body, { checksum: checksumOf(body, foreign) })
const post = (
  test: TestBff,
  path: string,
  sent: string | ReadableStream<Uint8Array>,
  headers: Record<string, string> = {},
) =>
  test.bff.app.request(`https://meet.example/t/acme/v1/callbacks/${path}`, {
    method: 'POST',
    body: sent,
    headers,
    ...(sent instanceof ReadableStream && { duplex: 'half' }),
  })

/** A body that says nothing of its length. */
function streamOf(bytes: number): ReadableStream<Uint8Array> {
  let left = bytes
  return new ReadableStream({
    pull(controller) {
      if (left <= 0) controller.close()
      else controller.enqueue(new Uint8Array(Math.min(left, 8192)).fill(97))
      left -= 8192
    },
  })
}

describe('HOOK-8: the way in for callbacks', () => {
  it('writes no line for each forged one, and lines for genuine ones', async () => {
    const test = await start()
    for (let n = 0; n < 50; n++) expect((await forgedWebhook(test)).status).toBe(401)
    expect(test.logs).toEqual([])
    expect(test.counted).toHaveLength(50)
    expect((await sendWebhook(test, body)).status).toBe(204)
    expect(test.logs.map((line) => (JSON.parse(line) as { event: string }).event)).toEqual(['request'])
    test.clock.advance(10_000)
    await new Promise((resolve) => setImmediate(resolve))
    expect(JSON.parse(test.logs.at(-1)!)).toEqual({
      event: 'callbacks-refused',
      tenantId: 'acme',
      kind: 'webhook',
      reason: 'checksum',
      count: 50,
    })
  })

  it('HOOK-11: tells whoever comes on top of thousands to come again, genuine or not, and refuses none unverified', async () => {
    const test = await start()
    const forged = `/callbacks/meeting-ended/${'A'.repeat(44)}`
    const flood = Array.from({ length: 5_000 }, () => test.request('GET', forged, { as: null }))
    const excess = [test.request('GET', forged, { as: null }), forgedWebhook(test), sendWebhook(test, body)]
    for (const answer of await Promise.all(excess)) {
      expect(answer.status).toBe(503)
      expect(Number(answer.headers.get('Retry-After'))).toBeGreaterThan(0)
      expect((await problemOf(answer)).code).toBe('OVERLOADED')
    }
    expect(new Set((await Promise.all(flood)).map(({ status }) => status))).toEqual(new Set([404]))
    expect((await sendWebhook(test, body)).status).toBe(204)
  }, 30_000)

  it('answers what is forged with the very headers of every failure', async () => {
    const test = await start()
    const headersOf = async (answer: Promise<Response>) =>
      [...(await answer).headers].filter(([name]) => name !== 'x-request-id' && name !== 'vary')
    const elsewhere = await headersOf(
      test.request('GET', '/rooms/maths', { as: null, headers: { Authorization: 'Bearer x' } }),
    )
    expect(await headersOf(forgedWebhook(test))).toEqual(elsewhere)
    expect(await headersOf(sendReady(test, 'x.y.z'))).toEqual(elsewhere)
    const { request_id } = await problemOf(forgedWebhook(test))
    expect(request_id).toMatch(/^[\w-]{22}$/)
    expect((await problemOf(forgedWebhook(test))).request_id).not.toBe(request_id)
  })

  it('limits by address what is no verified callback and not refused by itself', async () => {
    const test = await start({ requestsPerMinute: 5 })
    const statuses = []
    for (let n = 0; n < 7; n++) statuses.push((await test.request('PUT', '/callbacks/webhook', { as: null })).status)
    expect(statuses).toEqual([405, 405, 405, 405, 405, 429, 429])
    expect((await forgedWebhook(test)).status).toBe(401)
    expect((await sendWebhook(test, body)).status).toBe(204)
  })

  it('HTTP-9: reads no more than allowed, whether a length is stated or not', async () => {
    const test = await start()
    for (const path of ['recording-ready', 'webhook?checksum=x']) {
      expect((await post(test, path, streamOf(64 * 1024))).status, path).toBe(401)
      expect(await problemOf(post(test, path, streamOf(64 * 1024 + 1)))).toMatchObject({
        code: 'BODY_TOO_LARGE',
        request_id: expect.stringMatching(/^[\w-]{22}$/) as string,
      })
      expect((await post(test, path, 'x'.repeat(70_000), { 'Content-Length': '70000' })).status, path).toBe(413)
    }
  })

  it('an analytics callback without a key of ours is refused before its body is read', async () => {
    const test = await start()
    let isRead = false
    const sent = new ReadableStream(
      {
        pull() {
          isRead = true
        },
      },
      { highWaterMark: 0 },
    )
    expect((await post(test, `analytics/${'A'.repeat(44)}`, sent)).status).toBe(401)
    expect(isRead).toBe(false)
  })

  it('DOS-7: a fault while verifying is answered, logged by its kind, and asks the sender to come again', async () => {
    const test = await start({
      wrapGateway: (gateway) => ({
        ...gateway,
        verifyWebhook: () => {
          throw new TypeError('canary')
        },
      }),
    })
    const answer = await forgedWebhook(test)
    const text = await answer.text()
    expect(answer.status).toBe(500)
    expect(JSON.parse(text)).toMatchObject({
      code: 'INTERNAL_ERROR',
      request_id: answer.headers.get('X-Request-Id'),
    })
    expect(test.logs.map((line) => JSON.parse(line) as object)).toMatchObject([
      { event: 'request-failed', reason: 'TypeError', requestId: answer.headers.get('X-Request-Id') },
    ])
    expect(text + test.logs.join()).not.toContain('canary')
  })

  it('asks a store that fails once in a second, however many forged ones come', async () => {
    const test = await start()
    let asked = 0
    const withTenant = test.store.withTenant.bind(test.store)
    test.store.withTenant = () => {
      asked++
      return Promise.reject(new Error('away'))
    }
    const flood = async () => {
      for (let n = 0; n < 100; n++) expect((await forgedWebhook(test)).status).toBe(503)
    }
    // Time goes on by itself as well.
    await flood()
    expect(asked).toBeLessThan(50)
    test.store.withTenant = withTenant
    test.clock.advance(1_000)
    expect((await forgedWebhook(test)).status).toBe(401)
  })

  it('a tenant that there is not has no callbacks', async () => {
    const test = await start()
    const answer = await sendReady(test, signJwt({ meeting_id: 'm', record_id: 'r' }), 'nobody')
    expect((await problemOf(answer)).code).toBe('NOT_FOUND')
    expect(test.counted).toEqual(['bbb_room_failures_total {"code":"NOT_FOUND"}'])
    expect(await rowsOf(test)).toEqual([])
  })
})
