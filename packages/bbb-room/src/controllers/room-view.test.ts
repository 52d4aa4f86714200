import { expect, oneEvent, waitUntil } from '@open-wc/testing'
import type { BbbRoom } from '../bbb-room.ts'
import { button, findButton, mountRoom, reach, showRoom } from '../room.test-support.ts'
import { stub } from '../stub.test-support.ts'
import { afterScene, scenes, type Scene } from '../testing/scenes.ts'

const check = 'Check camera and microphone'
const question = 'End it for everyone? Everybody is sent out, and the recording stops.'
const notEnded = 'It was not ended. The server does not answer. Wait a moment, then try again.'
const unreachable = 'The server does not answer. It is tried again by itself. You can also try now.'

afterEach(afterScene)

const said = (element: BbbRoom) => element.shadowRoot!.querySelector('p.hush[role=status]')?.textContent
const focused = (element: BbbRoom): string => {
  const active = element.shadowRoot!.activeElement as HTMLElement | null
  if (active?.classList.contains('target')) return 'message'
  return active?.localName === 'button' ? active.innerText : (active?.localName ?? 'nothing')
}
const ways = (element: BbbRoom) =>
  [...element.shadowRoot!.querySelectorAll('button')].map(({ innerText }) => innerText).filter(Boolean)

/** Brings the scene about for somebody whose focus is on the room's button. */
const meet = async (scene: Scene): Promise<BbbRoom> => {
  const { element, bff } = await showRoom({ room: 'earlier', ...(scene.act && scene.room) }, 'ready', {
    room: 'earlier',
  })
  const focus = () => element.shadowRoot!.querySelector<HTMLElement>('button.primary')!.focus()
  focus()
  bff.setRoom({ room: 'algebra-101', ...scene.room })
  scene.prepare?.(bff)
  const restarted = oneEvent(element, 'bbb-room-state-change')
  element.room = 'algebra-101'
  await restarted
  if (scene.act) {
    await reach(element, 'ready')
    focus()
    await scene.act(element, bff)
  }
  await reach(element, scene.state)
  await waitUntil(() => element.shadowRoot!.querySelector('.words, .below'))
  return element
}

/** What has the focus, is spoken, and can be pressed in each scene, after the person's own button is gone. */
const expected: Record<string, [focus: string, said: string | RegExp, ways: string[]]> = {
  loading: ['h2', 'Connecting. Looking for the room…', []],
  scheduled: ['h2', /^Scheduled\. Algebra I\. Starts on .+\d{4}.+\.$/, ['Add to calendar', check]],
  'scheduled-days': ['h2', /^Scheduled\. Algebra I\. Starts on .+\d{4}.+\.$/, ['Add to calendar', check]],
  waiting: [
    'h2',
    'Waiting. Algebra I. The room opens as soon as a moderator is there. You do not need to do anything.',
    ['Notify me', check],
  ],
  ready: ['h2', 'Open. Algebra I. You can join now.', ['Join', check]],
  'ready-moderator': ['h2', 'Open. Algebra I. You can join now.', ['Start', check]],
  running: ['h2', 'Live. Algebra I.', ['Join', check]],
  recorded: [
    'h2',
    'Live. Algebra I. This room may be recorded: what you say and show, and your name. By joining you agree.',
    ['Agree and join', check],
  ],
  blocked: [
    'Join',
    'Open. Your browser blocked the new tab. Press the button once more, or open the room in place of this page.',
    ['Join', 'Open here instead'],
  ],
  joining: ['h2', 'Joining. Opening the room… Algebra I.', ['Cancel']],
  joined: ['h2', /^Joined\. The room is open in another tab\. /, ['Open it again', 'I have left']],
  'joined-moderator': [
    'h2',
    /^Joined\. The room is open in another tab\. /,
    ['Open it again', 'I have left', 'End for everyone'],
  ],
  ending: ['h2', `Joined. ${question}`, ['Keep going', 'End for everyone']],
  'end-sent': ['h2', `Joined. ${question}`, ['End for everyone']],
  'end-failed': ['iframe', notEnded, ['Open in a tab', 'End for everyone', 'Leave']],
  framed: ['iframe', 'Joined. Algebra I.', ['Open in a tab', 'End for everyone', 'Leave']],
  'framed-blocked': [
    'iframe',
    'Your browser blocked the new tab. Allow new tabs for this page, then press the button once more.',
    ['Open in a tab', 'End for everyone', 'Leave'],
  ],
  left: ['h2', 'Left. You have left. The others may still be there.', ['Join again']],
  ended: ['h2', 'Ended. It is over. Algebra I has ended.', ['Check again']],
  'ended-moderator': ['h2', 'Ended. It is over. Algebra I has ended.', ['Start']],
  'ended-recordings': ['h2', 'Ended. It is over. Algebra I has ended.', ['Check again']],
  denied: ['h2', 'No entry. You may not join this room. Ask the person who gave you this page.', ['Try again']],
  full: ['h2', 'No entry. The room is full. As soon as somebody leaves you can join.', ['Try again']],
  'guests-refused': [
    'h2',
    'No entry. You were not let in. Sign in to the site with your account, or ask a moderator.',
    ['Try again'],
  ],
  closed: ['h2', 'No entry. The room is closed. It opens again at the next date.', ['Try again']],
  unreachable: ['h2', `Problem. ${unreachable}`, ['Try again']],
  'bbb-down': ['h2', `Problem. ${unreachable}`, ['Try again']],
  'signed-out': [
    'h2',
    'Problem. The site did not confirm who you are. Sign in to the site again, then reload this page.',
    ['Try again'],
  ],
  'not-found': ['h2', 'Problem. There is no such room. Ask the person who gave you this page.', ['Try again']],
  origin: [
    'h2',
    `Problem. This room is not set up correctly. For the owner of this page: register its origin with the room server: ${location.origin}.`,
    ['Try again'],
  ],
  busy: ['h2', 'Problem. Too many people at once. It is tried again in a moment.', ['Try again']],
  wrong: ['h2', 'Problem. Something went wrong. Try again, or reload the page.', ['Try again']],
  offline: ['h2', 'Problem. You are offline. It goes on by itself as soon as the connection is back.', ['Try again']],
  'in-app': [
    'h2',
    'Not here. Open this page in your browser. This app may give pages no camera and microphone. Copy the link and open it in your browser.',
    ['Copy the link', 'Try anyway'],
  ],
  devices: ['Join', 'Open. Algebra I. You can join now.', ['Join', check, 'Allow', 'Allow', 'Play a sound', 'Close']],
}

