import type { JoinAnswer, Problem, TicketAnswer } from '@bbb-room/bff-api'
import { startDemo, type Demo } from '@bbb-room/demo'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { postForm } from './post-form.ts'

describe('the API of a running demo', () => {
  let demo: Demo

  beforeEach(async () => {
    demo = await startDemo({ port: 0 })
  })
  afterEach(() => demo.close())

  const tokenOf = (role: 'teacher' | 'pupil', id: string, name: string = role) =>
    demo.tokens.sign({ id, role, name }, { room: demo.room, audience: demo.tenantUrl, origin: demo.url })

  async function join(token: string, { body = '{}', query = '' } = {}): Promise<Response> {
    return fetch(`${demo.tenantUrl}/v1/rooms/${demo.room}/join${query}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json', Origin: demo.url },
      body,
    })
  }

  const launch = ({ launch_url, ticket }: Pick<TicketAnswer, 'launch_url' | 'ticket'>) =>
    postForm(launch_url, { ticket }, demo.url)

  async function enter(token: string) {
    return launch((await (await join(token)).json()) as TicketAnswer)
  }

  it('W1: makes one meeting for 50 joins at once', async () => {
    const people = await Promise.all(Array.from({ length: 50 }, (_, place) => tokenOf('teacher', `teacher-${place}`)))
    const answers = await Promise.all(people.map((token) => join(token)))
    expect(answers.map(({ status }) => status)).toEqual(people.map(() => 200))
    expect(demo.bbb.journal.of('create')).toHaveLength(1)
  })

  it('SIGN-3: sends a viewer in as VIEWER, whatever body, query and name say', async () => {
    const opened = await enter(await tokenOf('teacher', 'teacher'))
    expect(opened.status).toBe(303)
    await fetch(opened.headers.location ?? '', { redirect: 'manual' })
    const meetingID = demo.bbb.journal.of('create')[0]?.params['meetingID'] ?? ''
    demo.bbb.enter(meetingID, { fullName: 'T', role: 'MODERATOR' })
    const attempts = [
      { body: '{"role":"moderator"}' },
      { body: '{"role":"MODERATOR","userID":"x"}' },
      { query: '?role=MODERATOR' },
      {},
    ]
    let launched = 0
    for (const [place, attempt] of attempts.entries()) {
      const token = await tokenOf('pupil', `pupil-${place}`, 'Ann&role=MODERATOR')
      let answer = await join(token, attempt)
      if (answer.status !== 200) continue
      for (let tries = 0; tries < 20; tries++) {
        const read = (await answer.json()) as JoinAnswer
        if ('ticket' in read) {
          const entered = await launch(read)
          const location = new URL(entered.headers.location ?? '')
          expect(location.searchParams.getAll('role')).toEqual(['VIEWER'])
          launched++
          break
        }
        await new Promise((resolve) => setTimeout(resolve, 300))
        answer = await join(token, attempt)
      }
    }
    expect(launched).toBeGreaterThan(0)
  })

  it('TICKET-1: takes a ticket once', async () => {
    const ticket = (await (await join(await tokenOf('teacher', 'teacher'))).json()) as TicketAnswer
    const answers = await Promise.all(Array.from({ length: 20 }, () => launch(ticket)))
    expect(answers.filter(({ status }) => status === 303)).toHaveLength(1)
  })

  it('TICKET-9: launches for the page that asked, and no other', async () => {
    const { launch_url, ticket } = (await (await join(await tokenOf('teacher', 'teacher'))).json()) as TicketAnswer
    for (const origin of [undefined, 'null', 'https://evil.example']) {
      const answer = await postForm(launch_url, { ticket }, origin)
      expect(answer.status).toBe(403)
    }
    expect((await fetch(launch_url, { redirect: 'manual' })).status).toBe(405)
    expect((await launch({ launch_url, ticket })).status).toBe(303)
  })

  it('says that BBB is not there in a way that can be tried again, and works when it is back', async () => {
    demo.bbb.faults.always('create', { kind: 'status', status: 503 })
    const token = await tokenOf('teacher', 'teacher')
    const refused = await join(token)
    expect(refused.status).toBe(503)
    expect((await refused.json()) as Problem).toMatchObject({ code: 'BBB_UNAVAILABLE', retryable: true })
    demo.bbb.faults.clear()
    await expect.poll(async () => (await join(token)).status, { timeout: 30_000, interval: 1000 }).toBe(200)
  })

  it('asks for a token, and takes none of somebody else', async () => {
    expect((await fetch(`${demo.tenantUrl}/v1/rooms/${demo.room}`)).status).toBe(401)
    const foreign = await demo.tokens.sign(
      { id: 'x', role: 'teacher', name: 'x' },
      { room: demo.room, audience: `${demo.tenantUrl}x`, origin: demo.url },
    )
    expect((await join(foreign)).status).toBe(401)
  })
})
