import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import type { Agent } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TenantDocument } from '@bbb-room/bff'
import { type FakeBbb, type FakeBbbOptions, freePort, startFakeBbb } from '@bbb-room/fake-bbb'
import { type Balancer, startBalancer } from './balancer.ts'
import { type Client, type ClientJournal, createClient, createClientJournal } from './client.ts'
import { type Database, postgresDatabase, sqliteDatabase } from './database.ts'
import { type FaultProxy, startFaultProxy } from './fault-proxy.ts'
import { createHostIssuer, type HostIssuer } from './host-issuer.ts'
import { type SeenMeeting, watchMeetings } from './meeting-watch.ts'
import { type Postgres, startPostgres } from './postgres.ts'
import { type Replica, type ReplicaOptions, startReplica } from './replica.ts'

/** A tenant with a BigBlueButton of its own. */
export interface ChaosTenant {
  readonly id: string
  readonly bbb: FakeBbb
  /** Where replicas find its BBB, by the proxy if there is one; and BBB's secret, and how the tenants file names it. */
  readonly bbbAddress: string
  readonly bbbSecret: string
  readonly bbbSecretReference: `file:${string}`
  readonly issuer: HostIssuer
  readonly client: Client
  /** Every meeting that its BBB has had. */
  meetingsSeen(): SeenMeeting[]
  /** A further client with connections of its own, in the same journal. */
  clientWith(agent: Agent): Client
}

/** Replicas of the real program over a real database, each part replaceable by a broken one. */
export interface World {
  readonly folder: string
  readonly origin: string
  /** There unless the world is on SQLite. */
  readonly postgres: Postgres
  readonly database: Database
  readonly replicas: readonly Replica[]
  readonly balancer: Balancer & { readonly name: 'balancer' }
  readonly tenants: readonly ChaosTenant[]
  /** Of the first tenant. */
  readonly bbb: FakeBbb
  readonly client: Client
  readonly journal: ClientJournal
  /** Between the replicas and the first tenant's BBB; there when it was asked for. */
  readonly bbbProxy: FaultProxy
  /** Between the replicas and PostgreSQL; there when it was asked for. */
  readonly postgresProxy: FaultProxy
  /** The keys that every replica was started with. */
  readonly keys: Readonly<Record<string, string>>
  /** Writes the tenants file anew, with `change` laid over each tenant; {@link Replica.reload} makes it count. */
  writeTenants(change?: (tenant: ChaosTenant) => Partial<TenantDocument>): void
  /** Writes a file of the world's folder. @returns how the tenants file refers to it */
  writeSecret(name: string, secret: string): `file:${string}`
  /** All that any process has written. */
  output(): string
  close(): Promise<void>
}

export interface WorldOptions {
  /** PostgreSQL unless given. SQLite is for one replica. */
  store?: 'postgres' | 'sqlite'
  /** 2 unless given. */
  replicas?: number
  /** Of each replica's first process. */
  replica?: (index: number) => ReplicaOptions
  /** One, `acme`, unless given. */
  tenants?: readonly string[]
  /** Laid over every tenant of the file. */
  tenant?: Partial<TenantDocument>
  fakeBbb?: Partial<FakeBbbOptions>
  /** Put proxies between. */
  proxied?: readonly ('bbb' | 'postgres')[]
  variables?: Readonly<Record<string, string>>
  /** How often the balancer asks for readiness; it does not unless given. */
  balancerAsksEveryMs?: number
  /** Where PostgreSQL keeps its data, and further settings of it. */
  postgres?: Parameters<typeof startPostgres>[0]
}

const newKey = () => randomBytes(36).toString('base64')

