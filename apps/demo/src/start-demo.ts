import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type FakeBbb, type FakeBbbOptions, startFakeBbb } from '@bbb-room/fake-bbb'
import { serve } from '@hono/node-server'
import { type BffProcess, startBffProcess } from './bff-process.ts'
import { createMeetingTokens, type MeetingTokens } from './site/meeting-token.ts'
import { createSchoolSite } from './site/school-site.ts'

/** What can be chosen about a demo; everything has a default. */
export interface DemoOptions {
  /** Of the school's site; the BFF and the stand-in BBB take the two after it. A taken one is replaced by a free one. */
  port?: number
  /** Where the embedded database is kept. Without it a folder is made, and removed at the end. */
  dataFolder?: string
  /** `tab` unless given. */
  display?: 'tab' | 'frame'
  /** Lets people sign in at the BFF's own pages, with this provider. */
  signIn?: { issuer: string; clientId: string; clientSecret: string; rules: readonly object[] }
  /** Whether browsers take the site and BBB for one. For a frame they do unless told otherwise. */
  isSameSite?: boolean
  /** Origins of further pages that may open its rooms. */
  pageOrigins?: readonly string[]
  /** For the stand-in BBB. */
  bbb?: Omit<FakeBbbOptions, 'secret' | 'port' | 'host'>
}

/** A running demo. */
export interface Demo {
  /** The one address to open. */
  readonly url: string
  readonly tenantUrl: string
  readonly adminUrl: string
  readonly room: string
  readonly bbb: FakeBbb
  readonly bff: BffProcess
  readonly tokens: MeetingTokens
  /** BBB's shared secret, to look for where it must not be. */
  readonly sharedSecret: string
  close(): Promise<void>
}

const room = 'algebra-101'
const loopback = '127.0.0.1'
const newSecret = () => randomBytes(36).toString('base64url')

/** Starts a school's site with a back end, the BFF as a process of its own, and a stand-in BBB, all on this machine. */
export async function startDemo(options: DemoOptions = {}): Promise<Demo> {
  const [sitePort, bffPort, bbbPort, adminPort] = await choosePorts(options.port ?? 4180)
  // Browsers take `localhost` and `127.0.0.1` for two sites, as a school and its BBB mostly are. A frame needs one site,
  // or BBB's session cookie stays out of it.
  const { isSameSite = options.display === 'frame' } = options
  const origin = `http://${isSameSite ? loopback : 'localhost'}:${sitePort}`
  const bffOrigin = `http://${loopback}:${bffPort}`
  const tenantUrl = `${bffOrigin}/t/northgate`
  const sharedSecret = newSecret()
  const dataFolder = options.dataFolder ?? (await mkdtemp(join(tmpdir(), 'bbb-room-demo-')))
  await mkdir(dataFolder, { recursive: true })
  const tokens = await createMeetingTokens(`${origin}/`)
  const bbb = await startFakeBbb({
    recordingDelayMs: { processing: 4000, published: 4000 },
    ...options.bbb,
    secret: sharedSecret,
    host: loopback,
    port: bbbPort,
  })

  const tenantsFile = join(dataFolder, 'tenants.json')
  await writeFile(
    tenantsFile,
    JSON.stringify({
      tenants: {
        northgate: {
          bbb: { baseUrl: bbb.baseUrl, sharedSecret: 'env:DEMO_BBB_SECRET' },
          issuers: [{ issuer: tokens.issuer, keys: [tokens.publicJwk] }],
          pageOrigins: [origin, ...(options.pageOrigins ?? [])],
          // Whoever tries things out presses the button often.
          limits: { joinsPerSubjectPerMinute: 100 },
          display:
            options.display === 'frame'
              ? { mode: 'frame', why: 'the site and the stand-in BBB are of the same site' }
              : { mode: 'tab' },
          ...(options.signIn && { signIn: { ...options.signIn, clientSecret: 'env:DEMO_CLIENT_SECRET' } }),
        },
      },
    }),
  )
  const bff = await startBffProcess({
    HOST: loopback,
    PORT: String(bffPort),
    ADMIN_PORT: String(adminPort),
    BBB_ROOM_BASE_URL: bffOrigin,
    BBB_ROOM_STORE: `sqlite:${join(dataFolder, 'bbb-room.db')}`,
    BBB_ROOM_CONFIG: tenantsFile,
    BBB_ROOM_TICKET_KEY: newSecret(),
    BBB_ROOM_ACCESS_TOKEN_KEY: newSecret(),
    BBB_ROOM_CALLBACK_KEY: newSecret(),
    BBB_ROOM_PSEUDONYM_KEY: newSecret(),
    DEMO_BBB_SECRET: sharedSecret,
    ...(options.signIn && { DEMO_CLIENT_SECRET: options.signIn.clientSecret }),
  }).catch(async (error: unknown) => {
    await bbb.close()
    throw error
  })
  await declareRoom(tenantUrl, tokens)
  const site = serve({
    fetch: createSchoolSite({ origin, bffOrigin, tenantUrl, bbbOrigin: bbb.url, room }, tokens).fetch,
    hostname: loopback,
    port: sitePort,
  })
  await once(site, 'listening')

  return {
    url: origin,
    tenantUrl,
    adminUrl: `http://${loopback}:${adminPort}`,
    room,
    bbb,
    bff,
    tokens,
    sharedSecret,
    async close() {
      const closed = once(site, 'close')
      site.close()
      if ('closeAllConnections' in site) site.closeAllConnections()
      await Promise.all([closed, bff.stop()])
      await bbb.close()
      if (options.dataFolder === undefined) await rm(dataFolder, { recursive: true, force: true })
    },
  }
}

/** As a school's back end does when a course is set up. */
async function declareRoom(tenantUrl: string, tokens: MeetingTokens): Promise<void> {
  const answer = await fetch(`${tenantUrl}/v1/rooms/${room}`, {
    method: 'PUT',
    headers: {
      Authorization: `Bearer ${await tokens.signForDeclaring(room, tenantUrl)}`,
      'Content-Type': 'application/json',
    },
    body: JSON.stringify({ name: 'Algebra 101', record: true, wait_for_moderator: true }),
  })
  if (!answer.ok) throw new Error(`The BFF did not take the room: ${answer.status}`)
}

/** Four ports in a row from `first`, each replaced by a free one where it is taken; with 0 all of them are free ones. */
async function choosePorts(first: number): Promise<[number, number, number, number]> {
  const held: Server[] = []
  const hold = async (wanted: number): Promise<number> => {
    const server = createServer()
    server.listen(wanted, loopback)
    const listening = await once(server, 'listening').then(
      () => true,
      () => false,
    )
    if (!listening) return hold(0)
    held.push(server)
    return (server.address() as AddressInfo).port
  }
  const wanted = (place: number) => (first === 0 ? 0 : first + place)
  const ports: [number, number, number, number] = [
    await hold(wanted(0)),
    await hold(wanted(1)),
    await hold(wanted(2)),
    await hold(wanted(3)),
  ]
  for (const server of held) {
    server.close()
    await once(server, 'close')
  }
  return ports
}
