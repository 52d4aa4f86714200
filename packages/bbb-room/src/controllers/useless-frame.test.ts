import { expect, oneEvent, waitUntil } from '@open-wc/testing'
import type { BbbRoom } from '../bbb-room.ts'
import type { BbbRoomEventDetails } from '../events.ts'
import { holdTimers } from '../recordings.test-support.ts'
import { button, reach, showRoom, textOf } from '../room.test-support.ts'
import { stub } from '../stub.test-support.ts'

const joinBy = async (element: BbbRoom, label: string) => {
  const joined = oneEvent(element, 'bbb-room-joined')
  button(element, label).click()
  const { detail } = (await joined) as CustomEvent<BbbRoomEventDetails['bbb-room-joined']>
  await element.updateComplete
  return detail.display
}

describe('a frame that stays empty', () => {
  const patience = holdTimers(15_000)

  /** Joined in a frame for longer than the element is patient, with nobody more in the meeting than before. */
  const stayEmpty = async (display: 'auto' | 'frame') => {
    const { element } = await showRoom({ display: 'frame' }, 'ready', { display })
    expect(await joinBy(element, 'Join')).to.equal('frame')
    const now = performance.now.bind(performance)
    stub(performance, 'now', () => now() + 15_000)
    patience.run()
    await waitUntil(() => textOf(element).includes('Nothing to see here?'))
    element.leave()
    await reach(element, 'left')
    return element
  }

  it('makes the next join one in a tab, where the choice is the element’s', async () => {
    const element = await stayEmpty('auto')
    expect(await joinBy(element, 'Join again')).to.equal('tab')
    expect(element.shadowRoot!.querySelector('iframe')).to.equal(null)
  })

  it('is tried again where the page insists on it', async () => {
    const element = await stayEmpty('frame')
    expect(await joinBy(element, 'Join again')).to.equal('frame')
  })
})

describe('a frame that people were seen in', () => {
  const patience = holdTimers(15_000)

  it('is used again', async () => {
    const { element, bff } = await showRoom({ display: 'frame' })
    expect(await joinBy(element, 'Join')).to.equal('frame')
    bff.setRoom({ state: 'running', participant_count: 1 })
    await element.refresh()
    const now = performance.now.bind(performance)
    stub(performance, 'now', () => now() + 15_000)
    patience.run()
    await element.refresh()
    element.leave()
    await reach(element, 'left')
    expect(await joinBy(element, 'Join again')).to.equal('frame')
  })
})

describe('a frame that the page’s policy forbids', () => {
  const forbid = (effectiveDirective: string, blockedURI: string) =>
    document.dispatchEvent(
      new SecurityPolicyViolationEvent('securitypolicyviolation', {
        disposition: 'enforce',
        effectiveDirective,
        violatedDirective: effectiveDirective,
        blockedURI,
        documentURI: location.href,
        originalPolicy: `${effectiveDirective} 'none'`,
        statusCode: 200,
      }),
    )

  it('makes the next join one in a tab', async () => {
    const { element, bff } = await showRoom({ display: 'frame' })
    expect(await joinBy(element, 'Join')).to.equal('frame')
    forbid('frame-src', new URL(bff.endpoint).origin)
    await reach(element, 'error')
    button(element, 'Try again').click()
    await reach(element, 'ready')
    expect(await joinBy(element, 'Join')).to.equal('tab')
  })

  it('is used again when it was the form that was forbidden', async () => {
    const { element, bff } = await showRoom({ display: 'frame' })
    expect(await joinBy(element, 'Join')).to.equal('frame')
    forbid('form-action', `${bff.endpoint}/v1/launch`)
    await reach(element, 'error')
    button(element, 'Try again').click()
    await reach(element, 'ready')
    expect(await joinBy(element, 'Join')).to.equal('frame')
  })
})
