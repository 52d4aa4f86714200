import type { Answer } from '../answer.ts'
import type { BbbRequest } from '../http/read-request.ts'
import type { World } from '../world.ts'

/** What a call is given. */
export interface CallContext {
  readonly world: World
  readonly request: BbbRequest
  readonly params: ReadonlyMap<string, string>
  /** Answer as if it were done, and do nothing. */
  readonly pretend: boolean
}

/** One call of the API. */
export interface Call {
  readonly methods: readonly ('GET' | 'POST')[]
  /** `hooks`: the webhooks process judges the checksum in its own way. `none`: the call needs none. */
  readonly checksum: 'api' | 'hooks' | 'none'
  /** Media types a POST may carry; forms unless given. */
  readonly contentTypes?: readonly string[]
  answer(context: CallContext): Answer | Promise<Answer>
}

const FORMS = ['application/x-www-form-urlencoded', 'multipart/form-data']

/** Media types a POST to this call may carry. */
export const contentTypesOf = (call: Call): readonly string[] => call.contentTypes ?? FORMS

/** `true` in any case; everything else is not. */
export const isTrue = (value: string | undefined): boolean => value?.toLowerCase() === 'true'

/** The parts of a comma list, `undefined` when there was none or it was empty. */
export function listOf(value: string | undefined): string[] | undefined {
  const parts = (value ?? '').split(',').map((part) => part.trim())
  const filled = parts.filter((part) => part !== '')
  return filled.length === 0 ? undefined : filled
}

/** `meta_*` by lower-case key. Keys that are not letters, digits and hyphens after a letter are dropped. */
export function metadataOf(params: ReadonlyMap<string, string>): Map<string, string> {
  const metadata = new Map<string, string>()
  for (const [name, value] of params) {
    const key = name.startsWith('meta_') ? name.slice('meta_'.length) : ''
    if (/^[A-Za-z][A-Za-z0-9-]*$/.test(key)) metadata.set(key.toLowerCase(), value)
  }
  return metadata
}
