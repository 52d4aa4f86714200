import { expect, oneEvent, waitUntil } from '@open-wc/testing'
import type { BbbRoom } from '../bbb-room.ts'
import { button, findButton, reach, showRoom, textOf } from '../room.test-support.ts'
import type { MockBff } from '../testing/mock-bff.ts'

const ends = ({ requests }: MockBff) => requests.filter(({ path }) => path.endsWith('/end')).length
const frameOf = (element: BbbRoom) => element.shadowRoot!.querySelector('iframe')

const join = async (display: 'tab' | 'frame') => {
  const can = { join: true, end: true, list_recordings: false, manage_recordings: false }
  const shown = await showRoom({ display, role: 'moderator', can, state: 'running', participant_count: 3 })
  await shown.element.join()
  await reach(shown.element, 'joined')
  await waitUntil(() => findButton(shown.element, 'End for everyone'))
  return shown
}
const press = async (element: BbbRoom, label: string) => {
  button(element, label).click()
  await element.updateComplete
}

for (const display of ['tab', 'frame'] as const) {
  describe(`a moderator with the meeting in a ${display} who ends it for everyone`, () => {
    for (const failure of [
      { status: 404, code: 'NOT_FOUND' },
      { status: 503, code: 'BBB_UNAVAILABLE', retryable: true },
      { status: 403, code: 'NOT_ALLOWED' },
    ]) {
      it(`stays in it when that fails with ${failure.code}, is told so, and can try again`, async () => {
        const { element, bff } = await join(display)
        const frame = frameOf(element)
        bff.fail(failure, '/rooms/algebra-101/end')
        await press(element, 'End for everyone')
        const told = oneEvent(element, 'bbb-room-error')
        await press(element, 'End for everyone')
        expect((await told).detail.code).to.equal(failure.code)
        await waitUntil(() => textOf(element).includes('It was not ended'))
        expect(element.state).to.equal('joined')
        expect(frameOf(element)).to.equal(frame)
        if (display === 'frame') expect(frame?.isConnected).to.equal(true)
        bff.fail(undefined, '/rooms/algebra-101/end')
        await press(element, 'End for everyone')
        expect(textOf(element)).to.not.contain('It was not ended')
        await press(element, 'End for everyone')
        await reach(element, 'ended')
      })
    }

    it('sends it once, however often it is pressed, and shows that it is on its way', async () => {
      const { element, bff } = await join(display)
      bff.fail('silence', '/rooms/algebra-101/end')
      await press(element, 'End for everyone')
      const pressed = button(element, 'End for everyone')
      pressed.focus()
      await press(element, 'End for everyone')
      await press(element, 'End for everyone')
      void element.end()
      await waitUntil(() => ends(bff) > 0)
      expect(ends(bff)).to.equal(1)
      expect(button(element, 'End for everyone').getAttribute('aria-disabled')).to.equal('true')
      expect(element.shadowRoot!.activeElement).to.equal(pressed)
      expect(findButton(element, 'Keep going')).to.equal(undefined)
    })
  })
}
