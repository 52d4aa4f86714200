import { type Agent, type IncomingHttpHeaders, request as httpRequest } from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import type { HostIssuer } from './host-issuer.ts'

/**
 * What somebody did and was told. `unknown`: no whole answer came, or one that says that the server failed; it may have
 * happened or not.
 */
export interface Entry {
  readonly op: string
  readonly tenant: string
  readonly room: string
  readonly subject: string
  /** Which replica was asked, or `balancer`. */
  readonly via: string
  /** Milliseconds of this process's monotonic clock. */
  readonly invokedAt: number
  answeredAt: number
  outcome: 'ok' | 'fail' | 'unknown'
  status?: number
  /** The problem's code, or the system's when no answer came. */
  code?: string
  /** How often it was told to come back, as the replica had too much to do; then nothing had been begun. */
  shed: number
  /** `jti` of the ticket that was issued or used. */
  ticketId?: string
  /** Our row id of the meeting that the ticket is for. */
  meeting?: string
  /** Of a launch: what BBB is told. */
  launched?: { meetingID: string; userID: string }
}

/** Everything that clients did, in the order in which it began. */
export interface ClientJournal {
  readonly entries: readonly Entry[]
  /** Access tokens, tickets and join addresses: what must stand in no log. */
  readonly secrets: ReadonlySet<string>
  begin(entry: Omit<Entry, 'invokedAt' | 'answeredAt' | 'outcome' | 'shed'>): Entry
  keepSecret(text: string): void
}

export function createClientJournal(): ClientJournal {
  const entries: Entry[] = []
  const secrets = new Set<string>()
  return {
    entries,
    secrets,
    begin(told) {
      const now = performance.now()
      const entry: Entry = { ...told, invokedAt: now, answeredAt: now, outcome: 'unknown', shed: 0 }
      entries.push(entry)
      return entry
    },
    keepSecret: (text) => void secrets.add(text),
  }
}

/** Where to send a request. */
export interface Door {
  readonly name: string
  readonly port: number
}

