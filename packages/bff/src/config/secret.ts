import { inspect } from 'node:util'

const redacted = '[redacted]'

/**
 * A secret in memory. Every way of printing it by accident (`JSON.stringify`, `inspect`, a template string, string
 * concatenation) gives `[redacted]`; only {@link Secret.reveal} and {@link Secret.bytes} give the value, and those two
 * words are what to look for in a review.
 */
export class Secret {
  readonly #text: string

  constructor(text: string) {
    this.#text = text
  }

  reveal(): string {
    return this.#text
  }

  /** The secret as UTF-8, as keys of HMAC take it. */
  bytes(): Uint8Array {
    return new TextEncoder().encode(this.#text)
  }

  equals(other: Secret): boolean {
    return this.#text === other.#text
  }

  toString(): string {
    return redacted
  }

  toJSON(): string {
    return redacted
  }

  [Symbol.toPrimitive](): string {
    return redacted
  }

  [inspect.custom](): string {
    return redacted
  }
}
