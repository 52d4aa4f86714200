import { AsyncDirective, directive } from 'lit/async-directive.js'

const dayMs = 86_400_000

/** `04:13:22`, or `in 3 days` where it is more than a day. */
export const countdownText = (leftMs: number, tag: string): string => {
  if (leftMs >= dayMs) return new Intl.RelativeTimeFormat(tag).format(Math.round(leftMs / dayMs), 'day')
  const seconds = Math.max(0, Math.ceil(leftMs / 1000))
  const two = new Intl.NumberFormat(tag, { minimumIntegerDigits: 2, useGrouping: false })
  return [seconds / 3600, (seconds / 60) % 60, seconds % 60].map((part) => two.format(Math.floor(part))).join(':')
}

class Countdown extends AsyncDirective {
  #timer: ReturnType<typeof setInterval> | undefined
  render(untilMs: number, tag: string): string {
    this.#run(untilMs, tag)
    return countdownText(untilMs - performance.now(), tag)
  }
  #run(untilMs: number, tag: string): void {
    clearInterval(this.#timer)
    this.#timer = setInterval(() => {
      this.setValue(countdownText(untilMs - performance.now(), tag))
    }, 1000)
  }
  protected override disconnected(): void {
    clearInterval(this.#timer)
  }
}

/** The time until `untilMs` on the monotonic clock, kept up while it is on the page. */
export const countdown = directive(Countdown)
