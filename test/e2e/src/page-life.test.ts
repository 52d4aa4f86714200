import { startDemo, type Demo } from '@bbb-room/demo'
import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { press, startBrowser, type PersonsBrowser } from './browser.ts'
import { startHostPage, type HostPage } from './host-page.ts'
import { postForm } from './post-form.ts'

let demo: Demo
let host: HostPage
let browser: PersonsBrowser
let rooms = 0
/** A room that nobody has been in, and another one. */
let room: string
let otherRoom: string
/** What each answer of the page's back end carried, oldest first. */
let tokens: string[]

beforeAll(async () => {
  host = await startHostPage('localhost')
  demo = await startDemo({ port: 0, pageOrigins: [host.url] })
  browser = await startBrowser()
})
afterAll(async () => {
  await browser.close()
  await demo.close()
  await host.close()
})
beforeEach(async () => {
  room = `class-${++rooms}`
  otherRoom = `${room}-other`
  tokens = []
  await declare(room, { wait_for_moderator: true })
  await declare(otherRoom, { wait_for_moderator: true })
  host.script = `${new URL(demo.tenantUrl).origin}/element/bbb-room.js`
  host.attributes = { id: 'first', endpoint: demo.tenantUrl, room }
  host.markup = ''
  sayTokens({})
})
afterEach(async () => {
  for (const page of browser.context.pages().slice(1)) await page.close({ runBeforeUnload: false })
})

/** @param change `ageSeconds` of the token itself, `expires_in` as the page's back end says it */
function sayTokens({ ageSeconds, ...said }: { ageSeconds?: number; expires_in?: number }): void {
  host.token = async (room) => {
    const access_token = await demo.tokens.sign(
      { id: 'pupil', role: 'pupil', name: 'Pupil' },
      { room, audience: demo.tenantUrl, origin: host.url, ...(ageSeconds !== undefined && { ageSeconds }) },
    )
    tokens.push(access_token)
    return { body: { access_token, ...said } }
  }
}

async function declare(room: string, settings: object): Promise<void> {
  const answer = await fetch(`${demo.tenantUrl}/v1/rooms/${room}`, {
    method: 'PUT',
    headers: {
      authorization: `Bearer ${await demo.tokens.signForDeclaring(room, demo.tenantUrl)}`,
      'content-type': 'application/json',
    },
    body: JSON.stringify({ name: 'Algebra', ...settings }),
  })
  expect(answer.ok).toBe(true)
}

const inState = (page: Page, state: string, id = 'first') => page.locator(`bbb-room#${id}:state(${state})`)

/** What the page asked the BFF about the room, and its own back end, as it happens. */
interface Asked {
  /** The token of each. */
  reads: string[]
  readsAnswered: number
  streams: number
  tokens: number
}
function watchRequests(page: Page): Asked {
  const asked: Asked = { reads: [], readsAnswered: 0, streams: 0, tokens: 0 }
  page.on('request', (request) => {
    const url = request.url()
    if (url === `${demo.tenantUrl}/v1/rooms/${room}` && request.method() === 'GET') {
      asked.reads.push(request.headers()['authorization']?.slice('Bearer '.length) ?? '')
    }
    if (url === `${demo.tenantUrl}/v1/rooms/${room}/events`) asked.streams++
    if (url === `${host.url}/token`) asked.tokens++
  })
  page.on('requestfinished', (request) => {
    if (request.url() === `${demo.tenantUrl}/v1/rooms/${room}` && request.method() === 'GET') asked.readsAnswered++
  })
  return asked
}

/** @param elements of that room on the page */
async function open(state: string, elements = 1): Promise<{ page: Page; asked: Asked }> {
  const page = await browser.context.newPage()
  await page.clock.install()
  const asked = watchRequests(page)
  await page.addInitScript(() => {
    const lives: string[] = []
    Object.assign(window, { lives })
    addEventListener('pageshow', ({ persisted }) => persisted && lives.push('shown again'))
    for (const name of ['freeze', 'resume']) document.addEventListener(name, () => lives.push(name))
  })
  await page.goto(host.url)
  await inState(page, state).waitFor()
  // Each is read once more when its stream is there.
  await expect.poll(() => [asked.readsAnswered, asked.streams]).toEqual([2 * elements, elements])
  return { page, asked }
}

