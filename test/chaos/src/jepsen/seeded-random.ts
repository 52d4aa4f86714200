/** Random numbers that are the same for the same seed: not for secrets. */
export interface SeededRandom {
  /** 0 ≤ n < 1 */
  next(): number
  /** A whole number from `least` to `most`. */
  between(least: number, most: number): number
  /** @throws for an empty list */
  pick<T>(from: readonly T[]): T
}

/** Mulberry32. @see https://github.com/cprosche/mulberry32 */
export function createSeededRandom(seed: number): SeededRandom {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    between: (least, most) => least + Math.floor(next() * (most - least + 1)),
    pick(from) {
      const picked = from[Math.floor(next() * from.length)]
      if (picked === undefined) throw new Error('there is nothing to pick from')
      return picked
    },
  }
}
