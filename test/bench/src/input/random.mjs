import { createHash } from 'node:crypto'

/**
 * mulberry32: the same numbers for the same seed, on every machine.
 * @param {number} seed
 * @returns {{ below: (limit: number) => number, chance: (share: number) => boolean }}
 */
export function createRandom(seed) {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = state
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
  return { below: (limit) => Math.floor(next() * limit), chance: (share) => next() < share }
}

/** @param {string} text */
export function hex(text) {
  return createHash('sha1').update(text).digest('hex')
}
