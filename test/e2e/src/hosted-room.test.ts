import { startDemo, type Demo } from '@bbb-room/demo'
import { startOpenIdProvider, type FakeOpenIdProvider } from '@bbb-room/fake-openid'
import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { inState, press, startBrowser, type PersonsBrowser } from './browser.ts'

let provider: FakeOpenIdProvider
let demo: Demo
let browser: PersonsBrowser

beforeAll(async () => {
  provider = await startOpenIdProvider()
  demo = await startDemo({
    port: 0,
    signIn: {
      issuer: provider.issuer,
      clientId: provider.clientId,
      clientSecret: provider.clientSecret,
      rules: [{ claim: 'groups', value: 'teachers', role: 'moderator' }, { role: 'viewer' }],
    },
  })
  provider.open(`${demo.tenantUrl}/v1/sign-in/callback`)
  browser = await startBrowser(1)
}, 60_000)
afterAll(async () => {
  await browser.close()
  await demo.close()
  await provider.close()
})

async function declare(settings: object): Promise<void> {
  const answer = await fetch(`${demo.tenantUrl}/v1/rooms/${demo.room}`, {
    method: 'PUT',
    headers: {
      Authorization: `Bearer ${await demo.tokens.signForDeclaring(demo.room, demo.tenantUrl)}`,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({ name: 'Algebra 101', wait_for_moderator: false, ...settings }),
  })
  expect(answer.status).toBe(200)
}

const openPage = async (): Promise<{ page: Page; violations: string[] }> => {
  const page = await browser.context.newPage()
  const violations: string[] = []
  page.on('console', (message) => {
    if (/Content Security Policy|Trusted Type/i.test(message.text())) violations.push(message.text())
  })
  await page.goto(`${demo.tenantUrl}/v1/r/${demo.room}`)
  return { page, violations }
}

const lastJoin = () => demo.bbb.journal.of('join').at(-1)?.params

describe('the page of a room at the BFF itself', () => {
  it('lets a guest with the access code in, and says so when it is wrong', async () => {
    await declare({ access_code: 'Lesson-42' })
    const { page, violations } = await openPage()
    await page.getByLabel('Your name').fill('Visitor')
    await page.getByLabel('Access code').fill('wrong')
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('alert').filter({ hasText: 'not right' }).waitFor()
    await page.evaluate(axe.source)
    const { violations: found } = await page.evaluate(() => (globalThis as unknown as { axe: typeof axe }).axe.run())
    expect(found.map(({ id }) => id)).toEqual([])

    await page.getByLabel('Access code').fill('Lesson-42')
    await page.getByRole('button', { name: 'Continue' }).click()
    await inState(page, 'ready').waitFor()
    const opened = page.context().waitForEvent('page')
    await press(page, 'Join')
    await (await opened).getByText('Visitor').first().waitFor({ timeout: 20_000 })
    expect(lastJoin()).toMatchObject({ role: 'VIEWER', fullName: 'Visitor', guest: 'true' })
    expect(violations).toEqual([])
    await page.close()
  }, 60_000)

  it('signs a teacher in at the provider, brings them back, and lets them start the class', async () => {
    await declare({ wait_for_moderator: true })
    provider.person = { sub: 'ada', name: 'Ada Lovelace', groups: ['teachers'] }
    const { page, violations } = await openPage()
    await page.getByRole('link', { name: 'Sign in' }).click()
    await inState(page, 'ready').waitFor({ timeout: 20_000 })
    expect(page.url()).toBe(`${demo.tenantUrl}/v1/r/${demo.room}`)
    const opened = page.context().waitForEvent('page')
    await page
      .locator('bbb-room')
      .getByRole('button', { name: /^(Start|Join)$/ })
      .click()
    await (await opened).getByText('Ada Lovelace').first().waitFor({ timeout: 20_000 })
    expect(lastJoin()).toMatchObject({ role: 'MODERATOR', fullName: 'Ada Lovelace' })

    await page.reload()
    await inState(page, 'ready').or(inState(page, 'joined')).first().waitFor({ timeout: 20_000 })
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('link', { name: 'Sign in' }).waitFor()
    expect(violations).toEqual([])
    const { token } = { token: browser.addresses.filter((address) => /access_token|ticket=/.test(address)) }
    expect(token).toEqual([])
    await page.close()
  }, 60_000)
})

describe('the page of a room where no script runs', () => {
  let withoutScripts: PersonsBrowser
  let page: Page
  beforeAll(async () => {
    withoutScripts = await startBrowser(1, { runsScripts: false })
    page = await withoutScripts.context.newPage()
  })
  afterAll(() => withoutScripts.close())

  it('leads a guest from the fallback link into a class that is recorded, once they agree', async () => {
    await declare({ access_code: 'Lesson-42', record: true })
    await page.goto(`${demo.url}/?as=pupil&name=Visitor`)
    await page.locator('bbb-room').getByRole('link').first().click()
    await page.getByLabel('Your name').fill('Visitor')
    await page.getByLabel('Access code').fill('wrong')
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('alert').filter({ hasText: 'not right' }).waitFor()
    await page.getByLabel('Access code').fill('Lesson-42')
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByLabel('I agree to be recorded').check()
    const before = demo.bbb.journal.of('join').length
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.waitForURL((url) => url.origin === new URL(demo.bbb.baseUrl).origin)
    expect(demo.bbb.journal.of('join')).toHaveLength(before + 1)
    expect(lastJoin()).toMatchObject({ role: 'VIEWER', fullName: 'Visitor', guest: 'true' })
  }, 60_000)

  it('leads a teacher there who has signed in, and nobody who has not', async () => {
    await declare({ wait_for_moderator: true, record: false })
    provider.person = { sub: 'ada', name: 'Ada Lovelace', groups: ['teachers'] }
    await page.goto(`${demo.tenantUrl}/v1/r/${demo.room}`)
    await page.getByRole('button', { name: 'I am signed in: join' }).click()
    await page.getByRole('alert').filter({ hasText: 'Sign in first' }).waitFor()
    await page.getByRole('link', { name: 'Sign in' }).click()
    await page.getByRole('button', { name: 'I am signed in: join' }).click()
    await page.waitForURL((url) => url.origin === new URL(demo.bbb.baseUrl).origin)
    expect(lastJoin()).toMatchObject({ role: 'MODERATOR', fullName: 'Ada Lovelace' })
    expect(withoutScripts.addresses.filter((address) => /access_token|ticket=|Lesson-42/.test(address))).toEqual([])
  }, 60_000)
})
