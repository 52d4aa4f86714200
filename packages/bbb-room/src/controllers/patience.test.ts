import { aTimeout, expect, oneEvent, waitUntil } from '@open-wc/testing'
import { holdTimers } from '../recordings.test-support.ts'
import { button, findButton, mountRoom, reach, showRoom, startBff, textOf } from '../room.test-support.ts'

const never = () => new Promise<never>(() => undefined)

describe('a page whose getAccessToken never answers', () => {
  const timeUp = holdTimers(15_000)

  it('is told TOKEN_UNAVAILABLE after 15 s, and asked anew when the person tries again', async () => {
    let asked = 0
    const bff = startBff()
    const element = await mountRoom(bff, { getAccessToken: () => (++asked > 1 ? bff.getAccessToken() : never()) })
    await waitUntil(() => asked === 1)
    const told = oneEvent(element, 'bbb-room-error')
    timeUp.run()
    expect((await told).detail.code).to.equal('TOKEN_UNAVAILABLE')
    await reach(element, 'error')
    button(element, 'Try again').click()
    await reach(element, 'ready')
    expect(asked).to.equal(2)
  })
})

describe('a room that is looked for', () => {
  const timeUp = holdTimers(8000)

  it('offers a way out after eight seconds, which begins anew', async () => {
    let asked = 0
    const bff = startBff()
    const element = await mountRoom(bff, { getAccessToken: () => (++asked > 1 ? bff.getAccessToken() : never()) })
    await reach(element, 'loading')
    expect(findButton(element, 'Try again')).to.equal(undefined)
    timeUp.run()
    await waitUntil(() => textOf(element).includes('It takes longer than usual'))
    expect(element.state).to.equal('loading')
    expect(element.shadowRoot!.querySelector('slot:not([name])'), 'the page’s own link').to.not.equal(null)
    button(element, 'Try again').click()
    await reach(element, 'ready')
  })

  it('offers none where it was found meanwhile', async () => {
    const { element } = await showRoom()
    timeUp.run()
    await aTimeout(0)
    expect(element.state).to.equal('ready')
  })
})

describe('a join that takes long', () => {
  for (const display of ['tab', 'frame'] as const) {
    it(`in a ${display} can be given up, and opens nothing later`, async () => {
      let release: (token: string) => void = () => undefined
      let isSlow = false
      const bff = startBff({ display })
      const getAccessToken = () =>
        isSlow ? new Promise<string>((resolve) => (release = resolve)) : bff.getAccessToken()
      const element = await mountRoom(bff, { getAccessToken })
      await reach(element, 'ready')
      isSlow = true
      // The token that it holds may be from before the computer slept.
      dispatchEvent(new Event('online'))
      const opened: Window[] = []
      const open = window.open.bind(window)
      window.open = (...given) => {
        const tab = open(...given)
        if (tab) opened.push(tab)
        return tab
      }
      button(element, 'Join').click()
      window.open = open
      await reach(element, 'joining')
      button(element, 'Cancel').click()
      await reach(element, 'ready')
      expect(opened.map((tab) => tab.closed)).to.deep.equal(display === 'tab' ? [true] : [])
      isSlow = false
      release('late-token')
      await aTimeout(300)
      expect(bff.requests.filter(({ path }) => path.endsWith('/join'))).to.have.length(0)
      expect(element.state).to.equal('ready')
      await element.join()
      await reach(element, 'joined')
    })
  }

  it('is given up by leave() too', async () => {
    const { element, bff } = await showRoom()
    bff.fail('silence', '/rooms/algebra-101/join')
    void element.join()
    await reach(element, 'joining')
    element.leave()
    await reach(element, 'ready')
  })
})
