import { expect, oneEvent } from '@open-wc/testing'
import { catalogue as english } from '../localisation/en.ts'
import { failureText } from '../localisation/failure-text.ts'
import { RoomError } from '../room-error.ts'
import { button, mountRoom, reach, showRoom, startBff, textOf } from '../room.test-support.ts'

const busy = { status: 503, code: 'BBB_UNAVAILABLE', retryable: true, retryAfter: 1 }

describe('a failure', () => {
  it('of the question how the room is says that it is asked again by itself, and is', async () => {
    const bff = startBff()
    bff.fail(busy)
    const element = await mountRoom(bff)
    await reach(element, 'error')
    expect(textOf(element)).to.contain('It is tried again by itself')
    bff.fail(undefined)
    await reach(element, 'ready')
  })

  it('of a join says that the person has to press, to the page too', async () => {
    const { element, bff } = await showRoom()
    bff.fail(busy, '/rooms/algebra-101/join')
    const told = oneEvent(element, 'bbb-room-error')
    button(element, 'Join').click()
    expect((await told).detail.fix).to.equal('Wait a moment, then try again.')
    await reach(element, 'error')
    expect(textOf(element)).to.contain('Wait a moment, then try again.').and.to.not.contain('by itself')
    bff.fail(undefined, '/rooms/algebra-101/join')
    button(element, 'Try again').click()
    await reach(element, 'ready')
  })

  for (const code of ['OFFLINE', 'BFF_UNREACHABLE', 'BBB_UNAVAILABLE', 'STORE_UNAVAILABLE', 'RATE_LIMITED']) {
    it(`${code}: promises to go on by itself only where that is said of it`, () => {
      const [pressed, retried] = [false, true].map(
        (isRetried) => failureText(new RoomError(code), english, isRetried)[1],
      )
      expect(failureText(new RoomError(code), english)[1]).to.equal(pressed)
      expect(pressed).to.contain('ry again')
      expect(retried).to.match(/by itself|is tried again/)
    })
  }

  it('that will not pass promises nothing', async () => {
    const bff = startBff()
    bff.fail({ ...busy, retryable: false })
    const element = await mountRoom(bff)
    await reach(element, 'error')
    expect(textOf(element)).to.not.contain('by itself')
  })
})
