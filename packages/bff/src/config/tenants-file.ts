import {
  attendanceKeptSchema,
  hostEventTypes,
  roomDeclarationSchema,
  roomIdSchema,
  tenantIdSchema,
} from '@bbb-room/bff-api'
import { z } from 'zod'
import { KeyRefused, registerHmacKey, registerPublicJwk, type VerificationKey } from '../auth/verification-key.ts'
import type { IssuerConfig, SignInConfig, TenantConfig, WebhookEndpoint } from './bff-config.ts'
import { ConfigurationError, type ConfigurationProblem } from './configuration-error.ts'
import { deepFreeze } from './deep-freeze.ts'
import { findOriginProblem, isLoopbackUrl } from './origin.ts'
import { Secret } from './secret.ts'
import { findSecretWeakness } from './weak-secret.ts'
import { readWebhookKey } from './webhook-key.ts'

/**
 * Looks up what a reference names: `env:NAME` or `file:/path`.
 * @returns `undefined` when there is no such variable or file, or it is empty
 */
export type ResolveReference = (reference: SecretReference) => string | undefined
export interface SecretReference {
  kind: 'env' | 'file'
  name: string
}

const originSchema = z.string().superRefine((text, context) => {
  const problem = findOriginProblem(text)
  if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
})

const hostSchema = z
  .string()
  .regex(/^(?=.{1,253}$)[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+$/, 'is not a host name in lower case')

const referenceSchema = z
  .string()
  .regex(
    /^(env:[A-Za-z_][A-Za-z0-9_]*|file:\/.+)$/,
    'must be a reference, env:NAME or file:/path, not the secret itself',
  )

const issuerSchema = z.strictObject({
  issuer: z.string().min(1).max(256),
  keys: z.array(z.record(z.string(), z.unknown())).max(4).default([]),
  hmacKeys: z
    .array(z.strictObject({ kid: z.string().regex(/^[A-Za-z0-9_-]{1,64}$/), secret: referenceSchema }))
    .max(4)
    .default([]),
  jwksUrl: z.url({ protocol: /^https$/, error: 'is not an https address' }).optional(),
  clockToleranceSeconds: z.int().min(0).max(300).default(60),
})

const webhookSchema = z.strictObject({
  url: z.url({ protocol: /^https?$/, error: 'is not an https address' }),
  secrets: z.array(referenceSchema).min(1).max(2),
  events: z
    .array(z.enum(hostEventTypes))
    .min(1)
    .default([...hostEventTypes]),
})

const signInSchema = z.strictObject({
  issuer: z.url({ protocol: /^https?$/, error: 'is not an https address' }),
  clientId: z.string().min(1).max(256),
  clientSecret: referenceSchema,
  scopes: z.array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/)).default(['openid', 'profile']),
  nameClaim: z.string().min(1).max(128).default('name'),
  rules: z
    .array(
      z
        .strictObject({
          claim: z.string().min(1).max(128).optional(),
          value: z.string().max(256).optional(),
          role: z.enum(['moderator', 'viewer']),
          rooms: z.array(roomIdSchema).min(1).optional(),
        })
        .refine(
          ({ claim, value }) => (claim === undefined) === (value === undefined),
          'needs claim and value, or neither',
        ),
    )
    .min(1, 'needs a rule: without one nobody gets in')
    .max(100),
})

