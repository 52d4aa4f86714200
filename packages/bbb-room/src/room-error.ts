/** What the element itself can find wrong, beside the BFF's own failure codes. Codes are API: added, never renamed. */
export type ElementFailureCode =
  | 'CONFIG_INVALID'
  /** The page's Content-Security-Policy keeps the element from what it needs. */
  | 'PAGE_POLICY'
  | 'TOKEN_UNAVAILABLE'
  | 'OFFLINE'
  | 'BFF_UNREACHABLE'
  | 'BFF_ANSWER_UNREADABLE'
  /** A file of the element itself does not come. */
  | 'FILE_UNAVAILABLE'
  /** Told of, never shown as an error: the frame was opened, and BBB has seen nobody come in. */
  | 'FRAME_SILENT'

/** Facts of a failure that a person or a program can act on. */
export interface RoomErrorFacts {
  /** What to change, in a few words; absent where the code says it all. */
  fix?: string | undefined
  /** Whether the same thing can succeed later, unchanged. */
  retryable?: boolean | undefined
  /** Seconds to wait before trying again. */
  retryAfter?: number | undefined
  /** Stands in the BFF's logs too. */
  requestId?: string | undefined
  /** What exactly is wrong with what was sent, with the lines of a file. English. */
  details?: readonly string[] | undefined
  cause?: unknown
}

/** Every failure the element shows. Holds no token, address or name. */
export class RoomError extends Error {
  /** One of {@link ElementFailureCode}, or a failure code of the BFF. */
  readonly code: string
  readonly facts: RoomErrorFacts
  constructor(code: string, facts: RoomErrorFacts = {}) {
    super(code, { cause: facts.cause })
    this.name = 'RoomError'
    this.code = code
    this.facts = facts
  }
}

/** Anything thrown, as a {@link RoomError}; what is not one of ours counts as an answer that made no sense. */
export const asRoomError = (thrown: unknown): RoomError =>
  thrown instanceof RoomError ? thrown : new RoomError('BFF_ANSWER_UNREADABLE', { cause: thrown, retryable: true })
