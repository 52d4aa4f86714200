import { failureStatus, type FailureCode } from '@bbb-room/bff-api'

/** Something wrong in a request, and where. */
export interface WrongField {
  path: string
  message: string
  /** In a text of several lines, from 1. */
  line?: number
  /** Stable where there is one. */
  rule?: string
}

/** What else a caller can act on. Never a name, token, secret or address. */
export interface FailureFacts {
  /** One English sentence for `detail`: what to do about it. */
  detail?: string
  /** Whole seconds until the same request is worth repeating; becomes `Retry-After`. */
  retryAfterSeconds?: number
  /** With `INVALID_REQUEST` and `CAPTIONS_INVALID`: what was wrong, never the value. */
  fields?: readonly WrongField[]
  cause?: unknown
}

/**
 * Every failure the BFF answers with. `code` is API and decides the status; `middleware/problem-details.ts` turns it
 * into `application/problem+json`.
 */
export class BffFailure extends Error {
  override readonly name = 'BffFailure'
  readonly code: FailureCode
  readonly detail: string | undefined
  readonly retryAfterSeconds: number | undefined
  readonly fields: readonly WrongField[] | undefined

  constructor(code: FailureCode, facts: FailureFacts = {}) {
    super(code, facts.cause === undefined ? undefined : { cause: facts.cause })
    this.code = code
    this.detail = facts.detail
    this.retryAfterSeconds = facts.retryAfterSeconds
    this.fields = facts.fields
  }

  get status(): (typeof failureStatus)[FailureCode] {
    return failureStatus[this.code]
  }
}

/** Whether BBB could not be asked, or would not: `BBB_*`. */
export function isBbbFailure(error: unknown): error is BffFailure {
  return error instanceof BffFailure && error.code.startsWith('BBB_')
}