function askedFor<Part>(part: Part | undefined): Part {
  if (part === undefined) throw new Error('this part was not asked for: say so in `store` or `proxied`')
  return part
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
  const folder = mkdtempSync(join(tmpdir(), 'bbb-room-chaos-'))
  const closers: (() => unknown)[] = []
  const close = async () => {
    for (const end of closers.reverse()) await end()
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    return await build()
  } catch (error) {
    await close()
    throw error
  }

  async function build(): Promise<World> {
    const postgres = options.store === 'sqlite' ? undefined : await startPostgres(options.postgres)
    closers.push(() => postgres?.close())
    const publicPort = await freePort()
    const origin = `http://127.0.0.1:${publicPort}`
    const journal = createClientJournal()
    const proxyTo = async (port: number, kind: 'bbb' | 'postgres') => {
      if (options.proxied?.includes(kind) !== true) return undefined
      const proxy = await startFaultProxy(port)
      closers.push(() => proxy.close())
      return proxy
    }
    const writeSecret = (name: string, secret: string) => {
      const path = join(folder, name)
      writeFileSync(path, `${secret}\n`)
      return `file:${path}` as const
    }

    const tenants: ChaosTenant[] = []
    let bbbProxy: FaultProxy | undefined
    for (const id of options.tenants ?? ['acme']) {
      const secret = randomBytes(24).toString('base64url')
      const bbb = await startFakeBbb({
        secret,
        recordingDelayMs: { processing: 50, published: 100 },
        journalLimit: 1_000_000,
        ...options.fakeBbb,
      })
      closers.push(() => bbb.close())
      const watch = watchMeetings(bbb)
      closers.push(() => watch.stop())
      const proxy = tenants.length === 0 ? await proxyTo(bbb.port, 'bbb') : undefined
      bbbProxy ??= proxy
      const issuer = createHostIssuer(id, `${origin}/t/${id}`)
      const clientOptions = { host: new URL(origin).host, issuer, journal }
      tenants.push({
        id,
        bbb,
        meetingsSeen: () => watch.seen(),
        bbbAddress: proxy === undefined ? bbb.baseUrl : bbb.baseUrl.replace(`:${bbb.port}/`, `:${proxy.port}/`),
        bbbSecret: secret,
        bbbSecretReference: writeSecret(`${id}-bbb-secret`, secret),
        issuer,
        client: createClient(id, clientOptions),
        clientWith: (agent) => createClient(id, { ...clientOptions, agent }),
      })
    }
    const tenantsFile = join(folder, 'tenants.json')
    const writeTenants: World['writeTenants'] = (change = () => ({})) => {
      const documents = tenants.map((tenant): [string, TenantDocument] => [
        tenant.id,
        {
          bbb: { baseUrl: tenant.bbbAddress, sharedSecret: tenant.bbbSecretReference },
          issuers: [{ issuer: tenant.issuer.issuer, keys: [...tenant.issuer.keys] }],
          pageOrigins: [tenant.issuer.page],
          rooms: { createOnFirstJoin: true, defaults: { record: true, wait_for_moderator: false } },
          limits: {
            joinsPerSubjectPerMinute: 1000,
            joinsPerRoomPerMinute: 1_000_000,
            joinsPerTenantPerMinute: 1_000_000,
            endedForSeconds: 0,
          },
          ...options.tenant,
          ...change(tenant),
        },
      ])
      writeFileSync(tenantsFile, JSON.stringify({ tenants: Object.fromEntries(documents) }))
    }
    writeTenants()

    const keys = {
      BBB_ROOM_TICKET_KEY: newKey(),
      BBB_ROOM_ACCESS_TOKEN_KEY: newKey(),
      BBB_ROOM_CALLBACK_KEY: newKey(),
      BBB_ROOM_PSEUDONYM_KEY: newKey(),
    }
    const postgresProxy = postgres === undefined ? undefined : await proxyTo(postgres.port, 'postgres')
    const database =
      postgres === undefined ? sqliteDatabase(folder) : postgresDatabase(postgres, postgresProxy?.port ?? postgres.port)
    const variables = {
      BBB_ROOM_BASE_URL: origin,
      BBB_ROOM_STORE: database.reference,
      BBB_ROOM_CONFIG: tenantsFile,
      BBB_ROOM_SOCKETS_PER_ADDRESS: '2000',
      BBB_ROOM_REQUESTS_PER_ADDRESS_PER_MINUTE: '1000000',
      ...keys,
      ...options.variables,
    }
    const replicas = await Promise.all(
      Array.from({ length: options.replicas ?? 2 }, async (_, index) => {
        const replica = await startReplica(`replica-${index}`, variables, options.replica?.(index))
        // What sleeps has to wake to end; SIGKILL ends a stopped process too.
        closers.push(() => replica.stop('SIGKILL'))
        return replica
      }),
    )
    const balancer = await startBalancer(
      publicPort,
      () => replicas.filter(({ isRunning }) => isRunning),
      options.balancerAsksEveryMs === undefined ? {} : { asksEveryMs: options.balancerAsksEveryMs },
    )
    closers.push(() => balancer.close())
    const [first] = tenants
    if (first === undefined) throw new Error('a world needs a tenant')

    return {
      folder,
      origin,
      get postgres() {
        return askedFor(postgres)
      },
      database,
      replicas,
      balancer: { ...balancer, name: 'balancer' },
      tenants,
      bbb: first.bbb,
      client: first.client,
      journal,
      get bbbProxy() {
        return askedFor(bbbProxy)
      },
      get postgresProxy() {
        return askedFor(postgresProxy)
      },
      keys,
      writeTenants,
      writeSecret,
      output: () => replicas.map((replica) => replica.output()).join(''),
      close,
    }
  }
}
