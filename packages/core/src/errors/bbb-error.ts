/** Every code an error of this package can carry. Codes are API: they stay when messages change. */
export type BbbErrorCode =
  | 'BBB_CALL_FAILED'
  | 'BBB_SECRET_REFUSED'
  | 'BBB_UNREACHABLE'
  | 'BBB_CERTIFICATE_REFUSED'
  | 'BBB_CIRCUIT_OPEN'
  | 'BBB_RATE_LIMITED'
  | 'BBB_REDIRECT_REFUSED'
  | 'BBB_RESPONSE_UNREADABLE'
  | 'BBB_TIMEOUT'
  | 'BBB_ABORTED'
  | 'BBB_INVALID_REQUEST'
  | 'BBB_INVALID_CONFIGURATION'
  | 'BBB_CALLBACK_REFUSED'

/** What a failure means to the one who called, whatever BBB's own word for it was. */
export type BbbErrorKind =
  | 'notFound'
  | 'conflict'
  | 'denied'
  | 'full'
  | 'ended'
  | 'invalidRequest'
  | 'auth'
  | 'unsupported'
  | 'temporary'
  | 'protocol'
  | 'other'

/** The facts that every error carries. None of them holds a secret, a checksum, an address or a person's name. */
export interface BbbErrorFacts {
  code: BbbErrorCode
  kind: BbbErrorKind
  message: string
  /** BBB's name of the call, `create` or `hooks/list`. Absent when no call was involved. */
  callName?: string | undefined
  /** BBB's own key of the failure. Absent where BBB gave none. */
  messageKey?: string | undefined
  /** True if the same call may succeed later without any change. Says nothing of whether a write is safe to repeat. */
  retryable?: boolean | undefined
  /** True if `message` tells a person in the meeting something they can understand and act on. */
  messageIsForPeople?: boolean | undefined
  /** Status of the HTTP answer, where there was one. */
  httpStatus?: number | undefined
  /** From the answer's `Retry-After`, at least 0. */
  retryAfterSeconds?: number | undefined
  cause?: unknown
}

/** Base of every error that this package throws. */
export abstract class BbbError extends Error {
  readonly code: BbbErrorCode
  readonly kind: BbbErrorKind
  readonly callName: string | undefined
  readonly messageKey: string | undefined
  readonly retryable: boolean
  readonly messageIsForPeople: boolean
  readonly httpStatus: number | undefined
  readonly retryAfterSeconds: number | undefined

  constructor(facts: BbbErrorFacts) {
    super(facts.message, facts.cause === undefined ? undefined : { cause: withoutDetails(facts.cause) })
    this.name = new.target.name
    this.code = facts.code
    this.kind = facts.kind
    this.callName = facts.callName
    this.messageKey = facts.messageKey
    this.retryable = facts.retryable ?? false
    this.messageIsForPeople = facts.messageIsForPeople ?? false
    this.httpStatus = facts.httpStatus
    this.retryAfterSeconds = facts.retryAfterSeconds
  }

  /** The facts, for logs: nothing that must stay secret. */
  toJSON(): Record<string, unknown> {
    return { name: this.name, message: this.message, ...Object.fromEntries(Object.entries(this)) }
  }
}

/** What went wrong below us may quote the address it was called with: only its kind is kept. */
function withoutDetails(cause: unknown): unknown {
  if (cause instanceof BbbError) return cause
  const root = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause
  const code: unknown = typeof root === 'object' && root !== null && 'code' in root ? root.code : undefined
  const name = root instanceof Error ? root.name : 'unknown cause'
  const label = typeof code === 'string' && /^[A-Z0-9_]{1,64}$/.test(code) ? code : name
  return /^[\w ]{1,64}$/.test(label) ? label : 'unknown cause'
}
