import { BbbError } from './bbb-error.ts'

/** Why a callback was refused. */
export type CallbackRefusal =
  'missing' | 'too-large' | 'malformed' | 'algorithm' | 'signature' | 'expired' | 'claims' | 'checksum' | 'not-allowed'

/** A callback does not prove that it comes from the BBB server whose secrets were given. */
export class BbbCallbackRefused extends BbbError {
  readonly reason: CallbackRefusal

  constructor(reason: CallbackRefusal) {
    super({ code: 'BBB_CALLBACK_REFUSED', kind: 'auth', message: `The callback was refused (${reason}).` })
    this.reason = reason
  }
}
