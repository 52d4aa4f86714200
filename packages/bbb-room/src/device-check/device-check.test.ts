import { expect, fixture, html, waitUntil } from '@open-wc/testing'
import '../index.ts'
import type { BbbRoom } from '../bbb-room.ts'
import { catalogue, type Messages } from '../localisation/en.ts'
import { stub } from '../stub.test-support.ts'
import { mockBff, type MockBff } from '../testing/mock-bff.ts'

type Device = 'camera' | 'microphone'

let bff: MockBff
let tokensAsked: number
beforeEach(() => {
  bff = mockBff()
  tokensAsked = 0
})
afterEach(() => {
  bff.restore()
})

const refuse = (thrown: DOMException) => stub(navigator.mediaDevices, 'getUserMedia', () => Promise.reject(thrown))
const store = (state: PermissionState) => {
  stub(navigator.permissions, 'query', () => Promise.resolve({ state }))
}

/** An element far below the view: it asks for nothing before it is looked at, so whatever is asked the check asks. */
const openCheck = async () => {
  const page = await fixture<HTMLElement>(
    html`<div style="margin-top: 5000px">
      <bbb-room
        lang="en"
        loading="lazy"
        endpoint=${bff.endpoint}
        room="algebra-101"
        .getAccessToken=${() => {
          tokensAsked++
          return bff.getAccessToken()
        }}
      ></bbb-room>
    </div>`,
  )
  const element = page.querySelector('bbb-room')!
  await element.checkDevices()
  await waitUntil(() => row(element, 'camera'))
  return element
}
const row = (element: BbbRoom, device: Device) =>
  element.shadowRoot!.querySelectorAll<HTMLElement>('[part=panel] .device')[device === 'camera' ? 0 : 1]!
const told = (element: BbbRoom, device: Device) => row(element, device).querySelector('[role=status]')!.textContent
const ask = async (element: BbbRoom, device: Device) => {
  row(element, device).querySelector('button')!.click()
  await waitUntil(() => told(element, device) !== '')
  return told(element, device)
}
/** Every track that the page is given, by a stand-in that calls the real one. */
const keepTracks = () => {
  const tracks: MediaStreamTrack[] = []
  const real = navigator.mediaDevices.getUserMedia.bind(navigator.mediaDevices)
  stub(navigator.mediaDevices, 'getUserMedia', async (wished: MediaStreamConstraints) => {
    const stream = await real(wished)
    tracks.push(...stream.getTracks())
    return stream
  })
  return tracks
}
const states = (tracks: readonly MediaStreamTrack[]) => tracks.map(({ kind, readyState }) => `${kind} ${readyState}`)

