import { type ChildProcess, spawn } from 'node:child_process'
import { generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { request as httpRequest } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TenantDocument } from '@bbb-room/bff'
import { type FakeBbb, freePort, startFakeBbb } from '@bbb-room/fake-bbb'

const program = join(import.meta.dirname, '../dist/main.js')
export const page = 'https://school.example'
const issuer = 'https://school.example'

/** The program as an operator runs it, in front of a fake BBB, with a folder of its own. */
export interface ServerProcess {
  readonly bbb: FakeBbb
  readonly origin: string
  readonly port: number
  readonly adminOrigin: string
  readonly child: ChildProcess
  readonly folder: string
  /** Every byte it has written so far. */
  readonly output: () => string
  readonly tokenOf: (claims?: Readonly<Record<string, unknown>>) => string
  readonly request: (method: string, path: string, options?: RequestOptions) => Promise<Response>
  /** Joins and launches as a moderator. @returns BBB's join address */
  readonly enter: (claims?: Readonly<Record<string, unknown>>) => Promise<URL>
  /** Changes the tenants file and sends SIGHUP; resolves when it was read. */
  readonly reload: (change: Partial<TenantDocument>) => Promise<void>
  readonly writeSecret: (secret: string) => void
  readonly stop: (signal?: NodeJS.Signals) => Promise<number | null>
  readonly close: () => Promise<void>
}

export interface RequestOptions {
  token?: string
  body?: unknown
  headers?: Readonly<Record<string, string>>
}

export interface ServerProcessOptions {
  secret?: string
  variables?: Readonly<Record<string, string>>
  tenant?: Partial<TenantDocument>
}

const newKey = () => randomBytes(36).toString('base64')

export async function startServerProcess(options: ServerProcessOptions = {}): Promise<ServerProcess> {
  if (!existsSync(program)) throw new Error('build the package first: pnpm --filter @bbb-room/bff-server build')
  const secret = options.secret ?? randomBytes(24).toString('base64url')
  const folder = mkdtempSync(join(tmpdir(), 'bff-server-'))
  const bbb = await startFakeBbb({ secret, recordingDelayMs: { processing: 50, published: 100 } })
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const port = await freePort()
  const origin = `http://127.0.0.1:${port}`
  const tenantsFile = join(folder, 'tenants.json')
  const writeSecret = (text: string) => writeFileSync(join(folder, 'bbb-secret'), `${text}\n`)
  const writeTenants = (change: Partial<TenantDocument> = {}) => {
    const acme: TenantDocument = {
      bbb: { baseUrl: bbb.baseUrl, sharedSecret: `file:${join(folder, 'bbb-secret')}` },
      issuers: [{ issuer, keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k1' }] }],
      pageOrigins: [page],
      rooms: { createOnFirstJoin: true, defaults: { record: true } },
      limits: { joinsPerSubjectPerMinute: 1000 },
      ...options.tenant,
      ...change,
    }
    writeFileSync(tenantsFile, JSON.stringify({ tenants: { acme } }))
  }
  writeSecret(secret)
  writeTenants()

  const child = spawn(process.execPath, [program], {
    cwd: folder,
    env: {
      PORT: String(port),
      ADMIN_PORT: '0',
      BBB_ROOM_BASE_URL: origin,
      BBB_ROOM_STORE: `sqlite:${join(folder, 'bbb-room.db')}`,
      BBB_ROOM_CONFIG: tenantsFile,
      BBB_ROOM_TICKET_KEY: newKey(),
      BBB_ROOM_ACCESS_TOKEN_KEY: newKey(),
      BBB_ROOM_CALLBACK_KEY: newKey(),
      BBB_ROOM_PSEUDONYM_KEY: newKey(),
      ...options.variables,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += String(chunk)))
  const waitFor = async (pattern: RegExp, from = 0): Promise<RegExpExecArray> => {
    const giveUpAt = Date.now() + 15_000
    for (;;) {
      const found = pattern.exec(output.slice(from))
      if (found) return found
      if (child.exitCode !== null || Date.now() > giveUpAt) throw new Error(`no ${pattern.source} in:\n${output}`)
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  const listening = JSON.parse((await waitFor(/^\{"event":"listening".*\}$/m))[0]) as { adminPort: number }

  const tokenOf: ServerProcess['tokenOf'] = (claims = {}) => {
    const iat = Math.floor(Date.now() / 1000)
    const input = [
      { typ: 'at+jwt', alg: 'EdDSA', kid: 'k1' },
      {
        iss: issuer,
        aud: `${origin}/t/acme`,
        sub: 'teacher',
        iat,
        exp: iat + 120,
        jti: randomBytes(8).toString('hex'),
        room: 'maths',
        role: 'moderator',
        ...claims,
      },
    ]
      .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
      .join('.')
    return `${input}.${sign(null, Buffer.from(input), privateKey).toString('base64url')}`
  }

  const request: ServerProcess['request'] = (method, path, { token, body, headers } = {}) => {
    const isForm = body instanceof URLSearchParams
    const contentType = isForm ? 'application/x-www-form-urlencoded' : 'application/json'
    return send(`${origin}/t/acme/v1${path}`, {
      method,
      headers: {
        ...(token !== undefined && { Authorization: `Bearer ${token}` }),
        ...(body !== undefined && { 'Content-Type': contentType }),
        Origin: page,
        ...headers,
      },
      body: body === undefined ? undefined : isForm ? body.toString() : JSON.stringify(body),
    })
  }

  const stop: ServerProcess['stop'] = async (signal = 'SIGTERM') => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit')
      child.kill(signal)
      await ended
    }
    return child.exitCode
  }

  return {
    bbb,
    origin,
    port,
    adminOrigin: `http://127.0.0.1:${listening.adminPort}`,
    child,
    folder,
    output: () => output,
    tokenOf,
    request,
    async enter(claims = {}) {
      const joined = await request('POST', '/rooms/maths/join', { token: tokenOf({ azo: page, ...claims }), body: {} })
      const { ticket } = (await joined.json()) as { ticket: string }
      const launched = await request('POST', '/launch', { body: new URLSearchParams({ ticket }) })
      if (launched.status !== 303) throw new Error(`launched with ${launched.status}`)
      return new URL(launched.headers.get('Location') ?? '')
    },
    async reload(change) {
      const from = output.length
      writeTenants(change)
      child.kill('SIGHUP')
      await waitFor(/tenants-(not-)?reloaded/, from)
    },
    writeSecret,
    stop,
    async close() {
      await stop('SIGKILL')
      await bbb.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** Not `fetch`, which says of each request that a script made it: a launch is refused then, as it should be. */
function send(
  address: string,
  { method, headers, body }: { method: string; headers: Record<string, string>; body: string | undefined },
): Promise<Response> {
  return new Promise((resolve, reject) => {
    const outgoing = httpRequest(address, { method, headers, agent: false }, (incoming) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk)).on('error', reject)
      incoming.on('end', () => {
        const status = incoming.statusCode ?? 0
        const answered = new Headers(Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]))
        resolve(new Response(chunks.length === 0 ? null : Buffer.concat(chunks), { status, headers: answered }))
      })
    })
    outgoing.on('error', reject).end(body)
  })
}

/** Asks until `check` holds. */
export async function eventually(check: () => Promise<boolean>, withinMs = 10_000): Promise<void> {
  const giveUpAt = Date.now() + withinMs
  while (!(await check())) {
    if (Date.now() > giveUpAt) throw new Error(`not within ${withinMs} ms`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}
