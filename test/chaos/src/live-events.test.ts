import { once } from 'node:events'
import { type IncomingMessage, request } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from './harness/eventually.ts'
import { postgresIsInstalled } from './harness/postgres.ts'
import { startWorld, type World } from './harness/world.ts'

const events = 120
const kills = 4

describe.skipIf(!postgresIsInstalled)('who watches a room while replicas are killed', () => {
  let world: World
  beforeAll(async () => {
    world = await startWorld()
    await world.client.declare(world.replicas[0]!, 'maths')
  })
  afterAll(() => world.close())

  /** Opens a stream behind the balancer, from where the last one broke off. @returns its ids, as they come, until it ends */
  async function* read(lastEventId: string): AsyncGenerator<string> {
    const outgoing = request({
      host: '127.0.0.1',
      port: world.balancer.port,
      agent: false,
      path: '/t/acme/v1/rooms/maths/events',
      headers: {
        Host: new URL(world.origin).host,
        Origin: world.client.issuer.page,
        Authorization: `Bearer ${world.client.tokenOf({ room: 'maths' })}`,
        Accept: 'text/event-stream',
        'Last-Event-ID': lastEventId,
      },
    }).end()
    const [answer] = (await once(outgoing, 'response')) as [IncomingMessage]
    expect(answer.statusCode).toBe(200)
    let rest = ''
    for await (const piece of answer.setEncoding('utf8')) {
      const parts = (rest + String(piece)).split('\n\n')
      // What was cut before its empty line never arrived.
      rest = parts.pop() ?? ''
      for (const part of parts) {
        const id = /^id: (\d+)\nevent: /m.exec(part)?.[1]
        if (id !== undefined) yield id
      }
    }
  }

  it('hears every event once and in order, going on by Last-Event-ID at another', async () => {
    const heard: string[] = []
    let breaks = 0
    let starting = Promise.resolve()
    const watching = (async () => {
      while (heard.length < events) {
        try {
          for await (const id of read(heard.at(-1) ?? '0')) {
            heard.push(id)
            if (heard.length === events) return
          }
        } catch (error) {
          if (error instanceof Error && error.name === 'AssertionError') throw error
        }
        breaks++
        await sleep(50)
      }
    })()

    const store = await world.database.openStore()
    try {
      for (let n = 0; n < events; n++) {
        await store.withTenant('acme', ({ events: log }) => log.append('maths', 'participants-changed', Date.now()))
        await sleep(10)
        if (n % (events / kills) !== 10) continue
        await eventually('what was told so far is heard', () => heard.length > n - 5)
        // Each in turn, so that the stream that is open breaks sooner or later.
        await starting
        const victim = world.replicas[(n % 4) / 2]!
        await victim.stop('SIGKILL')
        starting = victim.start()
      }
    } finally {
      await store.close()
    }
    await starting
    await Promise.race([watching, sleep(60_000)])
    expect(heard).toEqual(Array.from({ length: events }, (_, n) => String(n + 1)))
    expect(breaks).toBeGreaterThan(0)
  })
})
