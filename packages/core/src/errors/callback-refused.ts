import { BbbError } from './bbb-error.ts'

/** Why a callback was refused. */
export type CallbackRefusal =
  'missing' | 'too-large' | 'malformed' | 'algorithm' | 'signature' | 'expired' | 'claims' | 'checksum' | 'not-allowed'

/** A callback does not prove that it comes from the BBB server whose secrets were given. It has no stack. */
export class BbbCallbackRefused extends BbbError {
  readonly reason: CallbackRefusal

  constructor(reason: CallbackRefusal) {
    // Forged callbacks come in floods; to write the stack down costs more than to verify one, and it says nothing.
    const { stackTraceLimit } = Error
    Error.stackTraceLimit = 0
    super({ code: 'BBB_CALLBACK_REFUSED', kind: 'auth', message: `The callback was refused (${reason}).` })
    Error.stackTraceLimit = stackTraceLimit
    this.reason = reason
  }
}