describe('the device check', () => {
  it('tries camera and microphone before any token is asked for, and asks nothing of a server', async () => {
    const element = await openCheck()
    for (const device of ['camera', 'microphone'] as const) {
      expect(await ask(element, device)).to.equal(catalogue.works)
    }
    const video = element.shadowRoot!.querySelector('video')!
    await waitUntil(() => video.videoWidth > 0)
    const meter = element.shadowRoot!.querySelector('meter')!
    // The browser's own device beeps.
    await waitUntil(() => meter.value > 0)
    expect(element.state).to.equal('idle')
    expect([tokensAsked, bff.requests.length]).to.deep.equal([0, 0])
  })

  const denied = (message = 'Permission denied') => new DOMException(message, 'NotAllowedError')
  const layers: [layer: string, prepare: (device: Device) => void, text: keyof Messages][] = [
    [
      'the page’s policy',
      () => {
        refuse(denied())
        store('denied')
        stub(document, 'featurePolicy', { allowsFeature: () => false })
      },
      'refusedByPage',
    ],
    [
      'the browser, which remembers a no',
      () => {
        refuse(denied())
        store('denied')
      },
      'refusedByBrowser',
    ],
    [
      'the system, as the browser says',
      () => {
        refuse(denied('Permission denied by system'))
        store('denied')
      },
      'refusedBySystem',
    ],
    [
      'the system, though the person has said yes',
      () => {
        refuse(denied())
        store('granted')
      },
      'refusedBySystem',
    ],
    [
      'nobody: the question was dismissed',
      () => {
        refuse(denied('Permission dismissed'))
        store('prompt')
      },
      'deviceDismissed',
    ],
    [
      'another program',
      () => {
        refuse(new DOMException('Could not start video source', 'NotReadableError'))
        store('granted')
      },
      'deviceInUse',
    ],
    [
      'nobody: there is none',
      () => {
        refuse(new DOMException('Requested device not found', 'NotFoundError'))
        store('granted')
      },
      'deviceMissing',
    ],
    [
      'a browser that tells no stored permission',
      () => {
        refuse(denied())
        stub(navigator, 'permissions', undefined)
      },
      'refusedByBrowser',
    ],
    [
      'a page that is not secure',
      () => {
        stub(window, 'isSecureContext', false)
        stub(navigator, 'mediaDevices', undefined)
      },
      'deviceInsecure',
    ],
  ]
  for (const device of ['camera', 'microphone'] as const) {
    for (const [layer, prepare, text] of layers) {
      it(`names what refused the ${device}: ${layer}`, async () => {
        const element = await openCheck()
        prepare(device)
        expect(await ask(element, device)).to.equal(catalogue[text])
        expect(told(element, device === 'camera' ? 'microphone' : 'camera')).to.equal('')
      })
    }
  }

  it('reads the policy for the device that was refused', async () => {
    const element = await openCheck()
    refuse(denied())
    store('denied')
    stub(document, 'featurePolicy', { allowsFeature: (feature: string) => feature !== 'camera' })
    expect(await ask(element, 'camera')).to.equal(catalogue.refusedByPage)
    expect(await ask(element, 'microphone')).to.equal(catalogue.refusedByBrowser)
  })

  it('can be tried again once the remedy is taken', async () => {
    const element = await openCheck()
    const heal = refuse(new DOMException('Could not start video source', 'NotReadableError'))
    await ask(element, 'camera')
    heal()
    row(element, 'camera').querySelector('button')!.click()
    await waitUntil(() => told(element, 'camera') === catalogue.works)
  })

  const ends: [how: string, end: (element: BbbRoom) => unknown][] = [
    [
      'closed',
      (element) => element.shadowRoot!.querySelector<HTMLElement>('[part=panel] [part=actions] button')!.click(),
    ],
    ['opened anew', (element) => element.checkDevices()],
    ['removed with its element', (element) => element.remove()],
  ]
  for (const [how, end] of ends) {
    it(`EMBED-12: lets go of every device when it is ${how}`, async () => {
      const tracks = keepTracks()
      const element = await openCheck()
      await ask(element, 'camera')
      await ask(element, 'microphone')
      expect(states(tracks)).to.deep.equal(['video live', 'audio live'])
      await end(element)
      expect(states(tracks)).to.deep.equal(['video ended', 'audio ended'])
    })
  }

  it('EMBED-12: lets go of a device that is given after it was closed, and opens one for two presses', async () => {
    const tracks = keepTracks()
    const element = await openCheck()
    const button = row(element, 'camera').querySelector('button')!
    button.click()
    button.click()
    element.remove()
    await waitUntil(() => tracks.length > 0 && tracks.every(({ readyState }) => readyState === 'ended'))
    const again = await openCheck()
    row(again, 'microphone').querySelector('button')!.click()
    row(again, 'microphone').querySelector('button')!.click()
    await waitUntil(() => told(again, 'microphone') !== '')
    expect(states(tracks)).to.deep.equal(['video ended', 'audio live'])
  })

  it('leaves the devices to the meeting when the person joins', async () => {
    const tracks = keepTracks()
    bff.fail('silence', '/rooms/algebra-101/join')
    bff.setRoom({ display: 'frame' })
    const element = await openCheck()
    element.loading = 'eager'
    await ask(element, 'camera')
    element.scrollIntoView()
    await waitUntil(() => element.state === 'ready')
    expect(states(tracks)).to.deep.equal(['video live'])
    void element.join()
    await waitUntil(() => states(tracks)[0] === 'video ended')
    await element.updateComplete
    expect(element.shadowRoot!.querySelector('[part=panel]')).to.equal(null)
  })
})
