import { createHash, randomBytes } from 'node:crypto'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startOpenIdProvider, type FakeOpenIdProvider } from './start-openid-provider.ts'

const redirectUri = 'https://meet.example/callback'
let provider: FakeOpenIdProvider
beforeAll(async () => {
  provider = await startOpenIdProvider()
})
afterAll(() => provider.close())

/** Follows the provider's own redirects with its cookies. @returns where it leads out of itself */
async function authorize(parameters: Record<string, string>): Promise<URL> {
  const cookies = new Map<string, string>()
  let next = new URL(`${provider.issuer}/auth?${new URLSearchParams(parameters).toString()}`)
  while (next.origin === provider.issuer) {
    const cookie = [...cookies].map((pair) => pair.join('=')).join('; ')
    const answer = await fetch(next, { redirect: 'manual', headers: { cookie } })
    for (const line of answer.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';')[0]?.split('=') ?? []
      cookies.set(name, value)
    }
    const location = answer.headers.get('location')
    if (location === null) throw new Error(`stopped with ${answer.status}`)
    next = new URL(location, next)
  }
  return next
}

it('answers nothing before it is open', async () => {
  expect((await fetch(`${provider.issuer}/.well-known/openid-configuration`)).status).toBe(503)
})

it('gives the person of the moment, to a client with its secret and the verifier', async () => {
  provider.open(redirectUri)
  provider.person = { sub: 'mila', name: 'Mila', groups: ['pupils'] }
  const verifier = randomBytes(32).toString('base64url')
  const asked = {
    client_id: provider.clientId,
    response_type: 'code',
    scope: 'openid profile',
    redirect_uri: redirectUri,
    state: 's',
    nonce: 'n',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  }
  const back = await authorize(asked)
  expect(`${back.origin}${back.pathname}`).toBe(redirectUri)
  const exchange = async (code_verifier: string) => {
    const answer = await fetch(`${provider.issuer}/token`, {
      method: 'POST',
      headers: {
        authorization: `Basic ${Buffer.from(`${provider.clientId}:${provider.clientSecret}`).toString('base64')}`,
      },
      body: new URLSearchParams({
        grant_type: 'authorization_code',
        code: back.searchParams.get('code') ?? '',
        redirect_uri: redirectUri,
        code_verifier,
      }),
    })
    return { status: answer.status, body: (await answer.json()) as { id_token?: string } }
  }
  expect((await exchange(randomBytes(32).toString('base64url'))).status).toBe(400)
  const { body } = await exchange(verifier)
  const claims: unknown = JSON.parse(Buffer.from(body.id_token?.split('.')[1] ?? '', 'base64url').toString())
  expect(claims).toMatchObject({ sub: 'mila', name: 'Mila', groups: ['pupils'], nonce: 'n', aud: provider.clientId })
})

it('refuses a client that does without PKCE', async () => {
  const back = await authorize({
    client_id: provider.clientId,
    response_type: 'code',
    scope: 'openid',
    redirect_uri: redirectUri,
    state: 's',
  })
  expect(back.searchParams.get('error')).toBe('invalid_request')
})
