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
    super({
      code: messageKey === 'checksumError' ? 'BBB_SECRET_REFUSED' : 'BBB_CALL_FAILED',
      kind: kindFromText(messageKey, failure.bbbMessage) ?? meaning.kind,
      message: meaning.message,
      messageIsForPeople: meaning.forPeople,
      callName: failure.callName,
      messageKey,
      retryable: meaning.kind === 'temporary',
      httpStatus: failure.httpStatus,
      retryAfterSeconds: failure.retryAfterSeconds,
    })
    this.#bbbMessage = failure.bbbMessage
  }

  /** BBB's own text, English only and different from version to version. It may quote ids and names: do not log it. */
  get bbbMessage(): string | undefined {
    return this.#bbbMessage
  }
}

/** BBB refused every secret that was configured. Nothing to repeat: the configuration is wrong. */
export class BbbSecretRefused extends BbbCallFailed {}

/** The right error class for what BBB said. */
export function callFailed(failure: CallFailure): BbbCallFailed {
  return failure.messageKey === 'checksumError' ? new BbbSecretRefused(failure) : new BbbCallFailed(failure)
}

/** 2.4.0 says `validationError` for an unknown meeting, `insertDocument` says it without any key. */
function kindFromText(messageKey: string | undefined, text: string | undefined): BbbErrorKind | undefined {
  const couldBeNotFound = messageKey === undefined || messageKey === 'validationError'
  return couldBeNotFound && text !== undefined && saysNotFound.test(text) ? 'notFound' : undefined
}

/** A key is a word. Anything else is a server quoting something at us. */
function presentable(messageKey: string | undefined): string | undefined {
  return messageKey !== undefined && /^[A-Za-z][A-Za-z0-9_. -]{0,63}$/.test(messageKey) ? messageKey : undefined
}
