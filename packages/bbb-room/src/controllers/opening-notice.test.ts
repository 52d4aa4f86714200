import { expect, fixture, html, waitUntil } from '@open-wc/testing'
import '../index.ts'
import type { BbbRoom } from '../bbb-room.ts'
import { stub } from '../stub.test-support.ts'
import { mockBff, type MockBff } from '../testing/mock-bff.ts'

let bff: MockBff
let asked: number
let shown: string[]
let answer: () => Promise<NotificationPermission>
beforeEach(() => {
  bff = mockBff({ state: 'waiting', name: 'Algebra I' })
  asked = 0
  shown = []
  answer = () => Promise.resolve('granted')
  class StubbedNotification extends EventTarget {
    static permission: NotificationPermission = 'default'
    static async requestPermission() {
      asked++
      return (StubbedNotification.permission = await answer())
    }
    constructor(title: string, options?: NotificationOptions) {
      super()
      structuredClone(options)
      shown.push(title)
    }
  }
  stub(window, 'Notification', StubbedNotification)
  stub(document, 'hidden', false)
})
afterEach(() => bff.restore())

const hidePage = () => Object.defineProperty(document, 'hidden', { configurable: true, value: true })
const wait = async () => {
  const element = await fixture<BbbRoom>(
    html`<bbb-room endpoint=${bff.endpoint} room="algebra-101" .getAccessToken=${bff.getAccessToken}></bbb-room>`,
  )
  await reach(element, 'waiting')
  // Only then does the room's news reach it.
  await waitUntil(() => bff.requests.some(({ path }) => path.endsWith('/events')))
  return element
}
const reach = async (element: BbbRoom, state: string) => {
  await waitUntil(() => element.state === state, `${element.state} never became ${state}`, { timeout: 6000 })
  await waitUntil(() => element.shadowRoot!.querySelector(`section.${state}`))
}
/** To be notified, unless that is not offered, and the device check. */
const buttons = (element: BbbRoom) => [...element.shadowRoot!.querySelectorAll('button')]
const isSet = (element: BbbRoom) => element.shadowRoot!.querySelector('[part=notice]') !== null

describe('the notice that a room has opened', () => {
  it('is asked for by a click only, and once for two of them', async () => {
    const element = await wait()
    expect([asked, buttons(element).length]).to.deep.equal([0, 2])
    const [notify] = buttons(element)
    notify!.click()
    notify!.click()
    await waitUntil(() => buttons(element).length === 1)
    expect([asked, isSet(element)]).to.deep.equal([1, true])
  })

  it('is shown once when the room opens while the page is hidden', async () => {
    const element = await wait()
    buttons(element)[0]!.click()
    await waitUntil(() => isSet(element))
    hidePage()
    bff.setRoom({ state: 'running' })
    await reach(element, 'ready')
    expect(shown).to.have.length(1)
    expect(shown[0]).to.contain('Algebra I')
    bff.setRoom({ state: 'waiting' })
    await reach(element, 'waiting')
    expect([buttons(element).length, isSet(element)]).to.deep.equal([2, false])
    bff.setRoom({ state: 'running' })
    await reach(element, 'ready')
    expect(shown).to.have.length(1)
  })

  it('is not shown to somebody who sees the page, nor to somebody who did not ask for it', async () => {
    const element = await wait()
    buttons(element)[0]!.click()
    await waitUntil(() => isSet(element))
    bff.setRoom({ state: 'running' })
    await reach(element, 'ready')
    bff.setRoom({ state: 'waiting' })
    await reach(element, 'waiting')
    hidePage()
    bff.setRoom({ state: 'running' })
    await reach(element, 'ready')
    expect(shown).to.deep.equal([])
  })

  it('is shown at once where the room opened while the browser asked', async () => {
    let say: (permission: NotificationPermission) => void = () => undefined
    answer = () => new Promise((resolve) => (say = resolve))
    const element = await wait()
    buttons(element)[0]!.click()
    await waitUntil(() => asked === 1)
    hidePage()
    bff.setRoom({ state: 'running' })
    await reach(element, 'ready')
    say('granted')
    await waitUntil(() => shown.length === 1)
  })

  it('is offered no more to somebody who has said no, nor where the browser has none', async () => {
    answer = () => Promise.resolve('denied')
    const element = await wait()
    buttons(element)[0]!.click()
    await waitUntil(() => buttons(element).length === 1)
    expect(isSet(element)).to.equal(false)
    hidePage()
    bff.setRoom({ state: 'running' })
    await reach(element, 'ready')
    expect(shown).to.deep.equal([])
    element.remove()
    Reflect.deleteProperty(window, 'Notification')
    bff.setRoom({ state: 'waiting' })
    expect(buttons(await wait())).to.have.length(1)
  })

  it('is not offered where only a service worker may show one, as on Android, whatever the permission', async () => {
    for (const permission of ['default', 'granted']) {
      class Refused extends EventTarget {
        static readonly permission = permission
        static async requestPermission() {
          asked++
          return Promise.resolve(permission)
        }
        constructor() {
          super()
          throw new TypeError('Illegal constructor')
        }
      }
      stub(window, 'Notification', Refused)
      const element = await wait()
      expect([buttons(element).length, isSet(element), asked]).to.deep.equal([1, false, 0])
      hidePage()
      bff.setRoom({ state: 'running' })
      await reach(element, 'ready')
      element.remove()
      bff.setRoom({ state: 'waiting' })
    }
  })

  it('EMBED-12: is not shown for an element that is gone', async () => {
    const element = await wait()
    buttons(element)[0]!.click()
    await waitUntil(() => isSet(element))
    hidePage()
    element.remove()
    bff.setRoom({ state: 'running' })
    await new Promise((resolve) => setTimeout(resolve, 100))
    expect(shown).to.deep.equal([])
  })
})
