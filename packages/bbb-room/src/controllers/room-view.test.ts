import { expect, oneEvent, waitUntil } from '@open-wc/testing'
import type { BbbRoom } from '../bbb-room.ts'
import { catalogue as t } from '../localisation/en.ts'
import { fill } from '../localisation/fill.ts'
import { button, findButton, mountRoom, reach, showRoom } from '../room.test-support.ts'
import { stub } from '../stub.test-support.ts'
import { afterScene, scenes, type Scene } from '../testing/scenes.ts'

const name = 'Algebra I'
const check = t.devices
const question = `${t.endTitle} ${t.endText}`
const notEnded = `${t.endFailed}. ${t.unreachableTitle}. ${t.waitAndPress}`
const unreachable = `${t.unreachableTitle}. ${t.unreachableText}`
const inTab = `${t.joinedStatus}. ${name}.`
const open = `${t.readyStatus}. ${name}. ${t.readyText}`
const noEntry = `${t.deniedStatus}. ${name}.`

afterEach(afterScene)

const said = (element: BbbRoom) => element.shadowRoot!.querySelector('p.hush[role=status]')?.textContent
const focused = (element: BbbRoom): string => {
  const active = element.shadowRoot!.activeElement as HTMLElement | null
  if (active?.classList.contains('target')) return 'message'
  if (active?.classList.contains('panel')) return 'panel'
  return active?.localName === 'button' ? active.innerText : (active?.localName ?? 'nothing')
}
const ways = (element: BbbRoom) =>
  [...element.shadowRoot!.querySelectorAll('button')].map(({ innerText }) => innerText).filter(Boolean)

/** Brings the scene about for somebody whose focus is on the room's button. */
const meet = async (scene: Scene): Promise<BbbRoom> => {
  const { element, bff } = await showRoom({ room: 'earlier' }, 'ready', { room: 'earlier' })
  const focus = () => element.shadowRoot!.querySelector<HTMLElement>('button')!.focus()
  focus()
  bff.setRoom({ room: 'algebra-101', ...scene.room })
  scene.prepare?.(bff)
  const restarted = oneEvent(element, 'bbb-room-state-change')
  element.room = 'algebra-101'
  await restarted
  if (scene.act) {
    await waitUntil(() => !['idle', 'loading'].includes(element.state) && element.shadowRoot!.querySelector('button'))
    await element.updateComplete
    focus()
    await scene.act(element, bff)
  }
  await reach(element, scene.state)
  await waitUntil(() => element.shadowRoot!.querySelector(scene.awaits ?? '.words, .below'))
  return element
}

