import { afterEach, describe, expect, it } from 'vitest'
import { problemOf, startBff, type TestBff } from '../routes/start-bff.test-support.ts'

let running: TestBff | undefined
afterEach(async () => {
  await running?.close()
  running = undefined
})

const manager = { sub: 'host', scope: 'room:manage' } as const
const put = (test: TestBff, key: string, name: string, as: object = manager) =>
  test.request('PUT', '/rooms/maths', { as, body: { name }, headers: { 'Idempotency-Key': key } })

describe('Idempotency-Key', () => {
  it('answers a repeat as the first time and does nothing twice', async () => {
    const test = (running = await startBff({ isWorking: false }))
    const first = await put(test, 'key-00001', 'Maths')
    const again = await put(test, 'key-00001', 'Maths')
    expect([first.status, again.status]).toEqual([201, 201])
    expect(again.headers.get('Idempotency-Replayed')).toBe('true')
    expect(await again.json()).toEqual(await first.json())
    const rows = await test.store.withTenant('acme', ({ audit }) => audit.list(0, 9))
    expect(rows.map((row) => row.action)).toEqual(['room:make'])
    const remove = () =>
      test.request('DELETE', '/rooms/maths', { as: manager, headers: { 'Idempotency-Key': 'key-00002' } })
    expect([(await remove()).status, (await remove()).status]).toEqual([204, 204])
  })

  it('refuses the key for another request, and is each person’s own', async () => {
    const test = (running = await startBff({ isWorking: false }))
    await put(test, 'key-00001', 'Maths')
    expect(await problemOf(put(test, 'key-00001', 'Physics'))).toMatchObject({
      status: 422,
      code: 'IDEMPOTENCY_KEY_REUSED',
    })
    expect((await put(test, 'key-00001', 'Physics', { ...manager, sub: 'another' })).status).toBe(200)
  })

  it('lets one of several at the same time through', async () => {
    const test = (running = await startBff({ isWorking: false }))
    const answers = await Promise.all(Array.from({ length: 10 }, () => put(test, 'key-00001', 'Maths')))
    expect(
      answers.filter((answer) => answer.status === 201 && !answer.headers.has('Idempotency-Replayed')),
    ).toHaveLength(1)
    for (const answer of answers) expect([201, 409]).toContain(answer.status)
  })

  it('keeps no failure, so that repeating helps, and no ticket at all', async () => {
    const test = (running = await startBff({ isWorking: false }))
    const refused = await put(test, 'key-00001', 'Maths', { sub: 'host' })
    expect(refused.status).toBe(403)
    expect((await put(test, 'key-00001', 'Maths')).status).toBe(201)
    const join = async () =>
      (await (
        await test.request('POST', '/rooms/maths/join', {
          as: { role: 'moderator' },
          headers: { 'Idempotency-Key': 'key-00003' },
        })
      ).json()) as { ticket: string }
    expect((await join()).ticket).not.toBe((await join()).ticket)
  })

  it('refuses a key that is too short, too long or not visible ASCII', async () => {
    const test = (running = await startBff({ isWorking: false }))
    for (const key of ['short', 'x'.repeat(129), 'with a space']) {
      expect((await put(test, key, 'Maths')).status, key).toBe(400)
    }
  })
})