export interface Answer {
  readonly status: number
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

export interface Person {
  room: string
  sub?: string
  role?: 'moderator' | 'viewer'
  name?: string
  /** Further claims of the access token. */
  claims?: Readonly<Record<string, unknown>>
}

export interface Joined {
  readonly entry: Entry
  /** `undefined` where none was given: somebody has to wait, or it failed. */
  readonly ticket: string | undefined
  readonly answer: Answer | undefined
}

export interface Launched {
  readonly entry: Entry
  /** BBB's join address. */
  readonly location: URL | undefined
  readonly answer: Answer | undefined
}

/** People at the pages of one tenant, with a journal of what they did. */
export interface Client {
  readonly tenant: string
  readonly issuer: HostIssuer
  join(via: Door, person: Person): Promise<Joined>
  launch(via: Door, ticket: string): Promise<Launched>
  /** Joins and launches. @throws unless both worked */
  enter(via: Door, person: Person): Promise<URL>
  /** Ends the room's meeting, as a moderator. */
  end(via: Door, person: Person): Promise<Joined>
  /** Declares a room as the host's back end. @throws unless it worked */
  declare(via: Door, room: string, settings?: Readonly<Record<string, unknown>>): Promise<Answer>
  /** Any request under `/t/{tenant}/v1`. @throws when no whole answer came */
  request(via: Door, method: string, path: string, options?: RequestOptions): Promise<Answer>
  /** A token for a moderator of that room, with every scope. */
  tokenOf(person: Person): string
  /** As {@link request}, and written down. */
  act(op: string, via: Door, person: Person, method: string, path: string, options?: RequestOptions): Promise<Joined>
}

export interface RequestOptions {
  token?: string
  body?: unknown
  headers?: Readonly<Record<string, string>>
}

const timeoutMs = 60_000
/** A machine that runs other suites too makes everybody late. */
const mostShed = 20
const shedRetryAfter = '2'

/**
 * @param options.host of the public base URL: replicas answer to no other
 * @param options.agent keeps connections; a new connection for each request unless given
 */
export function createClient(
  tenant: string,
  options: { host: string; issuer: HostIssuer; journal: ClientJournal; agent?: Agent },
): Client {
  const { host, issuer, journal } = options
  const agent = options.agent ?? false

  const request: Client['request'] = (via, method, path, { token, body, headers } = {}) => {
    const isForm = body instanceof URLSearchParams
    const text = body === undefined ? undefined : isForm ? body.toString() : JSON.stringify(body)
    return send(via.port, {
      method,
      path: `/t/${tenant}/v1${path}`,
      agent,
      headers: {
        Host: host,
        Origin: issuer.page,
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(text !== undefined && {
          'Content-Type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
          'Content-Length': String(Buffer.byteLength(text)),
        }),
        ...headers,
      },
      body: text,
    })
  }

  const tokenOf: Client['tokenOf'] = ({ room, sub = 'somebody', role = 'moderator', name, claims }) => {
    const token = issuer.tokenOf({ sub, room, role, ...(name !== undefined && { name }), ...claims })
    journal.keepSecret(token)
    return token
  }

  const tell = (entry: Entry, answer: Answer): void => {
    entry.status = answer.status
    entry.outcome = answer.status >= 500 ? 'unknown' : answer.status >= 400 ? 'fail' : 'ok'
    const code = answer.status >= 400 ? codeOf(answer.body) : undefined
    if (code !== undefined) entry.code = code
  }
  const written = async (entry: Entry, work: () => Promise<Answer>): Promise<Answer | undefined> => {
    try {
      for (;;) {
        const answer = await work()
        if (wasShed(answer) && entry.shed < mostShed) {
          entry.shed++
          await sleep(Number(answer.headers['retry-after']) * 1000)
          continue
        }
        tell(entry, answer)
        return answer
      }
    } catch (error) {
      entry.code = (error as NodeJS.ErrnoException).code ?? 'NO_ANSWER'
      return undefined
    } finally {
      entry.answeredAt = performance.now()
    }
  }

  const client: Client = {
    tenant,
    issuer,
    request,
    tokenOf,
    async act(op, via, person, method, path, given = {}) {
      const entry = journal.begin({ op, tenant, room: person.room, subject: person.sub ?? 'somebody', via: via.name })
      const answer = await written(entry, () => request(via, method, path, { token: tokenOf(person), ...given }))
      const ticket = answer?.status === 200 ? ticketOf(answer.body) : undefined
      if (ticket !== undefined) {
        journal.keepSecret(ticket)
        Object.assign(entry, factsOfTicket(ticket))
      }
      return { entry, ticket, answer }
    },
    join: (via, person) => client.act('join', via, person, 'POST', `/rooms/${person.room}/join`, { body: {} }),
    async launch(via, ticket) {
      const { ticketId, meeting, room, subject } = factsOfTicket(ticket)
      const entry = journal.begin({ op: 'launch', tenant, room, subject, via: via.name, ticketId, meeting })
      const answer = await written(entry, () =>
        request(via, 'POST', '/launch', { body: new URLSearchParams({ ticket }) }),
      )
      const location = answer?.status === 303 ? new URL(answer.headers.location ?? '') : undefined
      if (location !== undefined) {
        journal.keepSecret(location.href)
        const { searchParams } = location
        entry.launched = {
          meetingID: searchParams.get('meetingID') ?? '',
          userID: searchParams.get('userID') ?? '',
        }
      }
      return { entry, location, answer }
    },
    async enter(via, person) {
      const { ticket, entry } = await client.join(via, person)
      if (ticket === undefined) throw new Error(`join: ${entry.status ?? 'no answer'} ${entry.code ?? ''}`)
      const { location, entry: launch } = await client.launch(via, ticket)
      if (location === undefined) throw new Error(`launch: ${launch.status ?? 'no answer'} ${launch.code ?? ''}`)
      return location
    },
    end: (via, person) => client.act('end', via, person, 'POST', `/rooms/${person.room}/end`, { body: {} }),
    async declare(via, room, settings = {}) {
      const answer = await request(via, 'PUT', `/rooms/${room}`, {
        token: tokenOf({ room, claims: { scope: 'room:manage' } }),
        body: { name: room, wait_for_moderator: false, ...settings },
      })
      if (answer.status >= 300) throw new Error(`declare: ${answer.status} ${answer.body}`)
      return answer
    },
  }
  return client
}

/** A replica that has too much to do says so before it begins; a refused launch is a page, without a code. */
function wasShed({ status, headers, body }: Answer): boolean {
  if (status !== 503 || headers['retry-after'] !== shedRetryAfter) return false
  return headers['content-type']?.startsWith('text/html') === true || codeOf(body) === 'OVERLOADED'
}

function codeOf(body: string): string | undefined {
  try {
    return (JSON.parse(body) as { code?: string }).code
  } catch {
    return undefined
  }
}

function ticketOf(body: string): string | undefined {
  return (JSON.parse(body) as { ticket?: string }).ticket
}

/** What a ticket says of itself, unverified. */
export function factsOfTicket(ticket: string): { ticketId: string; meeting: string; room: string; subject: string } {
  const claims = JSON.parse(Buffer.from(ticket.split('.')[1] ?? '', 'base64url').toString()) as Record<string, string>
  return {
    ticketId: claims['jti'] ?? '',
    meeting: claims['meeting'] ?? '',
    room: claims['room'] ?? '',
    subject: claims['sub'] ?? '',
  }
}

interface ToSend {
  method: string
  path: string
  agent: Agent | false
  headers: Readonly<Record<string, string>>
  body: string | undefined
}

/** Not `fetch`, which says of each request that a script made it: a launch is refused then, as it should be. */
function send(port: number, { body, ...options }: ToSend): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest({ host: '127.0.0.1', port, ...options }, (incoming) => {
      const pieces: Buffer[] = []
      incoming.on('data', (piece: Buffer) => pieces.push(piece)).on('error', reject)
      incoming.on('end', () => {
        if (!incoming.complete) {
          reject(new Error('the answer was cut'))
          return
        }
        const { statusCode = 0, headers } = incoming
        resolve({ status: statusCode, headers, body: Buffer.concat(pieces).toString() })
      })
    })
    outgoing.setTimeout(timeoutMs, () => outgoing.destroy(Object.assign(new Error('no answer'), { code: 'TIMEOUT' })))
    outgoing.on('error', reject).end(body)
  })
}
