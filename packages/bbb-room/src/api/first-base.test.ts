import { aTimeout, expect, fixture, html, oneEvent, waitUntil } from '@open-wc/testing'
import '../recordings.ts'
import type { BbbRecordings } from '../bbb-recordings.ts'
import { mountRoom, reach, showRoom, startBff } from '../room.test-support.ts'
import { stub } from '../stub.test-support.ts'
import { mockRecording } from '../testing/mock-bff.ts'

const evil = 'https://evil.example/t/acme'
let askedTokensFor: string[]
/** What was sent to the evil address. */
let strayed: string[]
beforeEach(() => {
  askedTokensFor = []
  strayed = []
  const realFetch = window.fetch.bind(window)
  stub(window, 'fetch', (input: RequestInfo | URL, init?: RequestInit) => {
    const { url, headers } = new Request(input, init)
    if (!url.startsWith(evil)) return realFetch(input, init)
    strayed.push(headers.get('authorization') ?? '')
    return Promise.reject(new TypeError('not here'))
  })
})
const getAccessToken = ({ endpoint }: { endpoint: string }) => {
  askedTokensFor.push(endpoint)
  return Promise.resolve('secret-token')
}
const expectFaithful = (endpoint: string) => {
  expect(strayed).to.deep.equal([])
  expect([...new Set(askedTokensFor)]).to.deep.equal([endpoint])
}

describe('EMBED-4: an element whose endpoint is changed', () => {
  it('asks the new one for nothing, and says which one it keeps to', async () => {
    const { element, bff } = await showRoom({}, 'ready', { getAccessToken })
    const failed = oneEvent(element, 'bbb-room-error')
    element.endpoint = evil
    expect((await failed).detail).to.include({ code: 'CONFIG_INVALID' })
    expect((await failed).detail.fix).to.contain(`endpoint="${bff.endpoint}"`)
    await reach(element, 'error')
    await element.refresh()
    expectFaithful(bff.endpoint)
    element.endpoint = bff.endpoint
    await reach(element, 'ready')
  })

  it('diagnoses no other one', async () => {
    const { element, bff } = await showRoom({}, 'ready', { getAccessToken })
    element.endpoint = evil
    await reach(element, 'error')
    const findings = await element.diagnose()
    expect(findings.filter(({ status }) => status === 'failure')).to.deep.equal([
      {
        code: 'CONFIG',
        status: 'failure',
        owner: 'page',
        title: 'An attribute is missing or malformed.',
        fix: `endpoint="${bff.endpoint}"`,
      },
    ])
    expectFaithful(bff.endpoint)
  })

  it('keeps to the one that was diagnosed before the room was near the view', async () => {
    const bff = startBff()
    const element = await mountRoom(bff, { getAccessToken, loading: 'lazy' })
    element.style.cssText = 'position: fixed; inset-block-start: 10000px'
    await element.diagnose()
    element.endpoint = evil
    element.loading = 'eager'
    element.room = 'another-room'
    await reach(element, 'error')
    expectFaithful(bff.endpoint)
  })

  it('lists the recordings of the first one when the class ends in that moment', async () => {
    const { element, bff } = await showRoom({}, 'ready', { getAccessToken })
    bff.setRecordings([mockRecording()])
    element.addEventListener('bbb-room-ended', () => (element.endpoint = evil))
    bff.setRoom({ state: 'ended' })
    await reach(element, 'error')
    await aTimeout(100)
    expectFaithful(bff.endpoint)
  })

  it('keeps a list of recordings to the first one', async () => {
    const bff = startBff()
    bff.setRecordings([mockRecording({ name: 'Week 1' })])
    const element = await fixture<BbbRecordings>(
      html`<bbb-recordings
        lang="en"
        endpoint=${bff.endpoint}
        room="algebra-101"
        .getAccessToken=${getAccessToken}
      ></bbb-recordings>`,
    )
    await waitUntil(() => element.shadowRoot?.textContent.includes('Week 1'))
    const failed = oneEvent(element, 'bbb-room-error')
    element.endpoint = evil
    expect((await failed).detail).to.include({ code: 'CONFIG_INVALID' })
    await element.refresh()
    expectFaithful(bff.endpoint)
  })
})
