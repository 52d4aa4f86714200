import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { nginxPage, verdictOf } from '../answer.ts'
import { type Fault, type Faults, reachesServer } from '../faults.ts'
import type { createJournal, JournalEntry } from '../journal.ts'
import { findPage } from '../pages/answer-page.ts'
import type { World } from '../world.ts'
import { alterAnswer } from './alter-answer.ts'
import { answerCall } from './answer-call.ts'
import { faultAnswer } from './fault-answer.ts'
import { type BbbRequest, BodyTooLarge, readRequest } from './read-request.ts'
import { sendAnswer } from './send-answer.ts'
import { type WrittenAnswer, writeAnswer } from './write-answer.ts'

/** The web server in front takes no longer request lines. */
const LONGEST_TARGET = 8_192

interface Ports {
  /** The product's, then those of nodes behind it. */
  readonly worlds: readonly [World, ...World[]]
  readonly journal: ReturnType<typeof createJournal>
  readonly faults: Faults & { take(call: string): Fault | undefined }
  readonly signal: AbortSignal
}

/** An HTTP server, not listening yet, that answers as the world's product does. */
export function createFakeServer(ports: Ports): Server {
  return createServer({ keepAliveTimeout: 5_000, maxHeaderSize: 65_536 }, (message, response) => {
    void serve(ports, message, response).catch(() => response.destroy())
  })
}

async function serve(ports: Ports, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const { worlds, journal, faults, signal } = ports
  if ((message.url ?? '').length > LONGEST_TARGET) {
    message.resume()
    return sendAnswer(response, writePlain(414), undefined, signal)
  }
  const request = await readRequest(message).catch((error: unknown) => {
    if (error instanceof BodyTooLarge) return undefined
    throw error
  })
  if (!request) return sendAnswer(response, writePlain(413), undefined, signal)

  const world = worlds.find((each) => callNameOf(each, request.path) !== undefined) ?? worlds[0]
  const callName = callNameOf(world, request.path)
  const page = callName === undefined ? findPage(request.method, request.path) : undefined
  const call =
    page || callName === undefined ? `page:${page?.name ?? 'unknown'}` : nameInJournal(worlds, world, callName)
  const fault = faults.take(call)
  const entry = newEntry(world, call, request, fault)
  journal.add(entry)

  const answerIt = async () => {
    if (callName !== undefined) {
      return answerCall(world, callName, request, { pretend: fault?.kind === 'pretend' })
    }
    return page?.answer(world, request) ?? nginxPage(404)
  }
  const own = !fault || reachesServer(fault) ? await answerIt() : undefined
  const replaced = fault && faultAnswer(fault, world.profile)
  const answer = replaced ?? own ?? nginxPage(500)
  const altered = fault ? alterAnswer(answer, fault, world.clock.now()) : answer
  const written = writeAnswer(world, altered, request)
  if (fault?.kind !== 'hang' && fault?.kind !== 'reset') {
    const location = written.headers['Location']
    entry.answer = {
      status: written.status,
      ...verdictOf(altered),
      location: typeof location === 'string' ? location : undefined,
      bytes: written.body.length,
    }
  }
  journal.answered(entry)
  await sendAnswer(response, written, fault, signal)
}

function writePlain(status: number): WrittenAnswer {
  const { headers, body } = nginxPage(status)
  return { status, headers: { ...headers, Connection: 'close' }, body: Buffer.from(body) }
}

/** What reaches a node by way of a balancer is told apart. */
function nameInJournal([product]: readonly World[], world: World, callName: string): string {
  return world === product ? callName : `node:${callName}`
}

/** @returns the call that a path names, `index` for the API root, `undefined` for a page */
function callNameOf({ profile }: World, path: string): string | undefined {
  const { basePath } = profile
  if (!path.startsWith(basePath)) return undefined
  const rest = path.slice(basePath.length)
  if (rest === 'api' || rest === 'api/') return 'index'
  if (rest.startsWith('api/')) return rest.slice('api/'.length)
  if (profile.name !== 'b3scale') return undefined
  return rest === '' ? 'index' : rest
}

function newEntry(world: World, call: string, request: BbbRequest, fault: Fault | undefined): JournalEntry {
  return {
    at: world.clock.now(),
    call,
    method: request.method,
    path: request.path,
    rawQuery: request.rawQuery,
    params: Object.fromEntries(request.params),
    headers: request.headers,
    body: request.body.toString('utf8'),
    answer: undefined,
    fault: fault?.kind,
  }
}
