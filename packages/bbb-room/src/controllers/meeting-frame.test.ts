import { expect, fixture, html, waitUntil } from '@open-wc/testing'
import '../index.ts'
import type { BbbRoom } from '../bbb-room.ts'
import { button, findButton, textOf } from '../room.test-support.ts'
import { stub } from '../stub.test-support.ts'
import { mockBff, type MockBff } from '../testing/mock-bff.ts'

let bff: MockBff
let launches: number
let channel: BroadcastChannel
beforeEach(() => {
  launches = 0
  channel = new BroadcastChannel('launch-pages')
  channel.onmessage = () => launches++
})
afterEach(() => {
  channel.close()
  bff.restore()
})

const reach = (element: BbbRoom, state: string) =>
  waitUntil(() => element.state === state, `${element.state} never became ${state}`, { timeout: 6000 })

/** Joined, with the meeting's page there. */
const join = async (display: 'tab' | 'frame') => {
  bff = mockBff({ display })
  const page = await fixture<HTMLElement>(
    html`<div>
      <section>
        <bbb-room
          lang="en"
          endpoint=${bff.endpoint}
          room="algebra-101"
          .getAccessToken=${bff.getAccessToken}
        ></bbb-room>
      </section>
      <aside></aside>
    </div>`,
  )
  const element = page.querySelector('bbb-room')!
  const [home, aside] = [page.querySelector('section')!, page.querySelector('aside')!]
  await reach(element, 'ready')
  await element.join()
  await reach(element, 'joined')
  await waitUntil(() => launches === 1)
  await element.updateComplete
  return { element, home, aside }
}
const frameOf = (element: BbbRoom) => element.shadowRoot!.querySelector('iframe')!
const call = (element: BbbRoom) => frameOf(element).contentWindow as Window & { isOnTheLine?: boolean }

/** Whether the browser would ask before it leaves the page. */
const asksBeforeLeaving = () => !window.dispatchEvent(new Event('beforeunload', { cancelable: true }))

describe('a meeting in a frame', () => {
  it('goes on when the page moves its element with moveBefore(), there and back', async () => {
    const { element, home, aside } = await join('frame')
    const frame = frameOf(element)
    const told: string[] = []
    element.addEventListener('bbb-room-state-change', ({ detail: { state } }) => told.push(state))
    let loads = 0
    frame.addEventListener('load', () => loads++)
    call(element).isOnTheLine = true
    for (const place of [aside, home]) {
      const asked = bff.requests.length
      place.moveBefore(element, null)
      await element.updateComplete
      bff.setRoom({ participant_count: 3 })
      await waitUntil(() => bff.requests.length > asked)
      expect(element.parentElement).to.equal(place)
      expect(frameOf(element)).to.equal(frame)
      expect(call(element).isOnTheLine).to.equal(true)
    }
    expect({ state: element.state, told, loads, launches }).to.deep.equal({
      state: 'joined',
      told: [],
      loads: 0,
      launches: 1,
    })
    element.leave()
    await reach(element, 'left')
  })

  it('is over when its element is moved in a way that loads the frame anew', async () => {
    const { element, aside } = await join('frame')
    aside.append(element)
    await reach(element, 'ready')
    expect(frameOf(element)).to.equal(null)
    expect(launches).to.equal(1)
  })

  const ways: [way: string, goOut: (element: BbbRoom) => unknown][] = [
    ['leaves', (element) => element.leave()],
    ['is sent out by its end', () => bff.setRoom({ state: 'ended' })],
    ['is taken away with the element', (element) => element.remove()],
  ]
  for (const [way, goOut] of ways) {
    it(`asks before the page is left, until the person ${way}`, async () => {
      const { element, aside } = await join('frame')
      expect(asksBeforeLeaving()).to.equal(true)
      aside.moveBefore(element, null)
      expect(asksBeforeLeaving()).to.equal(true)
      goOut(element)
      await waitUntil(() => element.state !== 'joined')
      expect(asksBeforeLeaving()).to.equal(false)
    })
  }

  it('goes on, and keeps asking before the page is left, when the browser blocks the tab for it', async () => {
    const { element } = await join('frame')
    const frame = frameOf(element)
    call(element).isOnTheLine = true
    const asked = bff.requests.length
    const unblock = stub(window, 'open', () => null)
    button(element, 'Open in a tab').click()
    await element.updateComplete
    expect(element.state).to.equal('joined')
    expect(frameOf(element)).to.equal(frame)
    expect(call(element).isOnTheLine).to.equal(true)
    expect(asksBeforeLeaving()).to.equal(true)
    expect(textOf(element)).to.contain('Your browser blocked the new tab')
    expect(bff.requests.slice(asked).filter(({ path }) => path.endsWith('/join'))).to.have.length(0)
    const findings = await element.diagnose()
    expect(findings.map(({ code }) => code)).to.include('POPUP_BLOCKED')
    unblock()
    button(element, 'Open in a tab').click()
    await waitUntil(() => launches === 2)
    await reach(element, 'joined')
    expect(frameOf(element)).to.equal(null)
    expect(asksBeforeLeaving()).to.equal(false)
  })

  it('in a tab is still said to be open when the browser blocks another one', async () => {
    const { element } = await join('tab')
    stub(window, 'open', () => null)
    button(element, 'Open it again').click()
    await element.updateComplete
    expect(element.state).to.equal('joined')
    expect(textOf(element)).to.contain('Your browser blocked the new tab')
    expect(findButton(element, 'Open here instead')).to.not.equal(undefined)
  })

  it('in place of the page is not said to be in another tab, and is left by coming back to the page', async () => {
    bff = mockBff()
    const element = await fixture<BbbRoom>(
      html`<bbb-room
        lang="en"
        endpoint=${bff.endpoint}
        room="algebra-101"
        .getAccessToken=${bff.getAccessToken}
      ></bbb-room>`,
    )
    await reach(element, 'ready')
    stub(window, 'open', () => null)
    const targets: string[] = []
    stub(HTMLFormElement.prototype, 'submit', function (this: HTMLFormElement) {
      targets.push(this.target)
    })
    await element.join()
    await element.updateComplete
    button(element, 'Open here instead').click()
    await reach(element, 'joined')
    await element.updateComplete
    expect(targets).to.deep.equal(['_self'])
    expect(textOf(element)).to.not.contain('another tab')
    window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))
    expect(element.state).to.equal('left')
  })

  it('asks nothing before the page is left when the meeting is in a tab', async () => {
    await join('tab')
    expect(asksBeforeLeaving()).to.equal(false)
  })
})