const tenantSchema = z.strictObject({
  bbb: z.strictObject({
    baseUrl: z.url({ protocol: /^https?$/, error: 'is not an http(s) address' }),
    sharedSecret: z.union([referenceSchema, z.array(referenceSchema).min(1).max(2)], {
      error: 'must be a reference, env:NAME or file:/path, or two of them: the current and the previous',
    }),
    algorithm: z.enum(['sha1', 'sha256', 'sha384', 'sha512']).default('sha256'),
    dangerouslyAllowHttp: z.boolean().default(false),
    dangerouslyAllowSha1: z.boolean().default(false),
    endCallback: z.enum(['meetingEndedURL', 'meta_endCallbackUrl']).default('meetingEndedURL'),
    webhooks: z
      .strictObject({
        register: z.boolean().default(false),
        dangerouslyAllowSha1: z.boolean().default(false),
        dangerouslyAllowBearer: z.boolean().default(false),
      })
      .prefault({}),
    sharedByOperator: z.boolean().default(false),
  }),
  issuers: z.array(issuerSchema).max(20).default([]),
  pageOrigins: z.array(originSchema).max(100).default([]),
  playbackOrigins: z.array(originSchema).max(20).optional(),
  frameOrigins: z.array(originSchema).max(20).optional(),
  display: z
    .strictObject({
      mode: z.enum(['tab', 'frame']).default('tab'),
      why: z.string().max(500).default(''),
      dangerouslyAllowRequestsWithoutSession: z.boolean().default(false),
    })
    .prefault({}),
  rooms: z
    .strictObject({
      createOnFirstJoin: z.boolean().default(false),
      defaults: roomDeclarationSchema
        .omit({ name: true, opens_at: true, closes_at: true, access_code: true, presentations: true })
        .default({}),
      presentationHosts: z.array(hostSchema).max(100).default([]),
    })
    .prefault({}),
  limits: z
    .strictObject({
      joinsPerSubjectPerMinute: z.int().min(1).max(1000).default(10),
      joinsPerRoomPerMinute: z.int().min(1).max(1_000_000).default(2000),
      joinsPerTenantPerMinute: z.int().min(1).max(1_000_000).default(10_000),
      endedForSeconds: z.int().min(0).max(86_400).default(900),
    })
    .prefault({}),
  names: z.enum(['full', 'given', 'alias']).default('full'),
  attendance: z
    .strictObject({
      keep: attendanceKeptSchema.default('off'),
      activity: z.boolean().default(false),
      days: z.int().min(1).max(3650).default(30),
    })
    .prefault({}),
  webhooks: z.array(webhookSchema).max(5).default([]),
  signIn: signInSchema.optional(),
  roles: z
    .strictObject({
      host: z.enum(['moderator', 'viewer']).default('moderator'),
      guest: z.literal('viewer').default('viewer'),
      'sign-in': z.enum(['moderator', 'viewer']).default('moderator'),
      lms: z.enum(['moderator', 'viewer']).default('moderator'),
    })
    .prefault({}),
  retention: z
    .strictObject({
      meetingDays: z.int().min(1).max(3650).default(90),
      auditDays: z.int().min(30).max(3650).default(365),
      inboxDays: z.int().min(1).max(365).default(30),
      recordingDays: z.int().min(1).max(3650).optional(),
      trashDays: z.int().min(0).max(90).default(7),
    })
    .prefault({}),
})

/** The tenants file, once YAML or JSON has been read. Strict: a misspelt field is a problem, not a default. */
export const tenantsFileSchema = z.strictObject({
  tenants: z.record(z.string(), tenantSchema).refine((tenants) => Object.keys(tenants).length > 0, 'names no tenant'),
})

/** One tenant as the file writes it, before defaults. */
export type TenantDocument = z.input<typeof tenantSchema>

/**
 * Checks the tenants file and resolves its references.
 * @param document what the YAML or JSON file holds
 * @throws {ConfigurationError} every problem of the whole file at once, by field, never with a value
 */
export function readTenants(document: unknown, resolve: ResolveReference): TenantConfig[] {
  const parsed = tenantsFileSchema.safeParse(document)
  if (!parsed.success) throw new ConfigurationError(parsed.error.issues.map(problemOf))
  const problems: ConfigurationProblem[] = []
  const tenants = Object.entries(parsed.data.tenants).map(([id, tenant]) => {
    const where = `tenants.${tenantIdSchema.safeParse(id).success ? id : '?'}`
    const report = (field: string, what: string) => void problems.push({ where: `${where}${field}`, what })
    if (!tenantIdSchema.safeParse(id).success) report('', 'is not a tenant id: 1–63 of a-z 0-9 and inner hyphens')
    return readTenant(id, tenant, resolve, report)
  })
  problems.push(...findSharedIssuers(tenants), ...findSharedServers(tenants, parsed.data.tenants))
  if (problems.length > 0) throw new ConfigurationError(problems)
  return tenants.map(deepFreeze)
}

type ParsedTenant = z.output<typeof tenantSchema>
type Report = (field: string, what: string) => void