describe('a person with a keyboard, or who listens', () => {
  for (const scene of scenes) {
    it(`${scene.name}: is brought to it, told of it, and has a way on`, async () => {
      const [focus, text, actions] = expected[scene.name] ?? []
      const element = await meet(scene)
      expect(focused(element)).to.equal(focus)
      if (text instanceof RegExp) expect(said(element)).to.match(text)
      else expect(said(element)).to.equal(text)
      expect(ways(element)).to.deep.equal(actions)
    })
  }

  it('keeps the place in the bar below a frame, and hears each step', async () => {
    const can = { join: true, end: true, list_recordings: false, manage_recordings: false }
    const { element, bff } = await showRoom({ display: 'frame', role: 'moderator', can })
    const path: [focus: string, said: string | null | undefined][] = []
    const press = async (label: string) => {
      const pressed = button(element, label)
      pressed.focus()
      pressed.click()
      await element.updateComplete
    }
    const note = () => path.push([focused(element), said(element)])
    await press('Start')
    await reach(element, 'joined')
    await waitUntil(() => findButton(element, 'Leave'))
    note()
    await press('End for everyone')
    note()
    await press('Keep going')
    note()
    bff.fail({ status: 503, code: 'BBB_UNAVAILABLE' }, '/rooms/algebra-101/end')
    await press('End for everyone')
    await press('End for everyone')
    await waitUntil(() => findButton(element, 'Leave'))
    note()
    await press('Leave')
    await waitUntil(() => findButton(element, 'Join again'))
    note()
    expect(path).to.deep.equal([
      ['iframe', 'Joined. Algebra I.'],
      ['message', question],
      ['End for everyone', 'Joined. Algebra I.'],
      ['message', notEnded],
      ['h2', 'Left. You have left. The others may still be there.'],
    ])
  })

  for (const [what, goesOn, focus] of [
    ['is brought to the next view when there was nothing to see meanwhile', false, 'h2'],
    ['is not pulled back from where they have gone on to', true, 'nothing'],
  ] as const) {
    it(what, async () => {
      const { element, bff } = await showRoom({ state: 'running' })
      element.addEventListener('bbb-room-error', (event) => event.preventDefault())
      button(element, 'Join').focus()
      bff.fail('network')
      await element.refresh()
      await element.updateComplete
      expect(element.shadowRoot!.querySelector('h2'), 'the page shows the failure itself').to.equal(null)
      const field = document.createElement('input')
      element.after(field)
      if (goesOn) field.focus()
      bff.fail(undefined)
      await element.refresh()
      await reach(element, 'ready')
      expect(focused(element)).to.equal(focus)
      if (goesOn) expect(document.activeElement).to.equal(field)
    })
  }

  it('hears what comes to the same view later, and that alone', async () => {
    const { element, bff } = await showRoom({ state: 'running', participant_count: 3 })
    expect(said(element)).to.equal('Live. Algebra I.')
    bff.setRoom({ participant_count: 4 })
    await waitUntil(() => element.shadowRoot!.textContent.includes('In the room now: 4'))
    expect(said(element)).to.equal('Live. Algebra I.')
    const other = await mountRoom(bff)
    await reach(other, 'ready')
    await other.join()
    bff.setRoom({ participant_count: 5 })
    await waitUntil(() => said(element) === 'You have this room open in another tab of this browser.')
    other.remove()
  })

  it('hears that they will be notified', async () => {
    stub(Notification, 'requestPermission', () => Promise.resolve('granted'))
    const { element } = await showRoom({ state: 'waiting' }, 'waiting')
    button(element, 'Notify me').click()
    await waitUntil(() => said(element) === 'You will be notified.')
  })
})
