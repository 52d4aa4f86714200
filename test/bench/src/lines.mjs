import { ratios, runRounds, spreadOf } from './rounds.mjs'

/**
 * What one line of the report states.
 * @typedef {object} Line
 * @property {string} id
 * @property {string} what
 * @property {string} contender
 * @property {string} reference what the figure is a ratio to; a unit where the figure is one of its own
 * @property {number} target
 * @property {number} floor beyond which the run fails
 * @property {'at least' | 'at most'} bound
 */

/** @param {Pick<Line, 'target' | 'floor' | 'bound'>} line @param {number} figure */
export function verdictOf({ target, floor, bound }, figure) {
  const holds = (limit) => (bound === 'at least' ? figure >= limit : figure <= limit)
  return holds(target) ? 'target' : holds(floor) ? 'floor' : 'FAILED'
}

/**
 * Measures contenders side by side and states a line for each ratio; a noisy set is measured once more.
 * @param {{ rounds: number, contenders: Record<string, () => number | Promise<number>>, random: object, lines: Line[] }} set
 */
export async function measureLines({ rounds, contenders, random, lines }) {
  const measure = async () => {
    const figures = await runRounds(rounds, contenders, random)
    return lines.map((line) => {
      const values = figures[line.reference] ? ratios(figures, line.contender, line.reference) : figures[line.contender]
      const spread = spreadOf(values)
      return { ...line, ...spread, verdict: verdictOf(line, spread.median) }
    })
  }
  const first = await measure()
  return first.some(({ isNoisy }) => isNoisy) ? measure() : first
}
