import { type ConfigurationProblem, findSecretWeakness, isLoopbackUrl } from '@bbb-room/bff'
import { z } from 'zod'
import { readTextFile } from './read-text-file.ts'

const port = (fallback: number) => z.coerce.number().int().min(0).max(65535).default(fallback)
const count = (fallback: number) => z.coerce.number().int().min(0).max(10_000_000).default(fallback)
const ownKey = z.string().superRefine((text, context) => {
  const weakness = findSecretWeakness(text, 32)
  if (weakness !== undefined) context.addIssue({ code: 'custom', message: weakness })
})

/** Every variable that the server reads. `.env.example` lists the same. */
export const environmentSchema = z.object({
  HOST: z.string().default('127.0.0.1'),
  PORT: port(8080),
  ADMIN_HOST: z.string().default('127.0.0.1'),
  ADMIN_PORT: port(9090),
  LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  BBB_ROOM_BASE_URL: z.string().superRefine((text, context) => {
    const message = findBaseUrlProblem(text)
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  }),
  BBB_ROOM_STORE: z
    .string()
    .regex(/^(sqlite:.+|postgres(ql)?:\/\/.+)$/, 'is neither sqlite:FILE nor postgres://…')
    .default('sqlite:bbb-room.db'),
  BBB_ROOM_STORE_OWNER: z
    .string()
    .regex(/^postgres(ql)?:\/\/.+$/, 'is not postgres://…')
    .optional(),
  BBB_ROOM_TRUSTED_PROXIES: count(0),
  BBB_ROOM_SOCKETS_PER_ADDRESS: count(500),
  BBB_ROOM_REQUESTS_PER_ADDRESS_PER_MINUTE: count(6000),
  BBB_ROOM_GUEST_TOKENS_PER_ADDRESS_PER_MINUTE: count(30),
  BBB_ROOM_TICKET_KEY: ownKey,
  BBB_ROOM_TICKET_KEY_PREVIOUS: ownKey.optional(),
  BBB_ROOM_ACCESS_TOKEN_KEY: ownKey,
  BBB_ROOM_ACCESS_TOKEN_KEY_PREVIOUS: ownKey.optional(),
  BBB_ROOM_CALLBACK_KEY: ownKey,
  BBB_ROOM_CALLBACK_KEY_PREVIOUS: ownKey.optional(),
  BBB_ROOM_PSEUDONYM_KEY: ownKey,
  BBB_ROOM_CONFIG: z.string().optional(),
  BBB_ROOM_TENANT: z.string().optional(),
  BBB_URL: z.string().optional(),
  BBB_SECRET: z.string().optional(),
  BBB_ROOM_ISSUER: z.string().optional(),
  BBB_ROOM_ISSUER_JWK: z.string().optional(),
  BBB_ROOM_PAGE_ORIGINS: z.string().optional(),
})

export type Environment = z.output<typeof environmentSchema>

const secretName = /^BBB_ROOM_(STORE|.*_KEY)(_OWNER|_PREVIOUS)?$/

const keyNames = [
  'BBB_ROOM_TICKET_KEY',
  'BBB_ROOM_ACCESS_TOKEN_KEY',
  'BBB_ROOM_CALLBACK_KEY',
  'BBB_ROOM_PSEUDONYM_KEY',
] as const

/**
 * Reads the variables; an empty one counts as unset.
 * @returns what could be read, and every problem with the rest, by name and never with a value
 */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): {
  environment: Environment | undefined
  problems: ConfigurationProblem[]
} {
  const { set, problems } = readFiles(variables)
  problems.push(...findReusedKeys(set))
  const parsed = environmentSchema.safeParse(set)
  if (parsed.success) return { environment: parsed.data, problems }
  for (const issue of parsed.error.issues) {
    const where = String(issue.path[0])
    if (problems.some((problem) => problem.where === where)) continue
    problems.push({ where, what: set[where] === undefined ? 'is not set' : describe(issue) })
  }
  return { environment: undefined, problems }
}

/** The variables that are set; a secret may stand in a file instead: `file:/run/secrets/ticket-key`. */
function readFiles(variables: Readonly<Record<string, string | undefined>>): {
  set: Record<string, string>
  problems: ConfigurationProblem[]
} {
  const set: Record<string, string> = {}
  const problems: ConfigurationProblem[] = []
  for (const [name, value] of Object.entries(variables)) {
    if (value === undefined || value === '') continue
    const isReference = secretName.test(name) && value.startsWith('file:/')
    const text = isReference ? readTextFile(value.slice('file:'.length)) : value
    if (text === undefined) problems.push({ where: name, what: 'refers to a file that is missing or empty' })
    else set[name] = text
  }
  return { set, problems }
}

function describe(issue: z.core.$ZodIssue): string {
  return issue.code === 'custom' || issue.code === 'invalid_format' ? issue.message : 'is not a valid value'
}

function findReusedKeys(set: Readonly<Record<string, string | undefined>>): ConfigurationProblem[] {
  const owners = new Map<string, string>()
  return keyNames.flatMap((where) => {
    const value = set[where]
    if (value === undefined) return []
    const owner = owners.get(value)
    if (owner === undefined) owners.set(value, where)
    return owner === undefined ? [] : [{ where, what: `has the value of ${owner}: each key serves one purpose` }]
  })
}

function findBaseUrlProblem(text: string): string | undefined {
  if (!URL.canParse(text)) return 'is not an address'
  const url = new URL(text)
  if (url.origin !== text) return 'is not an origin: scheme, host and port, with nothing behind'
  if (url.protocol !== 'https:' && !isLoopbackUrl(text)) return 'is not https (http is for loopback only)'
  return undefined
}
