import { createLocalJWKSet, decodeJwt, jwtVerify } from 'jose'
import { describe, expect, it } from 'vitest'
import { createMeetingTokens } from './meeting-token.ts'
import { createSchoolSite } from './school-site.ts'

const origin = 'http://school.example'
const config = {
  origin,
  bffOrigin: 'https://meet.example',
  tenantUrl: 'https://meet.example/t/demo',
  bbbOrigin: 'https://bbb.example',
  room: 'algebra-101',
}

async function startSite() {
  const tokens = await createMeetingTokens('https://school.example')
  const site = createSchoolSite(config, tokens)
  const request = (path: string, init?: RequestInit) => site.request(`${origin}${path}`, init)
  const signIn = async (role: string, name: string) => {
    const body = new URLSearchParams({ name })
    const answer = await request(`/${role}/sign-in`, { method: 'POST', headers: { origin }, body })
    return answer.headers.get('Set-Cookie')!.split(';')[0]!
  }
  const tokenFor = async (path: string, headers: Record<string, string>, body?: string) => {
    const answer = await request(`${path}/meeting-token`, {
      method: 'POST',
      headers: { origin, 'Content-Type': 'application/json', ...headers },
      ...(body === undefined ? {} : { body }),
    })
    return { status: answer.status, token: ((await answer.json()) as { access_token?: string }).access_token }
  }
  return { request, signIn, tokenFor, tokens }
}

describe('the token endpoint', () => {
  it('signs a short-lived access token for who is signed in', async () => {
    const { signIn, tokenFor, tokens } = await startSite()
    const cookie = await signIn('pupil', 'Mila Novak')
    const { token } = await tokenFor('/pupil', { cookie })
    const { payload } = await jwtVerify(token!, createLocalJWKSet({ keys: [tokens.publicJwk] }), {
      issuer: 'https://school.example',
      audience: config.tenantUrl,
      typ: 'at+jwt',
      algorithms: ['EdDSA'],
    })
    expect(payload).toMatchObject({ room: 'algebra-101', role: 'viewer', name: 'Mila Novak', azo: origin })
    expect(payload.exp! - payload.iat!).toBeLessThanOrEqual(300)
  })

  it('gives nothing to someone who is not signed in', async () => {
    const { tokenFor } = await startSite()
    expect(await tokenFor('/teacher', {})).toEqual({ status: 401, token: undefined })
  })

  it('gives nothing to another site', async () => {
    const { signIn, tokenFor } = await startSite()
    const cookie = await signIn('teacher', 'Ms Okafor')
    expect(await tokenFor('/teacher', { cookie, origin: 'https://elsewhere.example' })).toMatchObject({ status: 401 })
  })

  it('gives a pupil no token of a teacher, whatever the request says', async () => {
    const { signIn, tokenFor } = await startSite()
    const cookie = await signIn('pupil', 'Ms Okafor')
    expect(await tokenFor('/teacher', { cookie })).toMatchObject({ status: 401 })
    const { token } = await tokenFor('/pupil', { cookie }, JSON.stringify({ role: 'teacher', as: 'teacher' }))
    expect(decodeJwt(token!)).toMatchObject({ role: 'viewer' })
  })

  it('names the same person the same way each time, and two people differently', async () => {
    const { signIn, tokenFor } = await startSite()
    const subjectOf = async (name: string) => {
      const { token } = await tokenFor('/pupil', { cookie: await signIn('pupil', name) })
      return decodeJwt(token!).sub
    }
    expect(await subjectOf('Mila Novak')).toBe(await subjectOf('Mila Novak'))
    expect(await subjectOf('Mila Novak')).not.toBe(await subjectOf('Jonas Weber'))
  })
})

describe('the pages', () => {
  it('show the element to those who are signed in, and the way in to all others', async () => {
    const { request, signIn } = await startSite()
    const cookie = await signIn('teacher', 'Ms Okafor')
    const page = await (await request('/teacher/', { headers: { cookie } })).text()
    expect(page).toContain(
      '<bbb-room endpoint="https://meet.example/t/demo" room="algebra-101" token-endpoint="/teacher/meeting-token">',
    )
    expect((await request('/teacher/')).headers.get('Location')).toBe('/')
  })

  it('write a name as text', async () => {
    const { request, signIn } = await startSite()
    const cookie = await signIn('pupil', '<img src=x onerror=alert(1)>')
    const page = await (await request('/pupil/', { headers: { cookie } })).text()
    expect(page).not.toContain('<img src=x')
    expect(page).toContain('&lt;img src=x')
  })

  it('allow scripts from the BFF alone, and none inline', async () => {
    const { request } = await startSite()
    const policy = (await request('/')).headers.get('Content-Security-Policy')
    expect(policy).toContain("default-src 'none'")
    expect(policy).toContain('script-src https://meet.example;')
    expect(policy).not.toContain('unsafe')
    expect(await (await request('/')).text()).not.toMatch(/<script(?![^>]* src=)|<[^>]+ on\w+=| style=/)
  })

  it('sign someone in by a link, for trying it out', async () => {
    const { request } = await startSite()
    const answer = await request('/?as=pupil&name=Aisha')
    expect(answer.headers.get('Location')).toBe('/pupil/')
    expect(answer.headers.get('Set-Cookie')).toMatch(/Path=\/pupil; HttpOnly; SameSite=Lax/)
  })

  it('sign out', async () => {
    const { request, signIn, tokenFor } = await startSite()
    const cookie = await signIn('pupil', 'Mila Novak')
    await request('/pupil/sign-out', { method: 'POST', headers: { origin, cookie } })
    expect(await tokenFor('/pupil', { cookie })).toMatchObject({ status: 401 })
  })

  it('send other spellings of their address to the right one', async () => {
    const tokens = await createMeetingTokens('x')
    const answer = await createSchoolSite(config, tokens).request('http://127.0.0.1/teacher/')
    expect(answer.headers.get('Location')).toBe(origin)
  })
})
