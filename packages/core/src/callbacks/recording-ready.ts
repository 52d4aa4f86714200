import { BbbCallbackRefused } from '../errors/callback-refused.ts'
import type { Secrets } from './secrets.ts'
import { readStrictJsonObject } from './strict-json.ts'
import { type CallbackAlgorithm, requireNotExpired, verifyJwt } from './verify-jwt.ts'

/** What a verified recording-ready callback says. It is a hint: ask BBB before anything is changed. */
export interface RecordingReady {
  /** As sent to `create`. */
  meetingID: string
  recordID: string
  /** The format that became ready, on servers that say so. */
  type?: string
  /** Position in the list of secrets: above 0 means that BBB still uses a previous one. */
  secretIndex: number
}

/** How a callback is verified. */
export interface VerifyCallbackOptions {
  /** `HS256` alone unless given. Scalelite signs with HS512 where only SHA-512 is allowed. */
  algorithms?: readonly CallbackAlgorithm[]
  /** Milliseconds since 1970; the system's clock unless given. */
  now?: () => number
}

/**
 * Verifies BBB's recording-ready callback. It never expires, comes once per format and may come again: let it only
 * cause a look at `getRecordings`.
 * @param signedParameters the field `signed_parameters`; `readSignedParameters` takes it from a body
 * @param secrets of the server that the meeting ran on
 * @throws {BbbCallbackRefused}
 * @see https://docs.bigbluebutton.org/development/api/#recording-ready-callback-url
 */
// eslint-disable-next-line @typescript-eslint/require-await -- a promise is what callers were told of
export async function verifyRecordingReady(
  signedParameters: unknown,
  secrets: Secrets,
  options: VerifyCallbackOptions = {},
): Promise<RecordingReady> {
  const { algorithms = ['HS256'], now = Date.now } = options
  const { claims, secretIndex } = verifyJwt(signedParameters, secrets, algorithms)
  const { meeting_id: meetingID, record_id: recordID, type, exp } = claims
  if (!isId(meetingID) || !isId(recordID)) throw new BbbCallbackRefused('claims')
  if (exp !== undefined) requireNotExpired(exp, now())
  return { meetingID, recordID, ...(typeof type === 'string' ? { type } : {}), secretIndex }
}

/**
 * Takes `signed_parameters` from a body: a form as BBB sends it, or JSON as some senders do.
 * @returns `undefined` if it is not there exactly once
 */
export function readSignedParameters(contentType: string | undefined, body: string): string | undefined {
  if (/^application\/json\b/i.test(contentType ?? '')) {
    const field = readStrictJsonObject(body)?.['signed_parameters']
    return typeof field === 'string' ? field : undefined
  }
  const fields = new URLSearchParams(body).getAll('signed_parameters')
  return fields.length === 1 ? fields[0] : undefined
}

function isId(value: unknown): value is string {
  return typeof value === 'string' && value !== '' && value.length <= 512
}
