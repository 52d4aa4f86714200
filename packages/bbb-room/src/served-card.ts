/** What a server has drawn of an element, which keeps it until it has more to say. */
export class ServedCard {
  readonly #parts: Element[]

  /** @param root where it stands, before Lit draws into it */
  constructor(root: ShadowRoot | null) {
    this.#parts = [...(root?.children ?? [])]
    // Lit draws before the node that is the first one now, and keeps it as its mark: that has to stay.
    root?.prepend('')
  }

  get isThere(): boolean {
    return this.#parts.length > 0
  }

  remove(): void {
    for (const part of this.#parts.splice(0)) part.remove()
  }
}
