import { aTimeout, expect, waitUntil } from '@open-wc/testing'
import { mountRoom, reach, showRoom, startBff } from '../room.test-support.ts'
import { stub } from '../stub.test-support.ts'

const joins = ({ requests }: ReturnType<typeof startBff>) =>
  requests.filter(({ path }) => path.endsWith('/join')).length

describe('autojoin', () => {
  it('opens the meeting in a frame, once', async () => {
    const bff = startBff({ display: 'frame' })
    const element = await mountRoom(bff, { autojoin: true })
    await reach(element, 'joined')
    element.leave()
    await reach(element, 'left')
    await element.refresh()
    expect([element.state, joins(bff)]).to.deep.equal(['left', 1])
  })

  it('brings nobody into a recording, and opens no tab without a click', async () => {
    stub(navigator, 'userActivation', { isActive: false })
    for (const room of [{ display: 'frame', record: true }, { display: 'tab' }] as const) {
      const { element, bff } = await showRoom(room, 'ready', { autojoin: true })
      await aTimeout(50)
      expect([element.state, joins(bff)]).to.deep.equal(['ready', 0])
      element.remove()
    }
  })
})

describe('a room that waits', () => {
  it('is asked about at intervals too, in case no news come through', async () => {
    const realTimeout = window.setTimeout.bind(window)
    const waits: number[] = []
    let poll: () => void = () => undefined
    stub(window, 'setTimeout', (run: () => void, ms = 0) => {
      if (ms > 55_000) {
        waits.push(ms)
        poll = run
      }
      return realTimeout(run, ms)
    })
    const { element, bff } = await showRoom({ state: 'waiting' }, 'waiting')
    await waitUntil(() => waits.length > 0)
    expect(waits[0]).to.be.within(60_000, 121_000)
    const reads = () => bff.requests.filter(({ path }) => path === '/rooms/algebra-101').length
    await aTimeout(100)
    const before = reads()
    poll()
    await waitUntil(() => reads() > before)
    expect(element.state).to.equal('waiting')
  })
})
