import { readFileSync } from 'node:fs'
import {
  type BffConfig,
  ConfigurationError,
  type ConfigurationProblem,
  readTenants,
  Secret,
  type SecretReference,
  type TenantConfig,
} from '@bbb-room/bff'
import { parse } from 'yaml'
import { type Environment, readEnvironment } from './env.ts'
import { readTextFile } from './read-text-file.ts'

type Variables = Readonly<Record<string, string | undefined>>

/** All that the program is told. */
export interface Configuration {
  environment: Environment
  config: BffConfig
  tenants: TenantConfig[]
}

/**
 * Reads environment and tenants file.
 * @throws {ConfigurationError} every problem of both at once
 */
export function readConfiguration(variables: Variables): Configuration {
  const { environment, problems } = readEnvironment(variables)
  let tenants: TenantConfig[] = []
  try {
    tenants = readTenants(tenantsDocument(variables), resolveWith(variables))
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    problems.push(...error.problems)
  }
  if (environment === undefined || problems.length > 0) throw new ConfigurationError(problems)
  return { environment, config: configOf(environment), tenants }
}

/** The tenants alone, for a reload. @throws {ConfigurationError} */
export function reloadTenants(variables: Variables): TenantConfig[] {
  return readTenants(tenantsDocument(variables), resolveWith(variables))
}

function configOf(environment: Environment): BffConfig {
  const rotating = (current: string, previous: string | undefined) => ({
    current: new Secret(current),
    previous: previous === undefined ? undefined : new Secret(previous),
  })
  return Object.freeze({
    baseUrl: environment.BBB_ROOM_BASE_URL,
    keys: Object.freeze({
      ticket: rotating(environment.BBB_ROOM_TICKET_KEY, environment.BBB_ROOM_TICKET_KEY_PREVIOUS),
      accessToken: rotating(environment.BBB_ROOM_ACCESS_TOKEN_KEY, environment.BBB_ROOM_ACCESS_TOKEN_KEY_PREVIOUS),
      callback: rotating(environment.BBB_ROOM_CALLBACK_KEY, environment.BBB_ROOM_CALLBACK_KEY_PREVIOUS),
      pseudonym: new Secret(environment.BBB_ROOM_PSEUDONYM_KEY),
    }),
    trustedProxies: environment.BBB_ROOM_TRUSTED_PROXIES,
    limits: Object.freeze({
      requestsPerAddressPerMinute: environment.BBB_ROOM_REQUESTS_PER_ADDRESS_PER_MINUTE,
      guestTokensPerAddressPerMinute: environment.BBB_ROOM_GUEST_TOKENS_PER_ADDRESS_PER_MINUTE,
    }),
  })
}

/** The file that `BBB_ROOM_CONFIG` names, YAML or JSON; without it one tenant from variables. */
function tenantsDocument(variables: Variables): unknown {
  const file = variables['BBB_ROOM_CONFIG']
  if (file === undefined || file === '') return singleTenant(variables)
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    throw new ConfigurationError([{ where: 'BBB_ROOM_CONFIG', what: 'names a file that cannot be read' }])
  }
  try {
    return parse(text, { maxAliasCount: 0, prettyErrors: false })
  } catch {
    throw new ConfigurationError([{ where: 'BBB_ROOM_CONFIG', what: 'names a file that is neither YAML nor JSON' }])
  }
}

const singleTenantNames = [
  'BBB_ROOM_TENANT',
  'BBB_URL',
  'BBB_SECRET',
  'BBB_ROOM_ISSUER',
  'BBB_ROOM_ISSUER_JWK',
  'BBB_ROOM_PAGE_ORIGINS',
] as const

function singleTenant(variables: Variables): unknown {
  const values = Object.fromEntries(singleTenantNames.map((name) => [name, variables[name] ?? '']))
  const problems: ConfigurationProblem[] = singleTenantNames
    .filter((name) => values[name] === '')
    .map((where) => ({ where, what: 'is not set: set it, or name a tenants file in BBB_ROOM_CONFIG' }))
  let jwk: unknown
  try {
    jwk = JSON.parse(values['BBB_ROOM_ISSUER_JWK'] || '{}')
  } catch {
    problems.push({ where: 'BBB_ROOM_ISSUER_JWK', what: 'is not JSON' })
  }
  if (problems.length > 0) throw new ConfigurationError(problems)
  return {
    tenants: {
      [values['BBB_ROOM_TENANT'] ?? '']: {
        bbb: { baseUrl: values['BBB_URL'], sharedSecret: secretReference(values['BBB_SECRET'] ?? '') },
        issuers: [{ issuer: values['BBB_ROOM_ISSUER'], keys: [jwk] }],
        pageOrigins: values['BBB_ROOM_PAGE_ORIGINS']?.split(/[\s,]+/).filter((origin) => origin !== ''),
        rooms: { createOnFirstJoin: true },
      },
    },
  }
}

/** `BBB_SECRET` holds the secret, or says which file does. */
function secretReference(value: string): string {
  return value.startsWith('file:/') ? value : 'env:BBB_SECRET'
}

function resolveWith(variables: Variables) {
  return ({ kind, name }: SecretReference): string | undefined => {
    return kind === 'env' ? variables[name] || undefined : readTextFile(name)
  }
}
