import { aTimeout, expect, fixture, html, oneEvent, waitUntil } from '@open-wc/testing'
import type { BbbRoom } from './bbb-room.ts'
import { button, reach, showRoom as show, startBff, textOf as text } from './room.test-support.ts'

interface Launch {
  method: string
  body: string
  referrer: string
  hasOpener: boolean
  isFramed: boolean
}
const nextLaunch = () =>
  new Promise<Launch>((resolve) => {
    const channel = new BroadcastChannel('launch-pages')
    channel.onmessage = ({ data }: MessageEvent<Launch>) => {
      channel.close()
      resolve(data)
    }
  })

describe('<bbb-room>', () => {
  it('shows an open room with a button to join, and says so as a CSS state', async () => {
    const { element } = await show({ state: 'running', participant_count: 3 })
    expect(text(element)).to.contain('Algebra I').and.to.contain('3')
    expect(element.matches(':state(ready)')).to.equal(true)
    expect(element.matches(':state(loading)')).to.equal(false)
  })

  it('fetches nothing with loading="lazy" until it is near the view: no text, no behaviour, no answer', async () => {
    const bff = startBff()
    const page = await fixture<HTMLElement>(
      html`<div lang="uk">
        <div style="height: 5000px"></div>
        <bbb-room loading="lazy" endpoint=${bff.endpoint} room="algebra-101" .getAccessToken=${bff.getAccessToken}>
          <a href="/class">Open</a>
        </bbb-room>
      </div>`,
    )
    const element = page.querySelector('bbb-room')!
    const isFetched = () => performance.getEntriesByType('resource').some(({ name }) => name.includes('/uk.ts'))
    await aTimeout(50)
    expect([isFetched(), bff.requests.length, element.state]).to.deep.equal([false, 0, 'idle'])
    expect(element.querySelector('a')!.offsetHeight).to.be.greaterThan(0)
    element.scrollIntoView()
    await reach(element, 'ready')
    expect(isFetched()).to.equal(true)
  })

  it('wakes a waiting pupil within 5 s of the start, by a server-sent event', async () => {
    const { element, bff } = await show({ state: 'waiting' }, 'waiting')
    await waitUntil(() => bff.requests.some(({ path }) => path.endsWith('/events')))
    bff.setRoom({ state: 'running', participant_count: 1 })
    await reach(element, 'ready')
  })

  it('EMBED-10: posts the ticket as a form into a tab of its own that has no opener', async () => {
    const { element } = await show()
    const launched = nextLaunch()
    const joined = oneEvent(element, 'bbb-room-joined')
    button(element, 'Join').click()
    expect((await joined).detail).to.deep.equal({ display: 'tab' })
    const { method, body, hasOpener, isFramed } = await launched
    expect(method).to.equal('POST')
    expect(body).to.match(/^ticket=ticket-/)
    expect([hasOpener, isFramed]).to.deep.equal([false, false])
    expect(element.state).to.equal('joined')
  })

  it('EMBED-7: opens in a frame that delegates to the BBB origins only and cannot move the page', async () => {
    const { element } = await show({ display: 'frame', frame_origins: ['https://bbb.example', 'x; camera *'] })
    const launched = nextLaunch()
    button(element, 'Join').click()
    expect((await launched).isFramed).to.equal(true)
    const frame = element.shadowRoot!.querySelector('iframe')!
    expect(frame.allow).to.equal(
      [
        'camera https://bbb.example',
        'microphone https://bbb.example',
        'display-capture https://bbb.example',
        'fullscreen https://bbb.example',
        'autoplay https://bbb.example',
        'speaker-selection https://bbb.example',
        'screen-wake-lock https://bbb.example',
        'clipboard-write https://bbb.example',
      ].join('; '),
    )
    expect(frame.getAttribute('sandbox')).to.equal(
      'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-modals allow-downloads',
    )
    expect(frame.getAttribute('src')).to.equal(null)
    element.leave()
    await reach(element, 'left')
    expect(element.shadowRoot!.querySelector('iframe')).to.equal(null)
  })

  it('R-47: makes one join of a double click', async () => {
    const { element, bff } = await show()
    const press = button(element, 'Join')
    press.click()
    press.click()
    await reach(element, 'joined')
    expect(bff.requests.filter(({ path }) => path.endsWith('/join'))).to.have.length(1)
  })

  it('shows the end to those who joined, and tells the page', async () => {
    const { element, bff } = await show({ display: 'frame' })
    button(element, 'Join').click()
    await reach(element, 'joined')
    const ended = oneEvent(element, 'bbb-room-ended')
    bff.setRoom({ state: 'ended' })
    await ended
    await reach(element, 'ended')
    expect(element.shadowRoot!.querySelector('iframe')).to.equal(null)
  })

  it('TICKET-13: tells somebody who is blocked whom to ask, and lets them on once they are let in again', async () => {
    const { element, bff } = await show()
    bff.setJoinAnswer({ state: 'denied', code: 'PERSON_BLOCKED', opens_at: null, retry_after: null })
    button(element, 'Join').click()
    await reach(element, 'denied')
    expect(text(element)).to.contain('You can’t join this room').and.to.contain('Ask the person')
    bff.setJoinAnswer(undefined)
    button(element, 'Try again').click()
    await reach(element, 'ready')
  })

  it('R-46: asks once more for a token that is refused, and never in a loop', async () => {
    const bff = startBff()
    bff.fail({ status: 401, code: 'TOKEN_EXPIRED' })
    let asked = 0
    const element = await fixture<BbbRoom>(
      html`<bbb-room
        lang="en"
        endpoint=${bff.endpoint}
        room="algebra-101"
        .getAccessToken=${() => Promise.resolve(`token-${++asked}`)}
      ></bbb-room>`,
    )
    await reach(element, 'error')
    await aTimeout(300)
    expect(asked).to.be.at.most(4)
    expect(text(element)).to.contain('Sign in to the site again')
  })

  for (const endpoint of [
    'javascript:alert(1)',
    'data:text/html,x',
    '//evil.example/t/a',
    'https://x@evil.example/t/a',
  ]) {
    it(`EMBED-4: refuses the endpoint ${endpoint} and asks for no token`, async () => {
      let asked = 0
      const element = await fixture<BbbRoom>(
        html`<bbb-room
          lang="en"
          endpoint=${endpoint}
          room="algebra-101"
          .getAccessToken=${() => Promise.resolve(`token-${++asked}`)}
        ></bbb-room>`,
      )
      await reach(element, 'error')
      expect(asked).to.equal(0)
    })
  }

  it('EMBED-12: is silent once it is removed', async () => {
    const { element, bff } = await show({ state: 'waiting' }, 'waiting')
    element.remove()
    const before = bff.requests.length
    bff.setRoom({ state: 'running' })
    await aTimeout(1500)
    expect(bff.requests.length).to.equal(before)
  })

  it('leaves an error to the page that says so, and draws nothing of it', async () => {
    const bff = startBff()
    bff.fail({ status: 503, code: 'BBB_UNAVAILABLE', retryable: true })
    const element = await fixture<BbbRoom>(
      html`<bbb-room
        lang="en"
        endpoint=${bff.endpoint}
        room="algebra-101"
        .getAccessToken=${bff.getAccessToken}
        @bbb-room-error=${(event: Event) => event.preventDefault()}
      ></bbb-room>`,
    )
    await waitUntil(() => element.state === 'error')
    await element.updateComplete
    expect(text(element).trim()).to.equal('')
  })
})
