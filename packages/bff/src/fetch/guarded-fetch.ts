import { lookup as systemLookup, type LookupAddress } from 'node:dns'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { isIP, type LookupFunction } from 'node:net'
import { isLoopbackUrl } from '../config/origin.ts'
import { isPublicAddress } from './public-address.ts'

const timeoutMs = 5_000
const mostBytes = 64 * 1024
const ports = new Set(['', '443', '8443'])

/** One failure for every reason, so that nobody learns which port of which inner host is open. */
export class FetchRefused extends Error {
  override readonly name = 'FetchRefused'
  readonly code = 'FETCH_REFUSED'

  constructor() {
    super('the address could not be fetched')
  }
}

export interface GuardedRequest {
  method?: 'GET' | 'POST'
  accept?: string
  headers?: Readonly<Record<string, string>>
  body?: string
  /** Answers with the status, whatever it is, and reads no body. A redirect is a status: it is not followed. */
  wantsStatusOnly?: boolean
}

export interface GuardedAnswer {
  status: number
  body: Uint8Array
}

/**
 * Fetches an address that a tenant chose: `https` on port 443 or 8443, no password, no redirect, 5 s and 64 KiB in all,
 * and only from addresses of the open internet. Each address is checked where the socket connects to it, so a name that
 * resolves differently a moment later gains nothing.
 * @throws {FetchRefused} whatever went wrong, an answer outside 200–299 included unless only the status is wanted
 */
export type GuardedFetch = (address: string, request?: GuardedRequest) => Promise<GuardedAnswer>

export interface GuardedFetchOptions {
  /** All addresses of a name; the system's resolver unless told otherwise. */
  resolve?: (hostname: string) => Promise<readonly LookupAddress[]>
  /** Lets addresses whose host is written as loopback pass, over `http` and on any port: for development. */
  dangerouslyAllowLoopback?: boolean
}

export function createGuardedFetch(options: GuardedFetchOptions = {}): GuardedFetch {
  const resolve = options.resolve ?? resolveBySystem
  return async (address, request = {}) => {
    const allowsLoopback = options.dangerouslyAllowLoopback === true && isLoopbackUrl(address)
    const url = readAddress(address, allowsLoopback)
    return send(url, request, allowsLoopback ? undefined : checkedLookup(resolve))
  }
}

function readAddress(address: string, allowsLoopback: boolean): URL {
  if (!URL.canParse(address)) throw new FetchRefused()
  const url = new URL(address)
  if (url.username !== '' || url.password !== '') throw new FetchRefused()
  if (allowsLoopback) return url
  if (url.protocol !== 'https:' || !ports.has(url.port)) throw new FetchRefused()
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1')
  if (isIP(host) !== 0 && !isPublicAddress(host)) throw new FetchRefused() // a socket asks no lookup for these
  return url
}

/** A `lookup` for sockets: what it gives is what is connected to, and it gives nothing unless all of it is public. */
function checkedLookup(resolve: NonNullable<GuardedFetchOptions['resolve']>): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses
        if (first === undefined || !addresses.every(({ address }) => isPublicAddress(address))) {
          callback(new FetchRefused(), [])
        } else if (options.all === true) {
          callback(null, [...addresses])
        } else {
          callback(null, first.address, first.family)
        }
      },
      () => callback(new FetchRefused(), []),
    )
  }
}

function resolveBySystem(hostname: string): Promise<LookupAddress[]> {
  return new Promise((resolve, reject) => {
    systemLookup(hostname, { all: true }, (error, addresses) => (error === null ? resolve(addresses) : reject(error)))
  })
}

async function send(url: URL, request: GuardedRequest, lookup: LookupFunction | undefined): Promise<GuardedAnswer> {
  const signal = AbortSignal.timeout(timeoutMs)
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      const start = url.protocol === 'https:' ? httpsRequest : httpRequest
      const outgoing = start(url, {
        method: request.method ?? 'GET',
        agent: false,
        signal,
        headers: { ...request.headers, accept: request.accept ?? '*/*', 'accept-encoding': 'identity' },
        ...(lookup !== undefined && { lookup }),
      })
      outgoing.once('response', resolve).once('error', reject)
      // Neither comes of an answer that wants to go on in another protocol.
      outgoing.once('close', () => reject(new FetchRefused()))
      outgoing.end(request.body)
    })
    if (request.wantsStatusOnly === true) {
      answer.destroy()
      return { status: answer.statusCode ?? 0, body: new Uint8Array() }
    }
    return await readAnswer(answer)
  } catch {
    throw new FetchRefused()
  }
}

async function readAnswer(answer: IncomingMessage): Promise<GuardedAnswer> {
  const status = answer.statusCode ?? 0
  const isPlain = (answer.headers['content-encoding'] ?? 'identity') === 'identity'
  if (status < 200 || status > 299 || !isPlain) {
    answer.destroy()
    throw new FetchRefused()
  }
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > mostBytes) throw new FetchRefused() // leaving the loop destroys the answer
    chunks.push(chunk)
  }
  return { status, body: Buffer.concat(chunks) }
}
