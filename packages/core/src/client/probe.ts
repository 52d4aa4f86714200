import { randomUUID } from 'node:crypto'
import { apiRoot, type ApiRoot } from '../calls/api-root.ts'
import { getRecordingTextTracks } from '../calls/get-recording-text-tracks.ts'
import { hooksList } from '../calls/hooks-list.ts'
import { insertDocument } from '../calls/insert-document.ts'
import { isMeetingRunning } from '../calls/is-meeting-running.ts'
import { sendChatMessage } from '../calls/send-chat-message.ts'
import { BbbError } from '../errors/bbb-error.ts'
import { BbbSecretRefused } from '../errors/call-failed.ts'
import { type ChecksumAlgorithm, checksumLengths, isWeak } from '../protocol/checksum.ts'
import { send } from '../protocol/send.ts'
import { signedUrl } from '../protocol/sign-call.ts'
import type { Deadline } from '../transport/deadline.ts'
import type { Caller, CallOptions } from './caller.ts'
import { bodyOf } from './create-classroom.ts'

/** What answers under the base address. */
export type Product = 'bbb' | 'scalelite' | 'bbblb' | 'b3scale' | 'b3lb' | 'unknown'

/** Calls that not every server offers. */
export type OptionalCall = 'insertDocument' | 'sendChatMessage' | 'getRecordingTextTracks' | 'hooks/list'

/** What a server can do, found out by asking it. */
export interface ServerReport {
  /** False if nothing that speaks BBB's API answered; then the rest is empty, and `failure` says why. */
  isReachable: boolean
  /** Why the API root could not be read. */
  failure: BbbError | undefined
  /** What the API root says; versions are usually hidden by the operator. */
  root: ApiRoot | undefined
  /** True if the secret was accepted with at least one algorithm. */
  isSecretAccepted: boolean
  /** Checksums that the server takes. SHA-1 is tried only where the client allows it, and `undefined` otherwise. */
  algorithms: Readonly<Record<ChecksumAlgorithm, boolean | undefined>>
  /** Whether the server offers a call; `undefined` if that could not be told. */
  calls: Readonly<Record<OptionalCall, boolean | undefined>>
  /** Which product it looks like. Told by its ways, so it may be wrong. */
  product: Product
}

/**
 * Finds out what a server can do. Everything is asked about a meeting and a recording that cannot exist, so nothing is
 * changed. About ten calls.
 */
export async function probe(caller: Caller, options: CallOptions): Promise<ServerReport> {
  const { timeoutMs } = caller.configuration
  const deadline = caller.startDeadline('probe', options, timeoutMs * 3)
  try {
    const root = await askRoot(caller, deadline)
    if (root instanceof BbbError) {
      return {
        isReachable: false,
        failure: root,
        root: undefined,
        isSecretAccepted: false,
        algorithms: none,
        calls: unknown,
        product: 'unknown',
      }
    }
    const algorithms = await askAlgorithms(caller, deadline)
    const isSecretAccepted = Object.values(algorithms).includes(true)
    return {
      isReachable: true,
      failure: undefined,
      root,
      isSecretAccepted,
      algorithms,
      calls: isSecretAccepted ? await askCalls(caller, deadline) : unknown,
      product: await guessProduct(caller, root, deadline),
    }
  } finally {
    deadline.clear()
  }
}

const none = { sha1: undefined, sha256: undefined, sha384: undefined, sha512: undefined }
const unknown = {
  insertDocument: undefined,
  sendChatMessage: undefined,
  getRecordingTextTracks: undefined,
  'hooks/list': undefined,
}

async function askRoot(caller: Caller, deadline: Deadline): Promise<ApiRoot | BbbError> {
  try {
    return await caller.callWithin({ definition: apiRoot, parameters: {}, isSigned: false }, deadline)
  } catch (error) {
    return asBbbError(error, deadline)
  }
}

