import { randomBytes } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { eventually } from './harness/eventually.ts'
import { postgresIsInstalled } from './harness/postgres.ts'
import { startWorld, type World } from './harness/world.ts'
import { comeToRest } from './invariants/come-to-rest.ts'
import { findViolations } from './invariants/find-violations.ts'
import { formsOf } from './invariants/forms.ts'

const canary = (what: string) => `${what}-canary-${randomBytes(8).toString('hex')}`
const name = `Zoë ${canary('name')}`
const subject = canary('subject')
const strange = canary('strange')
const ticketKey = canary('ticket-key-of-more-than-32-bytes')

/** A whole lesson over two replicas, with its recording, and every way of failing, with canaries in all that is said. */
describe.skipIf(!postgresIsInstalled)('what the processes and the database hold after a whole run', () => {
  let world: World
  const bbbSecrets: string[] = []
  const joinAddresses: string[] = []
  let written = ''
  let dump = ''

  beforeAll(async () => {
    world = await startWorld({
      tenants: ['acme', 'beta'],
      variables: { LOG_LEVEL: 'debug', BBB_ROOM_TICKET_KEY: ticketKey },
    })
    const { client, replicas, bbb } = world
    const [first, second] = replicas as [World['replicas'][0], World['replicas'][0]]
    const person = { room: 'maths', sub: subject, name, role: 'moderator' } as const
    bbbSecrets.push(...world.tenants.map(({ bbbSecret }) => bbbSecret))

    await client.declare(first, 'maths', { record: true })
    const location = await client.enter(first, person)
    joinAddresses.push(
      location.href,
      location.searchParams.get('checksum')!,
      location.searchParams.get('password') ?? '',
    )
    bbb.enter(location.searchParams.get('meetingID')!, {
      fullName: name,
      userID: location.searchParams.get('userID')!,
      role: 'MODERATOR',
    })
    await client.act('status', second, person, 'GET', '/rooms/maths')
    const { ticket = '' } = await client.join(second, { ...person, role: 'viewer' })
    for (const replica of [second, first]) await client.launch(replica, ticket)
    await world.tenants[1]!.client.enter(second, person)
    await client.end(first, person)
    const recording = await eventually('the recording is there', async () => {
      const { answer } = await client.act('list', second, person, 'GET', '/rooms/maths/recordings')
      const { recordings } = JSON.parse(answer?.body ?? '{}') as { recordings?: { id: string; state: string }[] }
      return recordings?.find(({ state }) => state === 'published')
    })
    await client.act('delete', first, person, 'DELETE', `/recordings/${recording.id}`)

    // What is wrong, in every part of a request that somebody can write into.
    const token = client.tokenOf(person)
    for (const [method, path, options] of [
      ['GET', `/rooms/${strange}`, { token }],
      ['GET', `/rooms/maths?access_token=${token}&name=${encodeURIComponent(name)}`, { token }],
      ['GET', `/${strange}`, { token }],
      ['POST', '/rooms/maths/join', { token, body: { [strange]: name } }],
      ['POST', '/rooms/maths/join', { token: `${token}x`, body: {} }],
      ['GET', '/rooms/maths', { token, headers: { Origin: `https://${strange}.example` } }],
      ['GET', '/rooms/maths', { headers: { Authorization: `Basic ${strange}` } }],
      ['GET', '/rooms/maths', { token: client.tokenOf({ ...person, claims: { iss: `https://${strange}.example` } }) }],
      ['GET', '/rooms/maths', { token: client.tokenOf({ ...person, claims: { iat: 1, exp: 2 } }) }],
      ['POST', '/launch', { body: new URLSearchParams({ ticket: `${ticket}x`, name }) }],
      ['POST', '/callbacks/recording-ready', { body: new URLSearchParams({ signed_parameters: strange }) }],
      ['GET', `/callbacks/meeting-ended/${strange}`, {}],
    ] as const) {
      for (const replica of replicas) await client.request(replica, method, path, options)
    }
    bbb.swapSecret('another secret of BBB, unknown to us')
    await client.join(first, { ...person, room: 'refused' })
    bbb.swapSecret(bbbSecrets[0]!)
    // After a refusal BBB is left alone for a moment.
    await eventually('BBB takes us again', () => client.enter(first, { ...person, room: 'refused' }))
    await first.stop('SIGKILL')
    await first.start()
    await world.postgres.stop('immediate')
    await client.join(second, person)
    await world.postgres.start()
    await comeToRest(world)
    written = world.output() + (await Promise.all(replicas.map((replica) => replica.metrics()))).join('')
    dump = world.postgres.dump()
  }, 120_000)
  afterAll(() => world.close())

  const expectNothing = (texts: readonly string[], where: string) => {
    for (const text of texts.filter((each) => each.length > 8)) {
      for (const form of formsOf(text)) expect(where.includes(form), form.slice(0, 16)).toBe(false)
    }
  }
  /** Whole tokens and their parts: a signature alone would be found too. */
  const tokens = () =>
    [...world.journal.secrets].flatMap((text) => [text, ...text.split('.').filter((part) => part.length > 40)])

  it('LOG-1: the processes wrote no name, subject, secret, key, token, join address or strange text, in any form', () => {
    expect(written.split('\n').filter((line) => line.includes('"event":"request"')).length).toBeGreaterThan(30)
    expectNothing(
      [name, subject, strange, ...bbbSecrets, ...Object.values(world.keys), ticketKey, ...joinAddresses],
      written,
    )
    expectNothing(tokens(), written)
  })

  it('SECRET-1, LOG-5: the dump of the database holds no name, subject, secret, key, token or join address', () => {
    expect(dump.length).toBeGreaterThan(20_000)
    expect(dump).toContain('meeting:join')
    expectNothing(
      [name, subject, strange, ...bbbSecrets, ...Object.values(world.keys), ticketKey, ...joinAddresses],
      dump,
    )
    expectNothing(tokens(), dump)
  })

  it('the search would have found them: a log with one of them in it does not pass', () => {
    for (const text of [name, subject, ...bbbSecrets, ...joinAddresses.filter((each) => each !== '')]) {
      const told = `${written}{"event":"x","detail":"${Buffer.from(`a ${text} b`).toString('base64')}"}`
      expect(() => expectNothing([text], told)).toThrow()
    }
  })

  it('keeps every invariant', async () => {
    expect(await findViolations(world)).toEqual([])
  })
})
