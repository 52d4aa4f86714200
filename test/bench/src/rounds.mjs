/** Above this spread a set of rounds is measured once more. */
const noisySpread = 0.6

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = sorted.length >> 1
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
}

/**
 * @typedef {object} Spread
 * @property {number} median
 * @property {number} min
 * @property {number} max
 * @property {number} rounds
 * @property {boolean} isNoisy
 */

/** @param {readonly number[]} values @returns {Spread} */
export function spreadOf(values) {
  const [min, max, middle] = [Math.min(...values), Math.max(...values), median(values)]
  return { median: middle, min, max, rounds: values.length, isNoisy: (max - min) / middle > noisySpread }
}

/**
 * Runs every contender once a round, in an order that changes. No round is dropped.
 * @template T
 * @param {number} rounds
 * @param {Record<string, () => T | Promise<T>>} contenders each gives a figure, or several by name
 * @param {{ below: (limit: number) => number }} random
 * @returns {Promise<Record<string, T[]>>} by contender, what each round gave
 */
export async function runRounds(rounds, contenders, random) {
  /** @type {Record<string, T[]>} */
  const figures = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]))
  for (let round = 0; round < rounds; round++) {
    for (const name of shuffled(Object.keys(contenders), random)) figures[name].push(await contenders[name]())
  }
  return figures
}

function shuffled(items, random) {
  const order = [...items]
  for (let i = order.length - 1; i > 0; i--) {
    const j = random.below(i + 1)
    ;[order[i], order[j]] = [order[j], order[i]]
  }
  return order
}

/**
 * The ratio is taken inside each round: both figures then had the same machine.
 * @param {number[]} own
 * @param {number[]} others
 */
export const ratios = (own, others) => own.map((figure, round) => figure / others[round])
