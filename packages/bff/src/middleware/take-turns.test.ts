import { describe, expect, it } from 'vitest'
import { createTurns } from './take-turns.ts'

const endOfTurn = () => new Promise((resolve) => setImmediate(resolve))

describe('createTurns', () => {
  it('lets so many go on in a turn of the event loop, in the order in which they came', async () => {
    const turn = createTurns(3, 100)
    const gone: number[] = []
    for (let n = 0; n < 7; n++) void turn().then(() => gone.push(n))
    const seen: number[] = []
    for (let n = 0; n < 4; n++) {
      await endOfTurn()
      seen.push(gone.length)
    }
    expect(seen).toEqual([3, 6, 7, 7])
    expect(gone).toEqual([0, 1, 2, 3, 4, 5, 6])
  })

  it('sends away at once whoever finds too many waiting, and takes the next ones again', async () => {
    const turn = createTurns(2, 4)
    const all = Promise.all(Array.from({ length: 6 }, () => turn()))
    expect(await turn()).toBe(false)
    expect(await all).toEqual([true, true, true, true, false, false])
    expect(await turn()).toBe(true)
  })
})
