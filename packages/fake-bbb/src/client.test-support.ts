import { createHash } from 'node:crypto'
import { type FakeBbb, type FakeBbbOptions, startFakeBbb } from './index.ts'
import { createManualClock, type ManualClock } from './clock.ts'

export const SECRET = '639259d4-9dd8-4b25-bf01-95f9567eaf4b'

/** Query parameters in the order given. */
export type Parameters = Readonly<Record<string, string>>

/** An answer, read. */
export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** Text of the first element of that name, unescaped only as far as tests need. */
  value(element: string): string | undefined
}

/** A server under test and an application's way to talk to it. */
export interface TestBbb {
  readonly bbb: FakeBbb
  readonly clock: ManualClock
  /** Where a call lives, signed with SHA-256. */
  urlOf(call: string, parameters?: Parameters, secret?: string): string
  call(call: string, parameters?: Parameters, init?: RequestInit): Promise<Reply>
  /** `create` with both passwords. */
  create(meetingID: string, parameters?: Parameters): Promise<Reply>
  [Symbol.asyncDispose](): Promise<void>
}

/** Starts a server whose clock stands still. */
export async function startTestBbb(options: Partial<FakeBbbOptions> = {}): Promise<TestBbb> {
  const clock = createManualClock()
  const bbb = await startFakeBbb({ secret: SECRET, clock, ...options })
  const urlOf = (call: string, parameters: Parameters = {}, secret = SECRET) => {
    const query = new URLSearchParams(parameters).toString()
    const checksum = createHash('sha256').update(`${call}${query}${secret}`).digest('hex')
    return `${bbb.baseUrl}api/${call}?${query}${query === '' ? '' : '&'}checksum=${checksum}`
  }
  const call = async (name: string, parameters?: Parameters, init?: RequestInit) =>
    read(await fetch(urlOf(name, parameters), { redirect: 'manual', ...init }))
  return {
    bbb,
    clock,
    urlOf,
    call,
    create: (meetingID, parameters) =>
      call('create', { meetingID, name: 'Algebra', attendeePW: 'ap', moderatorPW: 'mp', ...parameters }),
    [Symbol.asyncDispose]: () => bbb.close(),
  }
}

/** Reads an answer to its end. */
export async function read(response: Response): Promise<Reply> {
  const text = await response.text()
  return {
    status: response.status,
    headers: response.headers,
    text,
    value: (element) => new RegExp(`<${element}>([^<]*)</${element}>`).exec(text)?.[1],
  }
}

/** What a browser keeps of a join: where to go, and the cookie to send along. */
export function sessionOf(joined: Reply): { url: string; token: string; cookie: string } {
  const url = joined.headers.get('location') ?? ''
  const cookie = joined.headers.get('set-cookie')?.split(';')[0] ?? ''
  return { url, token: new URL(url).searchParams.get('sessionToken') ?? '', cookie }
}
