const ends: (() => void)[] = []

/** Does so when the scene is over. */
export const atEnd = (end: () => void): void => {
  ends.push(end)
}

/**
 * Puts something else in the place of what the browser has.
 * @returns puts back what was there, as the end of the scene does
 */
export const pretend = (object: object, name: string, value: unknown): (() => void) => {
  const own = Object.getOwnPropertyDescriptor(object, name)
  Object.defineProperty(object, name, { configurable: true, value })
  const end = () => {
    if (own) Object.defineProperty(object, name, own)
    else Reflect.deleteProperty(object, name)
  }
  atEnd(end)
  return end
}

/** Undoes all that was pretended, the last first. */
export const endPretence = (): void => {
  for (const end of ends.splice(0).reverse()) end()
}
