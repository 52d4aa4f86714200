import { type Failpoint, type FromReplica, placeOf, type ToReplica } from './failpoint.js'

let armed: (Failpoint & { remaining: number })[] = []
const waiting = new Map<string, Set<() => void>>()

/** Replaces what is armed. */
export function arm(failpoints: readonly Failpoint[]): void {
  armed = failpoints.map((failpoint) => ({ ...failpoint, remaining: failpoint.nth ?? 1 }))
}

/** Called at every step there is, with what it is given. Does nothing where nothing is armed. */
export async function reach(when: Failpoint['when'], step: string, given: unknown): Promise<void> {
  const place = placeOf({ when, step })
  for (const failpoint of armed) {
    const isHere = failpoint.step === '*' || placeOf(failpoint) === place
    if (!isHere || !isAbout(failpoint, given) || --failpoint.remaining !== 0) continue
    switch (failpoint.then) {
      case 'kill':
        tell({ diesAt: place })
        process.kill(process.pid, 'SIGKILL')
        break
      case 'pause':
        process.kill(process.pid, 'SIGSTOP')
        break
      case 'throw':
        throw new Error(`failpoint ${place}`)
      case 'wait':
        await wait(place)
        break
      default:
        failpoint.then satisfies never
    }
  }
}

function isAbout({ about, saying = '' }: Failpoint, given: unknown): boolean {
  if (about === undefined && saying === '') return true
  const text = JSON.stringify(given)
  return text.includes(saying) && (about === undefined || about.some((id) => text.includes(id)))
}

function wait(place: string): Promise<void> {
  return new Promise((resolve) => {
    const all = waiting.get(place) ?? new Set()
    waiting.set(place, all.add(resolve))
    tell({ waitsAt: place })
  })
}

function tell(message: FromReplica): void {
  process.send?.(message)
}

/** Listens to the test, and ends with it: a replica outlives nobody. */
export function obeyTest(): void {
  process.on('message', (message: ToReplica) => {
    if ('arm' in message) {
      arm(message.arm)
      tell({ armed: true })
      return
    }
    for (const goOn of waiting.get(message.goOn) ?? []) goOn()
    waiting.delete(message.goOn)
  })
  process.on('disconnect', () => process.exit(1))
  process.channel?.unref()
}