/** What has the focus, is spoken, and can be pressed in each scene, after the person's own button is gone. */
const expected: Record<string, [focus: string, said: string | RegExp, ways: string[]]> = {
  loading: ['h2', `${t.loadingStatus}. ${t.loadingTitle}`, []],
  'loading-long': ['h2', t.loadingLong, [t.tryAgain]],
  scheduled: ['h2', /^Scheduled\. Algebra I\. Starts on .+\d{4}.+\.$/, [t.saveDate, check]],
  'scheduled-days': ['h2', /^Scheduled\. Algebra I\. Starts on .+\d{4}.+\.$/, [t.saveDate, check]],
  waiting: ['h2', `${t.waitingStatus}. ${name}. ${t.waitingText}`, [t.notify, check]],
  'notify-set': ['h2', `${t.notifySet}.`, [check]],
  ready: ['h2', `${t.readyStatus}. ${name}. ${t.readyText}`, [t.join, check]],
  'ready-moderator': ['h2', `${t.readyStatus}. ${name}. ${t.readyText}`, [t.start, check]],
  running: ['h2', `${t.runningStatus}. ${name}.`, [t.join, check]],
  recorded: ['h2', `${t.runningStatus}. ${name}. ${t.recordNotice}`, [t.agreeAndJoin, check]],
  elsewhere: ['h2', `${t.runningStatus}. ${name}. ${t.elsewhere}`, [t.join, check]],
  blocked: [t.join, `${t.readyStatus}. ${t.blockedTitle}. ${t.blockedText}`, [t.join, t.openHere]],
  joining: ['h2', `${t.joiningStatus}. ${t.joiningTitle} ${name}.`, [t.cancel]],
  joined: ['h2', `${inTab} ${t.joinedTitle}. ${t.joinedText}`, [t.openAgain, t.leftIt]],
  'joined-blocked': ['h2', `${inTab} ${t.blockedTitle}. ${t.blockedText}`, [t.openAgain, t.openHere, t.leftIt]],
  'joined-moderator': ['h2', `${inTab} ${t.joinedTitle}. ${t.joinedText}`, [t.openAgain, t.leftIt, t.endForAll]],
  ending: ['h2', `${inTab} ${question}`, [t.keepGoing, t.endForAll]],
  'end-sent': ['h2', `${inTab} ${question}`, [t.endForAll]],
  'end-failed': ['iframe', notEnded, [t.openInTab, t.endForAll, t.leave]],
  'framed-joining': ['iframe', `${t.joiningStatus}. ${name}.`, [t.cancel]],
  framed: ['iframe', `${t.joinedStatus}. ${name}.`, [t.openInTab, t.endForAll, t.leave]],
  'framed-blocked': ['iframe', `${t.blockedTitle}. ${t.blockedStay}`, [t.openInTab, t.endForAll, t.leave]],
  'framed-silent': ['iframe', t.frameSilent, [t.openInTab, t.leave]],
  'framed-ending': ['iframe', question, [t.keepGoing, t.endForAll]],
  left: ['h2', `${t.leftStatus}. ${name}. ${t.leftTitle}. ${t.leftText}`, [t.joinAgain]],
  kicked: ['h2', `${t.leftStatus}. ${name}. ${t.kickedTitle}. ${t.kickedText}`, [t.joinAgain]],
  failed: ['h2', `${t.leftStatus}. ${name}. ${t.failedTitle}. ${t.failedText}`, [t.joinAgain, t.openInTab]],
  'left-ended': ['h2', `${t.leftStatus}. ${fill(t.endedTitle, { name })}.`, [t.joinAgain]],
  ended: ['h2', `${t.endedStatus}. ${fill(t.endedTitle, { name })}.`, [t.checkAgain]],
  'ended-moderator': ['h2', `${t.endedStatus}. ${fill(t.endedTitle, { name })}.`, [t.start]],
  'ended-recordings': ['h2', `${t.endedStatus}. ${fill(t.endedTitle, { name })}.`, [t.checkAgain]],
  denied: ['h2', `${noEntry} ${t.deniedTitle}. ${t.deniedText}`, [t.tryAgain]],
  unchanged: [t.tryAgain, t.unchanged, [t.tryAgain]],
  full: ['h2', `${noEntry} ${t.fullTitle}. ${t.fullText}`, [t.tryAgain]],
  'guests-refused': ['h2', `${noEntry} ${t.guestsTitle}. ${t.guestsText}`, [t.tryAgain]],
  closed: ['h2', `${noEntry} ${t.closedTitle}. ${t.closedText}`, [t.tryAgain]],
  unreachable: ['h2', `${t.errorStatus}. ${unreachable}`, [t.tryAgain]],
  'bbb-down': ['h2', `${t.errorStatus}. ${unreachable}`, [t.tryAgain]],
  'signed-out': ['h2', `${t.errorStatus}. ${t.signInTitle}. ${t.signInText}`, [t.tryAgain]],
  'not-found': ['h2', `${t.errorStatus}. ${t.notFoundTitle}. ${t.notFoundText}`, [t.tryAgain]],
  origin: ['h2', `${t.errorStatus}. ${t.configTitle}. ${fill(t.originText, { fix: location.origin })}.`, [t.tryAgain]],
  misconfigured: ['h2', `${t.errorStatus}. ${t.configTitle}. ${fill(t.configText, { fix: 'room="…"' })}`, [t.tryAgain]],
  busy: ['h2', `${t.errorStatus}. ${t.busyTitle}. ${t.busyText}`, [t.tryAgain]],
  wrong: ['h2', `${t.errorStatus}. ${t.wrongTitle}. ${t.wrongText}`, [t.tryAgain]],
  offline: ['h2', `${t.errorStatus}. ${t.offlineTitle}. ${t.offlineText}`, [t.tryAgain]],
  insecure: ['h2', `${t.unsupportedStatus}. ${t.insecureTitle}. ${t.insecureText}`, [t.copyLink, t.tryAnyway]],
  outdated: ['h2', `${t.unsupportedStatus}. ${t.outdatedTitle}. ${t.outdatedText}`, [t.copyLink]],
  'in-app': ['h2', `${t.unsupportedStatus}. ${t.inAppTitle}. ${t.inAppText}`, [t.copyLink, t.tryAnyway]],
  devices: ['panel', open, [t.join, check, t.allow, t.allow, t.playSound, t.close]],
  'devices-work': ['panel', open, [t.join, check, t.playSound, t.close]],
  'devices-refused': ['panel', open, [t.join, check, t.tryAgain, t.tryAgain, t.playSound, t.close]],
  diagnosis: ['panel', open, [t.join, check, t.close]],
  'framed-diagnosis': ['iframe', t.frameSilent, [t.openInTab, t.endForAll, t.leave, t.close]],
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
      ['iframe', `${t.joinedStatus}. ${name}.`],
      ['message', question],
      [t.endForAll, `${t.joinedStatus}. ${name}.`],
      ['message', notEnded],
      ['h2', `${t.leftStatus}. ${name}. ${t.leftTitle}. ${t.leftText}`],
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

  it('sees and hears that nothing has changed, when they have asked for another look', async () => {
    const can = { join: false, end: false, list_recordings: false, manage_recordings: false }
    for (const [room, state, label] of [
      [{ can }, 'denied', t.tryAgain],
      [{ state: 'ended', can }, 'ended', t.checkAgain],
    ] as const) {
      const { element, bff } = await showRoom(room, state)
      await waitUntil(() => findButton(element, label))
      const told: string[] = []
      element.addEventListener('bbb-room-state-change', ({ detail }) => told.push(detail.state))
      const heard: string[] = []
      const region = element.shadowRoot!.querySelector('p.hush')!
      new MutationObserver(() => heard.push(region.textContent)).observe(region, {
        subtree: true,
        characterData: true,
        childList: true,
      })
      button(element, label).click()
      await waitUntil(() => heard.at(-1)?.includes(t.unchanged))
      expect(heard[0]).to.contain(t.loadingStatus)
      expect(element.shadowRoot!.querySelector('.words')!.textContent).to.contain(t.unchanged)
      expect(told).to.deep.equal([])
      bff.setRoom({ state: 'open', can: { ...can, join: true } })
      await reach(element, 'ready')
      element.remove()
    }
  })

  it('gets into a room that was closed, once it is open and they try again', async () => {
    const { element, bff } = await showRoom()
    bff.setJoinAnswer({ state: 'denied', code: 'ROOM_CLOSED', opens_at: null, retry_after: null })
    await element.join()
    await reach(element, 'denied')
    button(element, t.tryAgain).click()
    await reach(element, 'ready')
  })

  it('opens the device check by its button, is brought to it, and back by that button, by Escape and by Close', async () => {
    const { element } = await showRoom()
    const opener = button(element, check)
    const isOpen = () => opener.getAttribute('aria-expanded')
    const panel = () => element.shadowRoot!.querySelector<HTMLElement>('[part=panel]')
    const ways: [how: string, close: () => void][] = [
      [
        'its button',
        () => {
          opener.focus()
          opener.click()
        },
      ],
      ['Escape', () => panel()!.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }))],
      ['Close', () => button(element, t.close).click()],
    ]
    for (const [how, close] of ways) {
      expect(isOpen(), how).to.equal('false')
      opener.focus()
      opener.click()
      await waitUntil(() => panel())
      await element.updateComplete
      expect([focused(element), isOpen()], how).to.deep.equal(['panel', 'true'])
      expect(panel()!.matches(`[role=group][aria-label="${t.devices}"]`)).to.equal(true)
      close()
      await element.updateComplete
      expect([focused(element), isOpen(), panel()], how).to.deep.equal([check, 'false', null])
    }
  })

  it('is not taken out of the page’s own button by a panel that this opens', async () => {
    const { element } = await showRoom()
    const own = document.createElement('button')
    element.after(own)
    own.focus()
    await element.diagnose()
    await waitUntil(() => element.shadowRoot!.querySelector('[part=panel]'))
    expect(document.activeElement).to.equal(own)
    expect(
      element.shadowRoot!.querySelector('[part=panel]')!.matches(`[role=group][aria-label="${t.diagnosis}"]`),
    ).to.equal(true)
    own.remove()
  })

  it('hears that the link is copied, each time, and the button then says again what it does', async () => {
    stub(navigator, 'userAgent', 'Mozilla/5.0 Instagram 300')
    stub(navigator, 'clipboard', { writeText: () => Promise.resolve() })
    const { element } = await showRoom({}, 'unsupported')
    const heard: (string | null | undefined)[] = []
    const listening = new MutationObserver(() => heard.push(said(element)))
    const region = element.shadowRoot!.querySelector('p.hush')!
    listening.observe(region, { childList: true, characterData: true, subtree: true })
    for (const times of [1, 2]) {
      button(element, t.copyLink).click()
      await waitUntil(() => findButton(element, t.copied), 'it says so')
      await waitUntil(() => heard.filter((text) => text === t.copied).length === times)
      await waitUntil(() => findButton(element, t.copyLink), 'it goes back', { timeout: 10_000 })
    }
    listening.disconnect()
  })

  it('hears that they will be notified', async () => {
    stub(Notification, 'requestPermission', () => Promise.resolve('granted'))
    const { element } = await showRoom({ state: 'waiting' }, 'waiting')
    button(element, 'Notify me').click()
    await waitUntil(() => said(element) === 'You will be notified.')
  })
})
