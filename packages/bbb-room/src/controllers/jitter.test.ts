import { aTimeout, expect, waitUntil } from '@open-wc/testing'
import { mountRoom, reach, startBff } from '../room.test-support.ts'
import { stub } from '../stub.test-support.ts'
import type { MockBff } from '../testing/mock-bff.ts'

interface Timer {
  run: () => void
  ms: number
}
/** Timers of a second and more, in the order in which they were set: the test says when they are over. */
let held: Timer[]
/** What chance says next, from 0 to 0xffff; the last of them for ever. */
let chances: number[]
beforeEach(() => {
  held = []
  chances = [0]
  const setLater = window.setTimeout.bind(window)
  stub(window, 'setTimeout', (run: () => void, ms = 0) => {
    if (ms < 1000) return setLater(run, ms)
    held.push({ run, ms })
    return setLater(() => undefined, 0)
  })
  const realChance = crypto.getRandomValues.bind(crypto)
  stub(crypto, 'getRandomValues', (into: Uint16Array<ArrayBuffer>) => {
    // A target's name stays a name of its own.
    if (!(into instanceof Uint16Array)) return realChance(into)
    into[0] = chances.length > 1 ? chances.shift()! : chances[0]!
    return into
  })
})

const reads = (bff: MockBff) =>
  bff.requests.filter(({ method, path }) => method === 'GET' && path === '/rooms/algebra-101').length

/** Two elements, each with a BFF of its own so that their reads can be told apart, and the timers that each has set. */
const showTwo = async (state: 'ready' | 'waiting') => {
  const show = async (chance: number) => {
    held = []
    chances = [chance]
    const bff = startBff({ state: state === 'ready' ? 'running' : state })
    await reach(await mountRoom(bff), state)
    // Read once more when its stream is there.
    await waitUntil(() => reads(bff) === 2)
    await aTimeout(0)
    return { bff, timers: held }
  }
  return [await show(0), await show(0xffff)] as const
}

describe('R-44: two elements', () => {
  it('that wake at once read at moments of their own, within two seconds', async () => {
    const [{ bff: first }, { bff: second }] = await showTwo('ready')
    held = []
    chances = [0, 0xffff]
    dispatchEvent(new Event('online'))
    const [early, late] = held
    expect(early?.ms).to.equal(1000)
    expect(late?.ms).to.be.within(1999, 2000)
    expect([reads(first), reads(second)]).to.deep.equal([2, 2])
    early!.run()
    await waitUntil(() => reads(first) === 3)
    expect(reads(second)).to.equal(2)
    late!.run()
    await waitUntil(() => reads(second) === 3)
    expect(reads(first)).to.equal(3)
  })

  it('that wait ask again by themselves at moments of their own, half a minute apart', async () => {
    const [first, second] = await showTwo('waiting')
    const poll = ({ timers }: { timers: Timer[] }) => timers.filter(({ ms }) => ms >= 60_000).at(-1)
    const [early, late] = [poll(first), poll(second)]
    expect(early?.ms).to.equal(90_250)
    expect(late?.ms).to.be.within(120_499, 120_500)
    early!.run()
    await waitUntil(() => reads(first.bff) === 3)
    expect(reads(second.bff)).to.equal(2)
  })
})
