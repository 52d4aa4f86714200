import { BbbError } from './bbb-error.ts'

/** Why an answer could not be read. */
export type UnreadableReason =
  | 'empty'
  | 'html'
  | 'not-xml-or-json'
  | 'not-utf8'
  | 'malformed'
  | 'doctype'
  | 'processing-instruction'
  | 'wrong-root'
  | 'no-returncode'
  | 'two-returncodes'
  | 'missing-field'
  | 'too-large'
  | 'too-deep'
  | 'too-many-elements'
  | 'too-many-attributes'
  | 'name-too-long'
  | 'text-too-long'
  | 'other-meeting'
  | 'contradiction'
  | 'cut-off'

/** Facts about an answer that is no answer. */
export interface Unreadable {
  callName?: string | undefined
  reason: UnreadableReason
  /** BBB's name of the required field that is missing, for `missing-field`. */
  field?: string | undefined
  httpStatus?: number | undefined
  retryAfterSeconds?: number | undefined
  cause?: unknown
}

/**
 * What came back is not a complete, well-formed answer of BBB: cut off, an HTML page, hostile, or from something else.
 * Nothing of it was used.
 */
export class BbbResponseUnreadable extends BbbError {
  readonly reason: UnreadableReason
  readonly field: string | undefined

  constructor(facts: Unreadable) {
    super({
      code: 'BBB_RESPONSE_UNREADABLE',
      kind: isTemporary(facts.httpStatus) ? 'temporary' : 'protocol',
      message: `The answer cannot be read (${facts.reason}).`,
      callName: facts.callName,
      retryable: isTemporary(facts.httpStatus),
      httpStatus: facts.httpStatus,
      retryAfterSeconds: facts.retryAfterSeconds,
      cause: facts.cause,
    })
    this.reason = facts.reason
    this.field = facts.field
  }

  /** The same failure, once the HTTP answer around the text is known. */
  within(http: { callName: string; httpStatus: number; retryAfterSeconds: number | undefined }): BbbResponseUnreadable {
    return new BbbResponseUnreadable({ ...http, reason: this.reason, field: this.field, cause: this.cause })
  }
}

/** A page in front of BBB comes and goes; a refusal (4xx) stays until someone changes the configuration. */
function isTemporary(httpStatus: number | undefined): boolean {
  if (httpStatus === undefined || httpStatus < 400) return true
  return httpStatus >= 500 || httpStatus === 408 || httpStatus === 425 || httpStatus === 429
}