async function askAlgorithms(caller: Caller, deadline: Deadline): Promise<ServerReport['algorithms']> {
  const { baseUrl, ports, isSha1Allowed } = caller.configuration
  const found: Record<ChecksumAlgorithm, boolean | undefined> = { ...none }
  for (const algorithm of Object.keys(checksumLengths) as ChecksumAlgorithm[]) {
    if (isWeak(algorithm) && !isSha1Allowed) continue
    const callName = isMeetingRunning.name
    found[algorithm] = await isTaken(caller, deadline, (secret) => {
      const url = signedUrl(baseUrl, callName, `meetingID=${randomUUID()}`, secret, algorithm)
      return send({ callName, url }, deadline, ports)
    })
  }
  return found
}

async function isTaken(
  caller: Caller,
  deadline: Deadline,
  ask: (secret: string) => Promise<unknown>,
): Promise<boolean | undefined> {
  for (const secret of caller.configuration.secrets) {
    try {
      await ask(secret)
      return true
    } catch (error) {
      if (!(asBbbError(error, deadline) instanceof BbbSecretRefused)) return undefined
    }
  }
  return false
}

async function askCalls(caller: Caller, deadline: Deadline): Promise<ServerReport['calls']> {
  const nowhere = randomUUID()
  const url = 'https://nowhere.invalid/a.pdf'
  const body = bodyOf({ presentations: [{ url, filename: 'a.pdf' }] })
  const ask = (call: () => Promise<unknown>) => isOffered(call, deadline)
  return {
    insertDocument: await ask(() =>
      caller.callWithin({ definition: insertDocument, parameters: { meetingID: nowhere }, body }, deadline),
    ),
    sendChatMessage: await ask(() =>
      caller.callWithin({ definition: sendChatMessage, parameters: { meetingID: nowhere, message: '-' } }, deadline),
    ),
    getRecordingTextTracks: await ask(() =>
      caller.callWithin({ definition: getRecordingTextTracks, parameters: { recordID: nowhere } }, deadline),
    ),
    'hooks/list': await ask(() =>
      caller.callWithin({ definition: hooksList, parameters: { meetingID: nowhere } }, deadline),
    ),
  }
}

/** Any answer to a call that is about nothing shows that the call is offered. */
async function isOffered(call: () => Promise<unknown>, deadline: Deadline): Promise<boolean | undefined> {
  try {
    await call()
    return true
  } catch (error) {
    const { code, kind } = asBbbError(error, deadline)
    if (kind === 'unsupported') return false
    return code === 'BBB_CALL_FAILED' && kind !== 'temporary' ? true : undefined
  }
}

/** Balancers tell themselves apart by their root, by the status of a refusal, and by what they say to a strange call. */
async function guessProduct(caller: Caller, root: ApiRoot, deadline: Deadline): Promise<Product> {
  if (root.build !== undefined) return 'scalelite'
  if (/bbblb/i.test(root.info ?? '')) return 'bbblb'
  const { baseUrl, ports } = caller.configuration
  const ask = async (callName: string, query: string): Promise<BbbError | undefined> => {
    try {
      await send({ callName, url: `${baseUrl}/api/${callName}?${query}` }, deadline, ports)
      return undefined
    } catch (error) {
      return asBbbError(error, deadline)
    }
  }
  const refusal = await ask(isMeetingRunning.name, `meetingID=${randomUUID()}&checksum=${'0'.repeat(64)}`)
  if (refusal instanceof BbbSecretRefused && refusal.httpStatus === 500) return 'b3scale'
  const strange = await ask('thisIsNoCall', `checksum=${'0'.repeat(64)}`)
  if (strange?.kind === 'unsupported') return 'scalelite'
  if (strange?.kind !== 'auth' && strange?.httpStatus === 403) return 'b3lb'
  return root.apiVersion === undefined && root.version === undefined ? 'unknown' : 'bbb'
}

function asBbbError(error: unknown, deadline: Deadline): BbbError {
  const ended = deadline.failure()
  if (ended !== undefined) throw ended
  if (!(error instanceof BbbError)) throw error
  return error
}
