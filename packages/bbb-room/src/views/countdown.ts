import { html, type TemplateResult } from 'lit'
import { AsyncDirective, directive } from 'lit/async-directive.js'

const units = [
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
  ['second', 1000],
] as const

/**
 * The time that is left in the three largest units that count, each as a number with its name, as the language has it:
 * 2 hours 11 minutes 40 seconds, or 3 days 8 hours 0 minutes.
 */
export const countdownParts = (leftMs: number, tag: string): { value: string; unit: string }[] => {
  const left = Math.max(0, Math.ceil(leftMs / 1000)) * 1000
  const first = left >= units[0][1] ? 0 : 1
  return units.slice(first, first + 3).map(([unit, ms], index) => {
    const above = units[first + index - 1]?.[1]
    const number = Math.floor((index && above ? left % above : left) / ms)
    const format = new Intl.NumberFormat(tag, { style: 'unit', unit, unitDisplay: 'long' })
    // Some languages have a word for two of them, without a number in it.
    const hasNumber = (value: number) => format.formatToParts(value).some(({ type }) => type === 'integer')
    const named = format.formatToParts(hasNumber(number) ? number : 3).filter(({ type }) => type === 'unit')
    return { value: new Intl.NumberFormat(tag).format(number), unit: named.map(({ value }) => value).join(' ') }
  })
}

const draw = (leftMs: number, tag: string): TemplateResult =>
  html`${countdownParts(leftMs, tag).map(({ value, unit }) => html`<span><b>${value}</b> ${unit} </span>`)}`

class Countdown extends AsyncDirective {
  #timer: ReturnType<typeof setInterval> | undefined
  render(untilMs: number, tag: string): TemplateResult {
    this.#run(untilMs, tag)
    return draw(untilMs - performance.now(), tag)
  }
  #run(untilMs: number, tag: string): void {
    clearInterval(this.#timer)
    this.#timer = setInterval(() => {
      this.setValue(draw(untilMs - performance.now(), tag))
    }, 1000)
  }
  protected override disconnected(): void {
    clearInterval(this.#timer)
  }
}

/** The time until `untilMs` on the monotonic clock, kept up while it is on the page. */
export const countdown = directive(Countdown)
