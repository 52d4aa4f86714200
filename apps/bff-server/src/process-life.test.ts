import { once } from 'node:events'
import { connect } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, describe, expect, it } from 'vitest'
import {
  eventually,
  type ServerProcess,
  type ServerProcessOptions,
  startServerProcess,
} from './server-process.test-support.ts'

let server: ServerProcess | undefined
afterEach(() => server?.close())

async function start(options: ServerProcessOptions = {}): Promise<ServerProcess> {
  server = await startServerProcess(options)
  return server
}

/** Joins one after another until told to stop. @returns the statuses and how many went wrong in another way */
function keepJoining({ request, tokenOf }: ServerProcess) {
  const seen: (number | string)[] = []
  const state = { isOver: false }
  const work = (async () => {
    for (let each = 0; !state.isOver; each += 1) {
      const token = tokenOf({ sub: `person-${each}` })
      const answer = await request('POST', '/rooms/maths/join', { token, body: {} }).catch((error: unknown) =>
        String(error),
      )
      seen.push(typeof answer === 'string' ? answer : answer.status)
      await sleep(5)
    }
  })()
  return {
    seen,
    stop: async () => {
      state.isOver = true
      await work
      return [...new Set(seen)]
    },
  }
}

describe('starting', { timeout: 30_000 }, () => {
  it('stops with one message that names every problem and no value', async () => {
    const variables = { BBB_ROOM_TICKET_KEY: 'short-canary', PORT: 'canary', BBB_ROOM_CONFIG: '/nowhere/canary' }
    const error: unknown = await start({ variables }).catch((caught: unknown) => caught)
    const text = String(error)
    for (const name of ['BBB_ROOM_TICKET_KEY', 'PORT', 'BBB_ROOM_CONFIG']) expect(text).toContain(name)
    expect(text).not.toContain('canary')
    expect(text).toContain('The configuration has 3 problems')
  })

  it('says in one line that the store cannot be opened, without its address', async () => {
    const variables = { BBB_ROOM_STORE: 'sqlite:/nowhere/canary.db' }
    const text = String(await start({ variables }).catch((caught: unknown) => caught))
    expect(text).toContain('BBB_ROOM_STORE cannot be opened')
    expect(text).not.toContain('canary')
  })
})

describe('the second port', { timeout: 30_000 }, () => {
  it('tells health, readiness and metrics, and nothing of the API', async () => {
    const { adminOrigin } = await start()
    const statusOf = async (path: string) => (await fetch(`${adminOrigin}${path}`)).status
    expect(await Promise.all(['/healthz', '/readyz', '/metrics'].map(statusOf))).toEqual([200, 200, 200])
    expect(await statusOf('/t/acme/v1/openapi.json')).toBe(404)
  })

  it('TENANT-13: a tenant’s token opens nothing there', async () => {
    const { adminOrigin, tokenOf } = await start()
    const answer = await fetch(`${adminOrigin}/t/acme/v1/rooms/maths`, {
      headers: { Authorization: `Bearer ${tokenOf()}` },
    })
    expect(answer.status).toBe(404)
  })
})

describe('stopping', { timeout: 30_000 }, () => {
  it('R-26: says that it is not ready, goes on serving, finishes what is under way, and ends with 0', async () => {
    const { adminOrigin, child, enter, bbb, request, tokenOf } = await start()
    await enter()
    expect((await fetch(`${adminOrigin}/readyz`)).status).toBe(200)
    const joining = keepJoining(server!)
    const startedAt = performance.now()
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await eventually(async () => (await fetch(`${adminOrigin}/readyz`)).status === 503)
    await sleep(3_000)
    expect(await joining.stop()).toEqual([200])
    // A slow answer of BBB holds a request that has begun just before the door closes.
    bbb.faults.next('create', { kind: 'delay', ms: 2_500 })
    const slow = request('POST', '/rooms/physics/join', { token: tokenOf({ room: 'physics' }), body: {} })
    const [code] = (await ended) as [number]
    expect((await slow).status).toBe(200)
    expect(code).toBe(0)
    const tookMs = performance.now() - startedAt
    expect(tookMs).toBeGreaterThan(5_000)
    expect(tookMs).toBeLessThan(15_000)
  })

  it('is quick when no balancer watches, even with streams open', async () => {
    const { child, request, tokenOf, origin, enter } = await start()
    await enter()
    const stream = await fetch(`${origin}/t/acme/v1/rooms/maths/events`, {
      headers: { Authorization: `Bearer ${tokenOf()}`, Accept: 'text/event-stream' },
    })
    expect(stream.status).toBe(200)
    expect((await request('GET', '/rooms/maths', { token: tokenOf() })).status).toBe(200)
    const startedAt = performance.now()
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    expect(await ended).toEqual([0, null])
    expect(performance.now() - startedAt).toBeLessThan(2_000)
  })

  it('is at once when asked a second time', async () => {
    const { adminOrigin, child, port } = await start()
    await fetch(`${adminOrigin}/readyz`)
    connect(port, '127.0.0.1').on('error', () => undefined)
    const ended = once(child, 'exit')
    child.kill('SIGTERM')
    await sleep(300)
    child.kill('SIGTERM')
    expect(await ended).toEqual([1, null])
  })
})