/** Leaves the page, which the browser freezes and keeps; what happens `meanwhile` it sees nothing of. */
async function leaveAndComeBack(page: Page, meanwhile: () => Promise<void> = () => Promise.resolve()): Promise<void> {
  await page.goto(demo.bbb.url)
  await page.getByText('You have left the meeting').waitFor()
  await meanwhile()
  await page.goBack({ waitUntil: 'commit' })
  const isBack = () => page.evaluate(() => (window as unknown as { lives: string[] }).lives.sort().join())
  await expect.poll(isBack).toBe('freeze,resume,shown again')
}

const asTeacher = async (verb: 'join' | 'end'): Promise<{ ticket?: string; launch_url?: string }> => {
  const access_token = await demo.tokens.sign(
    { id: 'teacher', role: 'teacher', name: 'Teacher' },
    { room, audience: demo.tenantUrl, origin: host.url },
  )
  const answer = await fetch(`${demo.tenantUrl}/v1/rooms/${room}/${verb}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${access_token}`, 'content-type': 'application/json', origin: host.url },
    body: '{}',
  })
  expect(answer.ok).toBe(true)
  return (await answer.json()) as { ticket?: string; launch_url?: string }
}
const meetingID = () => demo.bbb.meetings.all().at(-1)?.meetingID ?? ''
/** The teacher is in it, as BBB sees it. */
async function startMeeting(): Promise<void> {
  const { ticket = '', launch_url = '' } = await asTeacher('join')
  expect((await postForm(launch_url, { ticket }, host.url)).status).toBe(303)
  demo.bbb.enter(meetingID(), { fullName: 'Teacher', role: 'MODERATOR' })
}

const withTwoMore = () => {
  const more = (id: string, room: string) =>
    `<bbb-room id="${id}" lang="en" token-endpoint="/token" endpoint="${demo.tenantUrl}" room="${room}"></bbb-room>`
  host.markup = more('second', room) + more('other', otherRoom)
}
const isElsewhere = (page: Page, id: string) =>
  page.locator(`bbb-room#${id}`).getByText('You have this room open in another tab of this browser.', { exact: true })

describe('R-47: a page out of the back/forward cache', () => {
  it('asks anew in each of its elements, once, with a token of now, and hears on', async () => {
    withTwoMore()
    // The BFF takes them for some seconds more.
    sayTokens({ ageSeconds: 177 })
    const { page, asked } = await open('waiting', 2)
    await inState(page, 'waiting', 'second').waitFor()
    await inState(page, 'waiting', 'other').waitFor()
    const [old, readsBefore] = [[...tokens], asked.reads.length]
    await leaveAndComeBack(page, async () => {
      await startMeeting()
      sayTokens({})
      const isRefused = async () => {
        const url = `${demo.tenantUrl}/v1/rooms/${room}`
        return (await fetch(url, { headers: { authorization: `Bearer ${old[0]}`, origin: host.url } })).status
      }
      await expect.poll(isRefused, { timeout: 15_000 }).toBe(401)
    })
    for (const id of ['first', 'second']) await inState(page, 'ready', id).waitFor({ timeout: 5000 })
    await inState(page, 'waiting', 'other').waitFor()
    await expect.poll(() => asked.reads.length - readsBefore).toBe(2)
    const reads = asked.reads.slice(readsBefore)
    expect(reads.filter((token) => old.includes(token))).toEqual([])
    await asTeacher('end')
    for (const id of ['first', 'second']) await inState(page, 'ended', id).waitFor({ timeout: 5000 })
    await inState(page, 'waiting', 'other').waitFor()
  })

  it.each(['goes on', 'has ended'])('knows that the class in its tab %s', async (what) => {
    const { page } = await open('waiting')
    await startMeeting()
    await inState(page, 'ready').waitFor()
    const opened = browser.context.waitForEvent('page')
    await press(page, 'Join')
    const tab = await opened
    await tab.getByText('You are in the room as').first().waitFor()
    await inState(page, 'joined').waitFor()
    await leaveAndComeBack(page, () => {
      if (what === 'has ended') demo.bbb.endMeeting(meetingID())
      return Promise.resolve()
    })
    if (what === 'has ended') {
      await inState(page, 'ended').waitFor({ timeout: 5000 })
      return
    }
    await inState(page, 'joined').waitFor()
    const another = await browser.context.newPage()
    await another.goto(host.url)
    await isElsewhere(another, 'first').waitFor()
    // Still: not only until its next answer.
    await page.evaluate(() => document.querySelector('bbb-room')!.refresh())
    await inState(page, 'joined').waitFor()
  })

  it('opens one tab for a double click, and says so in the other element of that room alone', async () => {
    for (const each of [room, otherRoom]) await declare(each, { wait_for_moderator: false })
    withTwoMore()
    const { page } = await open('ready', 2)
    await inState(page, 'ready', 'other').waitFor()
    const [joins, tabs] = [demo.bbb.journal.of('join').length, browser.context.pages().length]
    await page.locator('bbb-room#first').getByRole('button', { name: 'Join', exact: true }).dblclick()
    await inState(page, 'joined').waitFor()
    await isElsewhere(page, 'second').waitFor()
    expect(await isElsewhere(page, 'other').count()).toBe(0)
    expect(demo.bbb.journal.of('join').length - joins).toBe(1)
    expect(browser.context.pages().length - tabs).toBe(1)
  })
})

