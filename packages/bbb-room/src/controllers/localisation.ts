import type { LitElement, ReactiveController } from 'lit'
import type { Messages } from '../localisation/en.ts'
import { loadMessages, nearestLanguage } from '../localisation/languages.ts'

/** Pages write `de_DE` too, and worse. What is no BCP 47 tag would make `Intl` throw. @param instead where it is none */
const canonicalTag = (tag: string, instead: string): string => {
  try {
    return Intl.getCanonicalLocales(tag.replaceAll('_', '-'))[0] ?? instead
  } catch {
    return instead
  }
}

/**
 * Keeps the texts in the language of the nearest `lang`, through shadow roots; without one, the browser's. Fetches
 * nothing before it has begun.
 */
export class Localisation implements ReactiveController {
  /** `undefined` until the first catalogue is there. */
  messages: Messages | undefined
  /** BCP 47 tag for dates and numbers. */
  tag = 'en'
  readonly #host: LitElement
  #shown: string | undefined
  #hasBegun = false

  constructor(host: LitElement) {
    this.#host = host
    host.addController(this)
  }

  begin(): void {
    this.#hasBegun = true
    this.#tag()
  }

  hostConnected(): void {
    if (this.#hasBegun) this.#tag()
  }

  hostUpdate(): void {
    if (this.#hasBegun) this.#tag()
  }

  #tag(): void {
    let node: Element | null = this.#host
    let tag = ''
    while (node && !(tag = node.closest<HTMLElement>('[lang]')?.lang ?? '')) {
      const root: Node = node.getRootNode()
      node = root instanceof ShadowRoot ? root.host : null
    }
    tag ||= navigator.language
    const language = nearestLanguage(tag)
    this.tag = canonicalTag(tag, language)
    if (language === this.#shown) return
    this.#shown = language
    loadMessages(language)
      .catch(() => loadMessages('en'))
      .then(
        (messages) => {
          if (this.#shown !== language) return
          this.messages = messages
          this.#host.requestUpdate()
        },
        () => {
          this.#shown = undefined
        },
      )
  }
}