describe('changing the configuration of a running server', { timeout: 30_000 }, () => {
  it('takes a new tenants file on SIGHUP without dropping a request', async () => {
    const { reload, request, tokenOf, enter } = await start()
    await enter()
    const joining = keepJoining(server!)
    const newPage = 'https://new.example'
    const statusFor = async () =>
      (await request('GET', '/rooms/maths', { token: tokenOf(), headers: { Origin: newPage } })).status
    expect(await statusFor()).toBe(403)
    for (let each = 0; each < 5; each += 1) await reload({ pageOrigins: ['https://school.example', newPage] })
    expect(await statusFor()).toBe(200)
    expect(await joining.stop()).toEqual([200])
  })

  it('keeps the tenants it has when the new file has problems', async () => {
    const { reload, request, tokenOf, output, enter } = await start()
    await enter()
    await reload({ pageOrigins: ['https://canary.example/path'] })
    expect((await request('GET', '/rooms/maths', { token: tokenOf() })).status).toBe(200)
    expect(output()).toContain('tenants.acme.pageOrigins[0]')
    expect(output()).not.toContain('canary')
  })

  it('R-50: a changed secret of BBB is an alarm at once, and over soon after the new one is entered', async () => {
    const { bbb, request, tokenOf, writeSecret, reload, adminOrigin, enter } = await start()
    await enter()
    const joinAs = async (sub: string, room = 'maths') => {
      const answer = await request('POST', `/rooms/${room}/join`, { token: tokenOf({ sub, room }), body: {} })
      return { status: answer.status, body: (await answer.json()) as { code?: string } }
    }
    const newSecret = 'n3w-Secret_0f-bbb-9876543210-zyxw'
    bbb.swapSecret(newSecret)
    expect(await joinAs('a', 'physics')).toMatchObject({ status: 503, body: { code: 'BBB_SECRET_REFUSED' } })
    const metrics = await (await fetch(`${adminOrigin}/metrics`)).text()
    expect(metrics).toMatch(/bbb_room_failures_total\{code="BBB_SECRET_REFUSED"\} [1-9]/)
    writeSecret(newSecret)
    await reload({})
    await eventually(async () => (await joinAs('b', 'physics')).status === 200, 15_000)
  })

  it('SECRET-3: BBB’s secret is changed under load without a failed join, when both are known', async () => {
    const first = 'f1rst-Secret_0f-bbb-9876543210-zyxw'
    const second = 's3cond-Secret_0f-bbb-9876543210-zyx'
    const { bbb, reload, enter } = await start({
      secret: first,
      variables: { FIRST: first, SECOND: second },
    })
    await enter()
    const joining = keepJoining(server!)
    const tenantBbb = (...names: string[]) => ({
      bbb: { baseUrl: bbb.baseUrl, sharedSecret: names.map((name) => `env:${name}`) },
    })
    await reload(tenantBbb('SECOND', 'FIRST'))
    await sleep(300)
    bbb.swapSecret(second)
    await sleep(300)
    await reload(tenantBbb('SECOND'))
    await sleep(300)
    expect(await joining.stop()).toEqual([200])
    expect(joining.seen.length).toBeGreaterThan(20)
  })
})

describe('DOS-7: a fault of one request', { timeout: 30_000 }, () => {
  it('is that request’s alone', async () => {
    const { request, tokenOf, enter, bbb } = await start()
    await enter()
    await bbb.close()
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, each) =>
        request('POST', '/rooms/physics/join', { token: tokenOf({ sub: `p${each}`, room: 'physics' }), body: {} }),
      ),
    )
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]))
    expect((await request('GET', '/rooms/maths', { token: tokenOf() })).status).toBe(200)
  })
})
