import { describe, expect, it } from 'vitest'
import { bodyLimit } from './body-limit.ts'
import { startApp } from './middleware.test-support.ts'

function start() {
  const { app } = startApp(bodyLimit(10))
  const seen: string[] = []
  app.post('/x', async (c) => {
    seen.push(await c.req.text())
    return c.text('seen')
  })
  return { app, seen }
}

const chunked = (text: string) =>
  new ReadableStream<Uint8Array>({
    start(controller) {
      for (const byte of new TextEncoder().encode(text)) controller.enqueue(Uint8Array.of(byte))
      controller.close()
    },
  })

describe('bodyLimit', () => {
  it('HTTP-9: refuses by the stated length before the handler runs', async () => {
    const { app, seen } = start()
    const answer = await app.request('/x', {
      method: 'POST',
      body: 'x'.repeat(11),
      headers: { 'Content-Length': '11' },
    })
    expect(answer.status).toBe(413)
    expect(await answer.json()).toMatchObject({ code: 'BODY_TOO_LARGE' })
    expect(seen).toEqual([])
  })

  it('HTTP-9: counts a body without a stated length', async () => {
    const { app, seen } = start()
    const send = (text: string) =>
      app.request(new Request('http://localhost/x', { method: 'POST', body: chunked(text), duplex: 'half' }))
    expect((await send('x'.repeat(11))).status).toBe(413)
    expect((await send('x'.repeat(10))).status).toBe(200)
    expect(seen).toEqual(['x'.repeat(10)])
  })
})
