import { BbbError, type BbbErrorKind } from './bbb-error.ts'
import { meaningOf } from './message-keys.ts'

/** What BBB said when it refused a call. */
export interface CallFailure {
  callName: string
  messageKey?: string | undefined
  /** BBB's own English text. It may quote what was sent: never shown, logged or serialised. */
  bbbMessage?: string | undefined
  httpStatus?: number | undefined
  retryAfterSeconds?: number | undefined
}

const saysNotFound = /(does not exist|not found|could not find)/i

/** BBB understood the call and refused it. `kind` says what that means; `messageKey` is BBB's own word. */
export class BbbCallFailed extends BbbError {
  readonly #bbbMessage: string | undefined

  constructor(failure: CallFailure) {
    const messageKey = presentable(failure.messageKey)
    const meaning = meaningOf(messageKey)
    const kind = kindFromText(messageKey, failure.bbbMessage) ?? meaning.kind
    super({
      code: messageKey === 'checksumError' ? 'BBB_SECRET_REFUSED' : 'BBB_CALL_FAILED',
      kind,
      message: meaning.message,
      messageIsForPeople: meaning.forPeople,
      callName: failure.callName,
      messageKey,
      retryable: kind === 'temporary',
      httpStatus: failure.httpStatus,
      retryAfterSeconds: failure.retryAfterSeconds,
    })
    this.#bbbMessage = failure.bbbMessage
  }

  /**
   * BBB's own text, English only and different from version to version. It may quote ids and names: do not log it. A method,
   * so that nothing prints it by accident.
   */
  textFromBbb(): string | undefined {
    return this.#bbbMessage
  }
}

/** BBB refused every secret that was configured. Nothing to repeat: the configuration is wrong. */
export class BbbSecretRefused extends BbbCallFailed {}

/** The right error class for what BBB said. */
export function callFailed(failure: CallFailure): BbbCallFailed {
  return failure.messageKey === 'checksumError' ? new BbbSecretRefused(failure) : new BbbCallFailed(failure)
}

/**
 * Where the key says too little the text decides: 2.4.0 says `validationError` for an unknown meeting, `insertDocument`
 * says it without any key, and b3scale has one key for everything.
 */
function kindFromText(messageKey: string | undefined, text = ''): BbbErrorKind | undefined {
  if (messageKey === 'b3scale_server_error' && /unknown resource/i.test(text)) return 'unsupported'
  const couldBeNotFound = messageKey === undefined || messageKey === 'validationError'
  return couldBeNotFound && saysNotFound.test(text) ? 'notFound' : undefined
}

/** A key is a word. Anything else is a server quoting something at us. */
function presentable(messageKey: string | undefined): string | undefined {
  return messageKey !== undefined && /^[A-Za-z][A-Za-z0-9_. -]{0,63}$/.test(messageKey) ? messageKey : undefined
}
