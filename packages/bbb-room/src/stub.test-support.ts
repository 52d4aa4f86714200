let restores: (() => void)[] = []
afterEach(() => {
  for (const restore of restores.reverse()) restore()
  restores = []
})

/**
 * Puts something else in the place of what the browser has, until the test is over.
 * @returns puts back what was there before
 */
export const stub = (object: object, name: string, value: unknown): (() => void) => {
  const own = Object.getOwnPropertyDescriptor(object, name)
  Object.defineProperty(object, name, { configurable: true, value })
  const restore = () => {
    if (own) Object.defineProperty(object, name, own)
    else Reflect.deleteProperty(object, name)
  }
  restores.push(restore)
  return restore
}
