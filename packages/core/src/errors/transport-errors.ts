import { BbbError } from './bbb-error.ts'

/** Which call failed, and what is known of the answer. */
export interface TransportFailure {
  callName?: string | undefined
  httpStatus?: number | undefined
  retryAfterSeconds?: number | undefined
  cause?: unknown
}

/** No connection, or it broke. A write may have reached BBB all the same: ask before repeating it. */
export class BbbUnreachable extends BbbError {
  constructor(failure: TransportFailure) {
    super({
      ...failure,
      code: 'BBB_UNREACHABLE',
      kind: 'temporary',
      message: 'The meeting server cannot be reached.',
      retryable: true,
      messageIsForPeople: true,
    })
  }
}

/** The server's certificate is expired, for another host, or not trusted. Nothing was sent. */
export class BbbCertificateRefused extends BbbError {
  constructor(failure: TransportFailure) {
    super({
      ...failure,
      code: 'BBB_CERTIFICATE_REFUSED',
      kind: 'protocol',
      message: "The BBB server's certificate is not trusted.",
    })
  }
}

/** This server failed too often just now, so it was not asked. Try again after `retryAfterSeconds`. */
export class BbbCircuitOpen extends BbbError {
  constructor(failure: TransportFailure) {
    super({
      ...failure,
      code: 'BBB_CIRCUIT_OPEN',
      kind: 'temporary',
      message: 'The meeting server is not available at the moment.',
      retryable: true,
      messageIsForPeople: true,
    })
  }
}

/** The server said 429, or more calls wait for their turn here than should: nothing was done. */
export class BbbRateLimited extends BbbError {
  constructor(failure: TransportFailure) {
    super({
      ...failure,
      code: 'BBB_RATE_LIMITED',
      kind: 'temporary',
      message: 'The meeting server is busy. Please try again in a moment.',
      retryable: true,
      messageIsForPeople: true,
    })
  }
}

/** The server answered with a redirect. It is not followed: a signed call must not go elsewhere. */
export class BbbRedirectRefused extends BbbError {
  constructor(failure: TransportFailure) {
    super({
      ...failure,
      code: 'BBB_REDIRECT_REFUSED',
      kind: 'protocol',
      message: 'BBB answered with a redirect, which is not followed: check the base address.',
    })
  }
}

/** The deadline of the call passed. A write may have reached BBB all the same: ask before repeating it. */
export class BbbTimeout extends BbbError {
  constructor(failure: TransportFailure) {
    super({
      ...failure,
      code: 'BBB_TIMEOUT',
      kind: 'temporary',
      message: 'The meeting server did not answer in time.',
      retryable: true,
      messageIsForPeople: true,
    })
  }
}

/** The caller's `AbortSignal` ended the call. */
export class BbbAborted extends BbbError {
  constructor(failure: TransportFailure) {
    super({ ...failure, code: 'BBB_ABORTED', kind: 'other', message: 'The call was cancelled by the caller.' })
  }
}
