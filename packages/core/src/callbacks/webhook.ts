import { BbbCallbackRefused } from '../errors/callback-refused.ts'
import {
  algorithmOfLength,
  type ChecksumAlgorithm,
  computeChecksumOfBytes,
  equalInConstantTime,
  isWeak,
} from '../protocol/checksum.ts'
import { type Secrets, secretsToTry } from './secrets.ts'

/** A delivery of the webhooks add-on, as it was received. */
export interface WebhookDelivery {
  /** The address as it was registered, from your own records; never rebuilt from the request. */
  url: string
  /** The body as it was received, before any form parser. */
  body: string | Uint8Array
  /** The parameter `checksum` of the request's address. */
  checksum?: string | null | undefined
  /** Of the server that sends. */
  secrets: Secrets
  /** Accepts SHA-1, which is the add-on's default. Only where this server's record says that it is needed. */
  dangerouslyAllowSha1?: boolean | undefined
  /** The header `Authorization`, for servers with `auth2_0`. */
  authorization?: string | null | undefined
  /** Accepts the secret itself as a bearer token: every receiver learns it. Only where this server's record says so. */
  dangerouslyAllowBearer?: boolean | undefined
}

/** One event of a meeting, a user or a recording. */
export interface WebhookEvent {
  /** `meeting-ended`, `user-joined`, `rap-publish-ended`, … */
  id: string
  /** Absent where the add-on did not know it. */
  internalMeetingID?: string
  /** As sent to `create`; absent where the add-on did not know it. */
  externalMeetingID?: string
  /** Everything the add-on said. It may hold passwords, session tokens and addresses: do not log it. */
  attributes: Readonly<Record<string, unknown>>
  /** Milliseconds in meeting events, seconds in recording events. */
  ts?: number
}

/** A delivery that was verified. It is a hint: ask BBB before anything is changed. */
export interface VerifiedWebhook {
  events: WebhookEvent[]
  /** Milliseconds of the first attempt; retries keep it. Age is no reason to refuse. */
  timestamp?: number
  domain?: string
  /** Position in the list of secrets: above 0 means that the add-on still uses a previous one. */
  secretIndex: number
}

const longestBody = 1024 * 1024

/**
 * Verifies a delivery of the webhooks add-on: its checksum covers the registered address and the raw body. The raw body
 * is also a safe key for duplicates.
 * @throws {BbbCallbackRefused}
 * @see https://docs.bigbluebutton.org/development/webhooks/
 */
export function verifyWebhook(delivery: WebhookDelivery): VerifiedWebhook {
  const secrets = secretsToTry(delivery.secrets)
  const body = Buffer.from(delivery.body)
  if (body.length > longestBody) throw new BbbCallbackRefused('too-large')
  const authorization = authorizationInstead(delivery)
  const secretIndex =
    authorization === ''
      ? matchChecksum(delivery, body, secrets)
      : matchBearer(authorization, delivery.dangerouslyAllowBearer, secrets)
  return { ...readBody(body), secretIndex }
}

/** The header, unless there is a checksum: that one counts alone. */
function authorizationInstead({ checksum, authorization }: WebhookDelivery): string {
  return (checksum ?? '') === '' ? (authorization ?? '') : ''
}

function matchBearer(authorization: string, isAllowed: boolean | undefined, secrets: readonly string[]): number {
  if (isAllowed !== true) throw new BbbCallbackRefused('not-allowed')
  const token = /^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? ''
  return firstMatch(secrets, (secret) => equalInConstantTime(token, secret))
}

function matchChecksum(delivery: WebhookDelivery, body: Buffer, secrets: readonly string[]): number {
  const checksum = delivery.checksum ?? ''
  if (checksum === '') throw new BbbCallbackRefused('missing')
  const algorithm = algorithmOfLength(checksum.length)
  if (algorithm === undefined || !isAllowed(algorithm, delivery)) throw new BbbCallbackRefused('algorithm')
  return firstMatch(secrets, (secret) =>
    equalInConstantTime(checksum, computeChecksumOfBytes(delivery.url, body, secret, algorithm)),
  )
}

function isAllowed(algorithm: ChecksumAlgorithm, { dangerouslyAllowSha1 }: WebhookDelivery): boolean {
  return !isWeak(algorithm) || dangerouslyAllowSha1 === true
}

/** Compares with every secret, so that the time does not tell which one it was. */
function firstMatch(secrets: readonly string[], isRight: (secret: string) => boolean): number {
  const index = secrets.map(isRight).indexOf(true)
  if (index < 0) throw new BbbCallbackRefused('checksum')
  return index
}

function readBody(body: Buffer): Omit<VerifiedWebhook, 'secretIndex'> {
  const fields = new URLSearchParams(body.toString('utf8'))
  const domain = fields.get('domain')
  const timestamp = Number(fields.get('timestamp') ?? NaN)
  return {
    events: readEvents(fields.get('event') ?? ''),
    ...(Number.isSafeInteger(timestamp) ? { timestamp } : {}),
    ...(domain === null ? {} : { domain }),
  }
}

function readEvents(json: string): WebhookEvent[] {
  let list: unknown
  try {
    list = JSON.parse(json)
  } catch {
    throw new BbbCallbackRefused('malformed')
  }
  return (Array.isArray(list) ? (list as unknown[]) : [list]).map(readEvent)
}

function readEvent(entry: unknown): WebhookEvent {
  const data = field(entry, 'data')
  const id = field(data, 'id')
  if (typeof id !== 'string') throw new BbbCallbackRefused('malformed')
  const attributes = field(data, 'attributes')
  const meeting = field(attributes, 'meeting')
  const internalMeetingID = field(meeting, 'internal-meeting-id')
  const externalMeetingID = field(meeting, 'external-meeting-id')
  const ts = field(field(data, 'event'), 'ts')
  return {
    id,
    ...(isText(internalMeetingID) ? { internalMeetingID } : {}),
    ...(isText(externalMeetingID) ? { externalMeetingID } : {}),
    attributes: isObject(attributes) ? attributes : {},
    ...(typeof ts === 'number' ? { ts } : {}),
  }
}

function field(value: unknown, name: string): unknown {
  return isObject(value) && Object.hasOwn(value, name) ? value[name] : undefined
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function isText(value: unknown): value is string {
  return typeof value === 'string' && value !== ''
}
