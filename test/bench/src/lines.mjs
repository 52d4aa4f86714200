import { median, ratios, runRounds, spreadOf } from './rounds.mjs'

/**
 * What one line of the report states.
 * @typedef {object} Line
 * @property {string} id
 * @property {string} what
 * @property {string} contender
 * @property {string} reference what the figure is a ratio to; a unit where the figure is one of its own
 * @property {string} [of] which figure of the contenders, where each gives several
 * @property {number} target
 * @property {number} floor beyond which the run fails
 * @property {'at least' | 'at most'} bound
 */

/** @typedef {number | Record<string, number>} Figures one, or several by name */

/** @param {Pick<Line, 'target' | 'floor' | 'bound'>} line @param {number} figure */
export function verdictOf({ target, floor, bound }, figure) {
  const holds = (limit) => (bound === 'at least' ? figure >= limit : figure <= limit)
  return holds(target) ? 'target' : holds(floor) ? 'floor' : 'FAILED'
}

/**
 * Measures contenders side by side and states a line for each ratio; a noisy set is measured once more.
 * @param {{
 *   rounds: number
 *   contenders: Record<string, () => Figures | Promise<Figures>>
 *   random: { below: (limit: number) => number }
 *   lines: Line[]
 * }} set
 */
export async function measureLines({ rounds, contenders, random, lines }) {
  const measure = async () => {
    const figures = await runRounds(rounds, contenders, random)
    return lines.map((line) => stateLine(line, figures))
  }
  const first = await measure()
  return first.some(({ isNoisy }) => isNoisy) ? measure() : first
}

/** @param {Line} line @param {Record<string, Figures[]>} figures */
function stateLine(line, figures) {
  const of = (name) => figures[name]?.map((each) => (typeof each === 'number' ? each : each[line.of ?? '']))
  const [own, others] = [of(line.contender), of(line.reference)]
  const spread = spreadOf(others ? ratios(own, others) : own)
  return {
    ...line,
    ...spread,
    verdict: verdictOf(line, spread.median),
    measured: { [line.contender]: median(own), ...(others && { [line.reference]: median(others) }) },
  }
}

/**
 * A line about figures that are counted, not compared.
 * @param {Line} line its `reference` is the unit
 * @param {number[]} figures
 */
export function statedLine(line, figures) {
  const spread = { ...spreadOf(figures), isNoisy: false }
  const worst = line.bound === 'at least' ? spread.min : spread.max
  const figure = line.reference.startsWith('ms') ? spread.median : worst
  return {
    ...line,
    ...spread,
    isNoisy: false,
    verdict: verdictOf(line, figure),
    measured: { [line.contender]: figure },
  }
}
