import { BbbInvalidRequest } from '../errors/invalid-input.ts'
import type { QueryValue } from './query-string.ts'

/** Turns a value into what is sent, or names the rule that it breaks. */
type Check = (value: unknown) => { send: QueryValue } | { rule: string }

/** How one parameter of a call is checked. */
export type Parameter = ValueParameter | { kind: 'map'; prefix: string; key: RegExp; keyRule: string; check: Check }

/** A parameter that is one pair. */
export interface ValueParameter {
  kind: 'value'
  required: boolean
  check: Check
}

/** Every parameter of a call. The list is closed: what is not on it is refused. */
export type ParameterTable<T> = { readonly [K in keyof Required<T>]: Parameter }

// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const controlOrLoneSurrogate = /[\u0000-\u001F\u007F]|\p{Surrogate}/u

function checkText(min: number, max: number): Check {
  const rule = `must be text of ${min} to ${max} characters, without control characters`
  return (value) => {
    if (typeof value !== 'string' || value.length > max || controlOrLoneSurrogate.test(value)) return { rule }
    return min > 0 && value.trim().length < min ? { rule } : { send: value }
  }
}

/** Text without control characters and lone surrogates; blanks at its ends do not count. */
export function text(limits: { min?: number; max?: number } = {}): ValueParameter {
  return { kind: 'value', required: false, check: checkText(limits.min ?? 0, limits.max ?? 65_536) }
}

/** The id of a meeting as the application chose it. */
export const meetingIDRule = 'must be text of 2 to 256 characters, without commas and control characters'

const checkMeetingID: Check = (value) => {
  const checked = checkText(2, 256)(value)
  return 'rule' in checked || String(value).includes(',') ? { rule: meetingIDRule } : checked
}

/** 2 to 256 characters, no comma: BBB reads commas as a list. */
export const meetingID: ValueParameter = { kind: 'value', required: false, check: checkMeetingID }

/** `true` or `false`. */
export const boolean: ValueParameter = {
  kind: 'value',
  required: false,
  check: (value) => (typeof value === 'boolean' ? { send: value } : { rule: 'must be true or false' }),
}

/** A whole number. */
export function integer(limits: { min?: number; max?: number } = {}): ValueParameter {
  const { min = 0, max = Number.MAX_SAFE_INTEGER } = limits
  const rule = `must be a whole number from ${min} to ${max}`
  return {
    kind: 'value',
    required: false,
    check: (value) =>
      Number.isSafeInteger(value) && Number(value) >= min && Number(value) <= max ? { send: Number(value) } : { rule },
  }
}

/** One of the words of a closed list. */
export function oneOf(...words: readonly string[]): ValueParameter {
  return {
    kind: 'value',
    required: false,
    check: (value) =>
      typeof value === 'string' && words.includes(value)
        ? { send: value }
        : { rule: `must be one of ${words.join(', ')}` },
  }
}

/** Several texts, sent with commas between them. */
export function list(item: ValueParameter = text({ min: 1, max: 1024 })): ValueParameter {
  const rule = 'must be a list of texts without commas and control characters'
  return {
    kind: 'value',
    required: false,
    check: (value) => {
      if (!Array.isArray(value)) return { rule }
      const items: unknown[] = value
      const isClean = items.every((one) => 'send' in item.check(one) && !String(one).includes(','))
      return isClean ? { send: items.join(',') } : { rule }
    },
  }
}

/** An absolute http or https address. It is encoded once, on sending: do not encode it before. */
export const url: ValueParameter = {
  kind: 'value',
  required: false,
  check: (value) => {
    const rule = 'must be an absolute http or https address of at most 4096 characters'
    if (!('send' in checkText(8, 4096)(value)) || !URL.canParse(String(value))) return { rule }
    return /^https?:$/.test(new URL(String(value)).protocol) ? { send: String(value) } : { rule }
  },
}

/** A value that is sent as JSON text. */
export const json: ValueParameter = {
  kind: 'value',
  required: false,
  check: (value) => {
    const written = typeof value === 'object' && value !== null ? JSON.stringify(value) : undefined
    return written === undefined ? { rule: 'must be an object or array' } : { send: written }
  },
}

/** The parameter must be given. */
export function required(parameter: ValueParameter): ValueParameter {
  return { ...parameter, required: true }
}

function map(prefix: string, key: RegExp, keyRule: string): Parameter {
  return { kind: 'map', prefix, key, keyRule, check: checkText(0, 65_536) }
}

/** `meta_KEY`. BBB drops other keys without a word, and stores keys in lower case. */
export const meta = map('meta_', /^[A-Za-z][A-Za-z0-9-]{0,127}$/, 'must have keys of letters, digits and hyphens')

/** `userdata-NAME`. BBB makes an XML element of the name: any other character breaks everybody's getMeetingInfo. */
export const userdata = map('userdata-', /^[A-Za-z_][A-Za-z0-9_]{0,127}$/, 'must have names of letters, digits and _')

/** `plugin_KEY`, handed to plugins. */
export const plugin = map('plugin_', /^[A-Za-z][A-Za-z0-9-]{0,127}$/, 'must have keys of letters, digits and hyphens')

/**
 * Checks parameters against their table and writes them as pairs, in the order given.
 * @throws {BbbInvalidRequest} for an unknown, missing or unfit parameter; it names the parameter, never the value
 */
export function collectParameters(
  callName: string,
  table: Readonly<Record<string, Parameter>>,
  given: object,
): [string, QueryValue][] {
  const pairs: [string, QueryValue][] = []
  const present = new Set<string>()
  for (const [name, value] of Object.entries(given) as [string, unknown][]) {
    if (value === undefined || value === null) continue
    const parameter = Object.hasOwn(table, name) ? table[name] : undefined
    if (parameter === undefined) throw refusal(callName, name, 'is not a parameter of this call')
    present.add(name)
    if (parameter.kind === 'map') pairs.push(...mapPairs(callName, name, parameter, value))
    else pairs.push([name, checked(callName, name, parameter.check, value)])
  }
  for (const [name, parameter] of Object.entries(table)) {
    if (parameter.kind === 'value' && parameter.required && !present.has(name))
      throw refusal(callName, name, 'is required')
  }
  return pairs
}

function mapPairs(callName: string, name: string, parameter: Parameter & { kind: 'map' }, value: unknown) {
  if (typeof value !== 'object' || value === null) throw refusal(callName, name, 'must be an object or a Map')
  const entries: [string, unknown][] =
    value instanceof Map ? [...(value as Map<string, unknown>)] : Object.entries(value)
  const seen = new Set<string>()
  return entries.flatMap(([key, text]): [string, QueryValue][] => {
    if (!parameter.key.test(key)) throw refusal(callName, name, parameter.keyRule)
    const lower = key.toLowerCase()
    if (lower.endsWith('checksum')) throw refusal(callName, name, 'must not hold a name that ends in checksum')
    if (seen.has(lower)) throw refusal(callName, name, 'must not hold the same key twice, in whatever case')
    seen.add(lower)
    if (text === undefined || text === null) return []
    const textual = typeof text === 'boolean' || typeof text === 'number' ? String(text) : text
    return [[parameter.prefix + key, checked(callName, `${name}.${key}`, parameter.check, textual)]]
  })
}

function checked(callName: string, name: string, check: Check, value: unknown): QueryValue {
  const result = check(value)
  if ('rule' in result) throw refusal(callName, name, result.rule)
  return result.send
}

function refusal(callName: string, parameter: string, rule: string): BbbInvalidRequest {
  return new BbbInvalidRequest({ callName, parameter, rule })
}