describe('a page that sleeps, or has no line', () => {
  it('R-44: after an hour frozen it reads once, with a fresh token, and is right within five seconds', async () => {
    const { page, asked } = await open('waiting')
    const [reads, streams, old] = [asked.reads.length, asked.streams, [...tokens]]
    await leaveAndComeBack(page, () => declare(room, { wait_for_moderator: false }))
    // Every timer is overdue.
    await page.clock.fastForward(3_600_000)
    await inState(page, 'ready').waitFor({ timeout: 5000 })
    // The jitter of a second wake would be over by then.
    await page.clock.runFor(5000)
    expect([asked.reads.length - reads, asked.streams - streams]).toEqual([1, 1])
    expect(old).not.toContain(asked.reads.at(-1))
    expect(tokens).toHaveLength(old.length + 1)
    await startMeeting()
    await page.locator('bbb-room').getByText('In the room now: 1').waitFor({ timeout: 5000 })
  })

  it('R-45: says that it is offline, and goes on by itself, by one read, when the line is back', async () => {
    const { page, asked } = await open('waiting')
    await browser.context.setOffline(true)
    await inState(page, 'error').waitFor()
    await page.locator('bbb-room').getByText('You are offline').first().waitFor()
    await declare(room, { wait_for_moderator: false })
    const reads = asked.reads.length
    await browser.context.setOffline(false)
    await inState(page, 'ready').waitFor({ timeout: 10_000 })
    expect(asked.reads.length - reads).toBe(1)
  })

  it('R-45: tries less and less often while there is no line, and never stops', async () => {
    const { page, asked } = await open('waiting')
    await browser.context.setOffline(true)
    await inState(page, 'error').waitFor()
    const attempts = () => asked.reads.length + asked.streams + asked.tokens
    const attemptsWithin = async (seconds: number) => {
      const before = attempts()
      for (let second = 0; second < seconds; second += 5) {
        await page.clock.runFor(5000)
        // A request fails in the browser's own time.
        await page.waitForTimeout(30)
      }
      return attempts() - before
    }
    await attemptsWithin(60)
    // A stream and a read each, every 15 to 30 seconds.
    const later = await attemptsWithin(300)
    expect(later).toBeGreaterThan(5)
    expect(later).toBeLessThanOrEqual(60)
    await browser.context.setOffline(false)
    await inState(page, 'waiting').waitFor({ timeout: 10_000 })
  })
})