function readTenant(id: string, tenant: ParsedTenant, resolve: ResolveReference, report: Report): TenantConfig {
  const { bbb, display } = tenant
  const bbbOrigin = new URL(bbb.baseUrl).origin
  if (bbb.baseUrl.startsWith('http:') && !bbb.dangerouslyAllowHttp && !isLoopbackUrl(bbb.baseUrl)) {
    report('.bbb.baseUrl', 'is http: use https, or say dangerouslyAllowHttp')
  }
  if (/[?#]|\/\/[^/]*@/.test(bbb.baseUrl)) report('.bbb.baseUrl', 'carries a query, a fragment or a password')
  if (bbb.algorithm === 'sha1' && !bbb.dangerouslyAllowSha1) {
    report('.bbb.algorithm', 'is sha1: use sha256, or say dangerouslyAllowSha1')
  }
  if (display.mode === 'frame' && display.why.trim() === '') {
    report('.display.why', 'must say why a frame is safe here, as BBB is then open to the page around it')
  }
  if (tenant.attendance.activity && tenant.attendance.keep === 'off') {
    report('.attendance.activity', 'has nobody to be kept for: keep is off')
  }
  const references = [bbb.sharedSecret].flat()
  const [current = new Secret(''), former] = references.map((reference, place) => {
    const field = references.length === 1 ? '.bbb.sharedSecret' : `.bbb.sharedSecret[${place}]`
    return readSecret(reference, 16, resolve, (what) => report(field, what)) ?? new Secret('')
  })
  return {
    id,
    bbb: {
      baseUrl: bbb.baseUrl,
      sharedSecrets: former === undefined ? [current] : [current, former],
      algorithm: bbb.algorithm,
      dangerouslyAllowHttp: bbb.dangerouslyAllowHttp || isLoopbackUrl(bbb.baseUrl),
      dangerouslyAllowSha1: bbb.dangerouslyAllowSha1,
      endCallback: bbb.endCallback,
      webhooks: bbb.webhooks,
    },
    issuers: tenant.issuers.map((issuer, place) =>
      readIssuer(issuer, resolve, (field, what) => report(`.issuers[${place}]${field}`, what)),
    ),
    pageOrigins: tenant.pageOrigins,
    playbackOrigins: tenant.playbackOrigins ?? [bbbOrigin],
    frameOrigins: tenant.frameOrigins ?? [bbbOrigin],
    display,
    rooms: tenant.rooms,
    limits: tenant.limits,
    names: tenant.names,
    attendance: tenant.attendance,
    webhooks: readWebhooks(tenant.webhooks, resolve, report),
    signIn: tenant.signIn && readSignIn(tenant.signIn, resolve, (field, what) => report(`.signIn${field}`, what)),
    roles: tenant.roles,
    retention: { ...tenant.retention, recordingDays: tenant.retention.recordingDays },
  }
}

function readIssuer(issuer: ParsedTenant['issuers'][number], resolve: ResolveReference, report: Report): IssuerConfig {
  const keys = new Map<string, VerificationKey>()
  const add = (field: string, make: () => VerificationKey | undefined) => {
    try {
      const key = make()
      if (key === undefined) return
      if (keys.has(key.kid)) report(field, 'has the kid of another key of this issuer')
      keys.set(key.kid, key)
    } catch (error) {
      if (!(error instanceof KeyRefused)) throw error
      report(field, error.reason)
    }
  }
  issuer.keys.forEach((jwk, place) => add(`.keys[${place}]`, () => registerPublicJwk(jwk)))
  issuer.hmacKeys.forEach(({ kid, secret }, place) =>
    add(`.hmacKeys[${place}]`, () => {
      const value = readSecret(secret, 32, resolve, (what) => report(`.hmacKeys[${place}].secret`, what))
      return value && registerHmacKey(kid, value)
    }),
  )
  const { jwksUrl, clockToleranceSeconds } = issuer
  if (issuer.keys.length + issuer.hmacKeys.length === 0 && jwksUrl === undefined) {
    report('', 'has no keys: give keys, hmacKeys or jwksUrl')
  }
  return { issuer: issuer.issuer, keys, jwksUrl, clockToleranceSeconds }
}

function readWebhooks(
  webhooks: ParsedTenant['webhooks'],
  resolve: ResolveReference,
  report: Report,
): WebhookEndpoint[] {
  const addresses = new Set<string>()
  return webhooks.map(({ url, secrets, events }, place) => {
    const field = `.webhooks[${place}]`
    const { protocol, port, username, password } = new URL(url)
    if (!isLoopbackUrl(url)) {
      if (protocol === 'http:') report(`${field}.url`, 'is http: use https')
      if (port !== '' && port !== '8443') report(`${field}.url`, 'has a port other than 443 and 8443')
    }
    if (username !== '' || password !== '') report(`${field}.url`, 'carries a password')
    if (addresses.has(url)) report(`${field}.url`, 'stands here twice: name its events in one place')
    addresses.add(url)
    const keys = secrets.map((reference, each) => {
      const where = `${field}.secrets[${each}]`
      const secret = readSecret(reference, 24, resolve, (what) => report(where, what))
      if (secret !== undefined && readWebhookKey(secret) === undefined) {
        report(where, 'is not a webhook secret: whsec_ and 24 to 64 bytes in base64')
      }
      return secret ?? new Secret('')
    })
    return { url, keys: keys as [Secret, ...Secret[]], events }
  })
}

function readSignIn(
  signIn: NonNullable<ParsedTenant['signIn']>,
  resolve: ResolveReference,
  report: Report,
): SignInConfig {
  const { issuer, scopes } = signIn
  if (issuer.startsWith('http:') && !isLoopbackUrl(issuer)) report('.issuer', 'is http: use https')
  if (/[?#]|\/\/[^/]*@/.test(issuer)) report('.issuer', 'carries a query, a fragment or a password')
  if (!scopes.includes('openid')) report('.scopes', 'needs openid')
  return {
    ...signIn,
    clientSecret:
      readSecret(signIn.clientSecret, 16, resolve, (what) => report('.clientSecret', what)) ?? new Secret(''),
    rules: signIn.rules.map(({ claim, value, role, rooms }) => ({ claim, value, role, rooms })),
  }
}

function readSecret(
  reference: string,
  minimumBytes: number,
  resolve: ResolveReference,
  report: (what: string) => void,
): Secret | undefined {
  const split = reference.indexOf(':')
  const kind = reference.slice(0, split) as SecretReference['kind']
  const name = reference.slice(split + 1)
  const text = resolve({ kind, name })
  if (text === undefined) {
    report(
      kind === 'env' ? `refers to the variable ${name}, which is not set` : 'refers to a file that is missing or empty',
    )
    return undefined
  }
  const weakness = findSecretWeakness(text, minimumBytes)
  if (weakness === undefined) return new Secret(text.trim())
  report(kind === 'env' ? `(variable ${name}) ${weakness}` : weakness)
  return undefined
}

/** An issuer decides the tenant, so it belongs to one tenant only. */
function findSharedIssuers(tenants: readonly TenantConfig[]): ConfigurationProblem[] {
  const owners = new Set<string>()
  return tenants.flatMap((tenant) =>
    tenant.issuers.flatMap(({ issuer }, place) => {
      if (!owners.has(issuer)) {
        owners.add(issuer)
        return []
      }
      return [{ where: `tenants.${tenant.id}.issuers[${place}].issuer`, what: 'is already the issuer of a tenant' }]
    }),
  )
}

/**
 * With the same server and secret one tenant could end what another runs, would its ids leak: only where each of them
 * says that it knows.
 */
function findSharedServers(
  tenants: readonly TenantConfig[],
  documents: Readonly<Record<string, ParsedTenant>>,
): ConfigurationProblem[] {
  const saysSo = ({ id }: TenantConfig) => documents[id]?.bbb.sharedByOperator === true
  const owners = new Map<string, TenantConfig>()
  return tenants.flatMap((tenant) =>
    tenant.bbb.sharedSecrets.flatMap((secret, place) => {
      if (secret.reveal() === '') return []
      const key = JSON.stringify([serverOf(tenant.bbb.baseUrl), secret.reveal()])
      const owner = owners.get(key) ?? tenant
      owners.set(key, owner)
      if (owner === tenant || (saysSo(owner) && saysSo(tenant))) return []
      const field = tenant.bbb.sharedSecrets.length === 1 ? 'sharedSecret' : `sharedSecret[${place}]`
      return [
        {
          where: `tenants.${tenant.id}.bbb.${field}`,
          what: `is that of ${owner.id}, for the same server: give each a secret or server of its own, or say sharedByOperator at both`,
        },
      ]
    }),
  )
}

/** One server, however its address is written. */
function serverOf(baseUrl: string): string {
  const { host, pathname } = new URL(baseUrl)
  return `${host}${pathname.replace(/(\/api)?\/*$/, '')}`
}

function problemOf(issue: z.core.$ZodIssue): ConfigurationProblem {
  const path = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('')
  const where = path.replace(/^\./, '') || 'the tenants file'
  if (issue.code === 'unrecognized_keys')
    return { where, what: `has fields that do not exist: ${issue.keys.join(', ')}` }
  return { where, what: issue.code === 'custom' ? issue.message : `is wrong: ${issue.message}` }
}
