import { afterEach, describe, expect, it } from 'vitest'
import { eventually, page, problemOf, startBff, type TestBff, type TestBffOptions } from '../start-bff.test-support.ts'

let running: TestBff | undefined
afterEach(async () => {
  await running?.close()
  running = undefined
})

async function start(options: TestBffOptions = {}): Promise<TestBff> {
  running = await startBff(options)
  await running.declare('maths', { access_code: 'Lesson-42' })
  return running
}
const ask = (test: TestBff, body: object) =>
  test.request('POST', '/token', {
    as: null,
    body: { grant_type: 'urn:bbb-room:guest', room: 'maths', access_code: 'Lesson-42', name: 'Visitor', ...body },
    headers: { Origin: page },
  })

describe('POST /token for a guest', () => {
  it('lets somebody with the access code in as a viewer and a guest, once the moderator is there', async () => {
    const test = await start()
    const answer = await ask(test, {})
    expect(answer.status).toBe(200)
    const { access_token, token_type } = (await answer.json()) as { access_token: string; token_type: string }
    expect(token_type).toBe('Bearer')
    const headers = { Authorization: `Bearer ${access_token}`, Origin: page }
    const info = async () =>
      (await (await test.request('GET', '/rooms/maths', { headers })).json()) as { state: string }
    expect(await info()).toMatchObject({
      state: 'waiting',
      role: 'viewer',
      can: { end: false, list_recordings: false },
    })
    await test.enter({ role: 'moderator' })
    await eventually(info, ({ state }) => state === 'running')
    const joined = (await (await test.request('POST', '/rooms/maths/join', { headers })).json()) as { ticket: string }
    const { searchParams } = new URL((await test.launch(joined.ticket)).headers.get('Location')!)
    expect(Object.fromEntries(searchParams)).toMatchObject({ role: 'VIEWER', guest: 'true', fullName: 'Visitor' })
    for (const [method, path] of [
      ['POST', '/rooms/maths/end'],
      ['PUT', '/rooms/maths'],
      ['GET', '/rooms/maths/recordings'],
    ] as const) {
      const refused = await test.request(method, path, { headers, ...(method === 'PUT' && { body: { name: 'Mine' } }) })
      expect(refused.status, path).toBe(403)
    }
  })

  it('tells a wrong code, a room without one and no room apart in nothing', async () => {
    const test = await start({ isWorking: false })
    await test.declare('open')
    const answers = await Promise.all(
      [{ access_code: 'wrong' }, { room: 'open' }, { room: 'nowhere' }, { access_code: 'lesson-42' }].map((body) =>
        problemOf(ask(test, body)),
      ),
    )
    for (const answer of answers) expect({ ...answer, request_id: '' }).toEqual({ ...answers[0], request_id: '' })
    expect(answers[0]).toMatchObject({ status: 403, code: 'ACCESS_CODE_WRONG' })
  })

  it('stores the code as a salted slow hash only', async () => {
    const test = await start({ isWorking: false })
    await test.declare('physics', { access_code: 'Lesson-42' })
    const [maths, physics] = await test.store.withTenant('acme', async ({ rooms }) => [
      await rooms.look('maths'),
      await rooms.look('physics'),
    ])
    expect(JSON.stringify([maths, physics])).not.toContain('Lesson-42')
    expect(maths?.room.accessCodeHash).toMatch(/^scrypt\$/)
    expect(maths?.room.accessCodeHash).not.toBe(physics?.room.accessCodeHash)
  })

  it('limits attempts by address, right or wrong', async () => {
    const test = await start({ isWorking: false, guestTokensPerMinute: 3 })
    const statuses: number[] = []
    for (let n = 0; n < 5; n++) statuses.push((await ask(test, { access_code: 'wrong' })).status)
    expect(statuses).toEqual([403, 403, 403, 429, 429])
    test.clock.advance(61_000)
    expect((await ask(test, {})).status).toBe(200)
  })

  it('refuses pages that are not registered, other grants and fields', async () => {
    const test = await start({ isWorking: false })
    const foreign = await test.request('POST', '/token', {
      as: null,
      body: { grant_type: 'urn:bbb-room:guest', room: 'maths', access_code: 'Lesson-42', name: 'Visitor' },
      headers: { Origin: 'https://evil.example' },
    })
    expect(foreign.status).toBe(403)
    for (const body of [{ grant_type: 'password' }, { role: 'moderator' }, { name: 'x' }, { scope: 'room:manage' }]) {
      expect((await ask(test, body)).status, JSON.stringify(body)).toBe(400)
    }
  })

  it('turns guests away where the room takes none', async () => {
    const test = await start({ isWorking: false })
    const settings = { access_code: 'Lesson-42', guest_policy: 'ALWAYS_DENY', wait_for_moderator: false } as const
    await test.declare('maths', settings)
    const { access_token } = (await (await ask(test, {})).json()) as { access_token: string }
    const headers = { Authorization: `Bearer ${access_token}`, Origin: page }
    const answer = await test.request('POST', '/rooms/maths/join', { headers })
    expect(await answer.json()).toMatchObject({ state: 'denied', code: 'GUESTS_REFUSED' })
  })
})
