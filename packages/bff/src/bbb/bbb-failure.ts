import { BbbError } from '@bbb-room/core'
import { BffFailure } from '../failure.ts'

/**
 * What went wrong with BBB, in the BFF's codes: a secret that BBB does not take, a refusal, or no usable answer, which
 * may be different in a while.
 */
export function toBffFailure(error: unknown): unknown {
  if (!(error instanceof BbbError)) return error
  const retryAfterSeconds = Math.ceil(error.retryAfterSeconds ?? 5)
  switch (error.code) {
    case 'BBB_SECRET_REFUSED':
      return new BffFailure('BBB_SECRET_REFUSED', { retryAfterSeconds: 30, cause: error })
    case 'BBB_CALL_FAILED':
      if (!error.retryable) return new BffFailure('BBB_REFUSED', { cause: error })
      return new BffFailure('BBB_UNAVAILABLE', { retryAfterSeconds, cause: error })
    case 'BBB_INVALID_REQUEST':
      return new BffFailure('BBB_REFUSED', { cause: error })
    case 'BBB_UNREACHABLE':
    case 'BBB_CERTIFICATE_REFUSED':
    case 'BBB_CIRCUIT_OPEN':
    case 'BBB_RATE_LIMITED':
    case 'BBB_REDIRECT_REFUSED':
    case 'BBB_RESPONSE_UNREADABLE':
    case 'BBB_TIMEOUT':
    case 'BBB_ABORTED':
    case 'BBB_INVALID_CONFIGURATION':
    case 'BBB_CALLBACK_REFUSED':
      return new BffFailure('BBB_UNAVAILABLE', { retryAfterSeconds, cause: error })
    default:
      return error.code satisfies never
  }
}

/** As {@link toBffFailure}, for calls that not every server has: that this one has not is then what the failure says. */
export function toFailureOfOptionalCall(error: unknown, detail: string): unknown {
  if (!(error instanceof BbbError) || error.kind !== 'unsupported') return toBffFailure(error)
  return new BffFailure('NOT_SUPPORTED_BY_BBB', { detail, cause: error })
}
