import { randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import Provider from 'oidc-provider'

/** A person's claims; `sub` is the provider's own name for them. */
export type Person = Readonly<Record<string, unknown>> & { readonly sub: string }

/** A running provider. Close it. */
export interface FakeOpenIdProvider {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Whom the next browser that comes is signed in as. */
  person: Person
  /** Begins to answer, for one client that people are led back to at this address. Until then everything is 503. */
  open(redirectUri: string): void
  close(): Promise<void>
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void
type Grant = InstanceType<Provider['Grant']>

/** Starts a provider on loopback, at a free port. */
export async function startOpenIdProvider(): Promise<FakeOpenIdProvider> {
  let handle: Handler = (_request, response) => void response.writeHead(503).end()
  const server = createServer((request, response) => handle(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const started: FakeOpenIdProvider = {
    issuer,
    clientId: 'bbb-room',
    clientSecret: randomBytes(24).toString('base64url'),
    person: { sub: 'ada', name: 'Ada Lovelace' },
    open(redirectUri) {
      handle = createHandler(started, redirectUri)
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
  return started
}

function createHandler(started: FakeOpenIdProvider, redirectUri: string): Handler {
  const people = new Map<string, Person>()
  const hour = 3600
  const provider: Provider = new Provider(started.issuer, {
    clients: [{ client_id: started.clientId, client_secret: started.clientSecret, redirect_uris: [redirectUri] }],
    claims: { openid: ['sub'], profile: ['name', 'groups', 'hd'] },
    // In the ID token itself, where Entra ID and Google put them.
    conformIdTokenClaims: false,
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => true },
    cookies: { keys: [randomBytes(16).toString('hex')] },
    ttl: { AccessToken: hour, AuthorizationCode: 60, Grant: hour, IdToken: hour, Interaction: hour, Session: hour },
    findAccount: (_context, sub) => ({ accountId: sub, claims: () => people.get(sub) ?? { sub } }),
    interactions: { url: (_context, { uid }) => `/interaction/${uid}` },
    async loadExistingGrant(context): Promise<Grant> {
      const { client, session } = context.oidc
      const grant: Grant = new provider.Grant({
        ...(client && { clientId: client.clientId }),
        ...(session?.accountId !== undefined && { accountId: session.accountId }),
      })
      grant.addOIDCScope('openid profile')
      await grant.save()
      return grant
    },
  })
  const answer = provider.callback()
  return (request, response) => {
    if (request.url?.startsWith('/interaction/') !== true) {
      void answer(request, response)
      return
    }
    const { person } = started
    people.set(person.sub, person)
    void provider.interactionFinished(request, response, { login: { accountId: person.sub } })
  }
}
