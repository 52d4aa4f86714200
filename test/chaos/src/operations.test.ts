import { randomBytes } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Client } from './harness/client.ts'
import { eventually } from './harness/eventually.ts'
import { type Load, startLoad } from './harness/load.ts'
import { postgresIsInstalled } from './harness/postgres.ts'
import { isFull, size } from './harness/profile.ts'
import type { Replica } from './harness/replica.ts'
import { startWorld, type World } from './harness/world.ts'
import { comeToRest } from './invariants/come-to-rest.ts'
import { findViolations } from './invariants/find-violations.ts'

const perSecond = size({ short: 15, full: 50 })
const newKey = () => randomBytes(36).toString('base64')

describe.skipIf(!postgresIsInstalled)('what operators do under load', () => {
  let world: World
  let client: Client
  let first: Replica
  let second: Replica
  let load: Load

  beforeAll(async () => {
    world = await startWorld({ balancerAsksEveryMs: 250 })
    // A connection for each request: one that is kept can be closed in the very moment in which it is used again.
    client = world.client
    ;[first, second] = world.replicas as [Replica, Replica]
    await client.enter(world.balancer, { room: 'maths', sub: 'ada' })
    load = startLoad(client, () => [world.balancer], { rooms: ['maths', 'physics'], perSecond, comesAgain: true })
    await sleep(1_000)
  })
  afterAll(() => world.close())

  /** One replica after the other is told to stop, waited for, and started again. */
  const rollOver = async (variables: Readonly<Record<string, string>> = {}) => {
    for (const replica of world.replicas) {
      expect(await replica.stop('SIGTERM')).toBe(0)
      await replica.start({ variables })
      await eventually('it is ready', () => replica.isReady())
      // Longer than the balancer needs to hear of it.
      await sleep(750)
    }
  }

  const ticketKey = newKey()
  const callbackKey = newKey()

  it('R-26, R-49: replicas learn the next keys by a rolling restart, to verify what others will sign', async () => {
    await rollOver({ BBB_ROOM_TICKET_KEY_PREVIOUS: ticketKey, BBB_ROOM_CALLBACK_KEY_PREVIOUS: callbackKey })
  }, 180_000)

  it.skipIf(!isFull)(
    'R-26, R-49, SECRET-3: a second rolling restart makes them the keys that sign',
    async () => {
      await rollOver({
        BBB_ROOM_TICKET_KEY: ticketKey,
        BBB_ROOM_TICKET_KEY_PREVIOUS: world.keys['BBB_ROOM_TICKET_KEY']!,
        BBB_ROOM_CALLBACK_KEY: callbackKey,
        BBB_ROOM_CALLBACK_KEY_PREVIOUS: world.keys['BBB_ROOM_CALLBACK_KEY']!,
      })
    },
    180_000,
  )

  it('R-49, SECRET-3, SECRET-4: a new key of the tenant, by SIGHUP: both count, then only the new one', async () => {
    const [{ issuer }] = world.tenants as [World['tenants'][0]]
    const reload = async () => {
      world.writeTenants()
      for (const replica of world.replicas) await replica.reload()
    }
    const statusWith = async (token: string) =>
      (await client.request(first, 'POST', '/rooms/maths/join', { token, body: {} })).status
    const claims = { sub: 'rotating', room: 'maths', role: 'moderator' }
    const oldToken = issuer.tokenOf(claims)
    issuer.prepare()
    await reload()
    issuer.rotate()
    expect(await statusWith(oldToken)).toBe(200)
    expect(await statusWith(issuer.tokenOf(claims))).toBe(200)
    issuer.dropOldKeys()
    await reload()
    expect(await statusWith(issuer.tokenByEarlierKey(1, claims))).toBe(401)
    expect(await statusWith(oldToken)).toBe(401)
    expect(await statusWith(issuer.tokenOf(claims))).toBe(200)
  })

  it("R-49, SECRET-3, SECRET-4: a new secret of BBB's, by SIGHUP: both count, then only the new one", async () => {
    const secret = randomBytes(24).toString('base64url')
    const [{ bbbAddress: baseUrl, bbbSecretReference: secretReference }] = world.tenants as [World['tenants'][0]]
    const newReference = world.writeSecret('acme-bbb-secret-new', secret)
    const reload = async (...references: [string, ...string[]]) => {
      world.writeTenants(() => ({ bbb: { baseUrl, sharedSecret: references } }))
      for (const replica of world.replicas) await replica.reload()
    }
    await reload(newReference, secretReference)
    await client.enter(first, { room: 'rotated-before', sub: 'ada' })
    world.bbb.swapSecret(secret)
    await client.enter(second, { room: 'rotated-after', sub: 'ada' })
    await reload(newReference)
    await client.enter(first, { room: 'rotated-only', sub: 'ada' })
    // What the old one signed is worth nothing now.
    const creates = world.bbb.journal.of('create').filter(({ params }) => params['name'] === 'rotated-only')
    expect(creates.map(({ answer }) => answer?.returncode)).toEqual(['SUCCESS'])
  })

  it('0 requests failed in all of that', async () => {
    const failures = await load.stop()
    process.stdout.write(`${load.begun} came, ${load.entered} entered\n`)
    expect(failures).toEqual({})
    expect(load.entered).toBe(load.begun)
  })

  it('SECRET-4: what the old ticket key signs is dead once it is dropped', async () => {
    const { ticket = '' } = await client.join(first, { room: 'maths', sub: 'old-key' })
    const replaced = newKey()
    await Promise.all(
      world.replicas.map(async (replica) => {
        await replica.stop('SIGKILL')
        await replica.start({ variables: { BBB_ROOM_TICKET_KEY: replaced, BBB_ROOM_TICKET_KEY_PREVIOUS: '' } })
      }),
    )
    // Not as a client who writes down that a good ticket was refused.
    const refused = await client.request(first, 'POST', '/launch', { body: new URLSearchParams({ ticket }) })
    expect(refused.status).toBe(403)
    await client.enter(first, { room: 'maths', sub: 'new-key' })
  })

  it('a callback address of before the rotation is still good: its meeting has not changed', async () => {
    const meetings = world.bbb.meetings.all()
    for (const { meetingID } of meetings) world.bbb.endMeeting(meetingID)
    await world.bbb.settled()
    const told = world.bbb.callbacks.sent.filter(({ kind }) => kind === 'meeting-ended')
    expect(told.length).toBeGreaterThanOrEqual(meetings.length)
    expect(told.filter(({ status }) => status !== 200)).toEqual([])
  })

  it('keeps every invariant', async () => {
    await comeToRest(world)
    expect(await findViolations(world)).toEqual([])
  })
})
