import { inspect } from 'node:util'

const redacted = '[redacted]'

/**
 * A signed join address: whoever has it enters under that name and role, as long as the meeting lives. It prints as
 * `[redacted]` wherever it ends up by accident; `href` is for the `Location` of a redirect.
 */
export class JoinUrl {
  readonly #href: string

  constructor(href: string) {
    this.#href = href
  }

  /** The address itself. Make it at the click, redirect to it with `Cache-Control: no-store`, and forget it. */
  get href(): string {
    return this.#href
  }

  /** `[redacted]` */
  toString(): string {
    return redacted
  }

  /** `[redacted]` */
  toJSON(): string {
    return redacted
  }

  /** For `console.log` and loggers: nothing of the address. */
  [inspect.custom](): string {
    return `JoinUrl ${redacted}`
  }
}
