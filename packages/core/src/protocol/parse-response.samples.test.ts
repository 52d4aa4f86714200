import { describe, expect, it } from 'vitest'
import { BbbCallFailed } from '../errors/call-failed.ts'
import { BbbResponseUnreadable } from '../errors/response-unreadable.ts'
import { readShared, sampleAnswers, sharedFolder, type SampleAnswer } from '../shared-vectors.test-support.ts'
import { parseJoinErrors } from './join-errors.ts'
import { parseResponse, parseResponseStream } from './parse-response.ts'

function read({ file, call }: SampleAnswer): unknown {
  try {
    return parseResponse(call, readShared(`responses/${file}`))
  } catch (error) {
    return error
  }
}

/** Names of list items: the wrapper's property is the list. */
const items = new Set([
  'attendee',
  'meeting',
  'recording',
  'format',
  'image',
  'breakout',
  'breakoutRoom',
  'hook',
  'error',
])

/** All values at a path of element names, in document order. */
function valuesAt(value: unknown, path: readonly string[]): unknown[] {
  if (Array.isArray(value)) {
    const rest = items.has(path[0] ?? '') ? path.slice(1) : path
    return value.flatMap((item) => valuesAt(item, rest))
  }
  if (path.length === 0) return value === undefined ? [] : [value]
  if (typeof value !== 'object' || value === null) return []
  const [name = '', ...rest] = path
  const fields = value as Record<string, unknown>
  const property = name.startsWith('@') && !(name in fields) ? name.slice(1) : name
  if (Object.hasOwn(fields, property)) return valuesAt(fields[property], rest)
  const raw = fields['raw'] as Record<string, unknown> | undefined
  if (raw !== undefined && Object.hasOwn(raw, name)) return valuesAt(raw[name], rest)
  return []
}

function asText(value: unknown): string {
  return typeof value === 'object' && value !== null ? '' : String(value)
}

describe.skipIf(sharedFolder === undefined)('sample answers', () => {
  it('are all here', () => expect(sampleAnswers).toHaveLength(149))

  it.for(sampleAnswers)('$file says what its index says', (sample) => {
    const { expected } = sample
    const result = read(sample)
    if (expected.format === 'location') {
      expect(parseJoinErrors(readShared(`responses/${sample.file}`).toString())).toEqual(expected.errors)
    } else if (expected.parse !== undefined) {
      expect(result).toBeInstanceOf(BbbResponseUnreadable)
    } else if (expected.returncode === 'SUCCESS' || expected.returncode === null) {
      expect(result).not.toBeInstanceOf(Error)
      const { messageKey = null, message = null } = result as { messageKey?: string; message?: string }
      expect({ messageKey, message }).toEqual({ messageKey: expected.messageKey, message: expected.message })
    } else {
      expect(result).toBeInstanceOf(BbbCallFailed)
      const failure = result as BbbCallFailed
      const listed = expected.values?.['errors/error/key']
      const key = (expected.messageKey ?? '') === '' ? [listed].flat()[0] : expected.messageKey
      expect(failure.messageKey).toBe(key)
      expect(failure.textFromBbb()).toBe(expected.message ?? [expected.values?.['errors/error/message']].flat()[0])
    }
  })

  it.for(sampleAnswers.filter(({ expected }) => expected.returncode === 'SUCCESS' && expected.values !== undefined))(
    '$file gives the values of its index',
    (sample) => {
      const result = read(sample)
      for (const [path, value] of Object.entries(sample.expected.values ?? {})) {
        if (sample.expected.valuesCut === true && [value].flat().some((one) => one.endsWith('…'))) continue
        const wanted = [value].flat().map((text) => text.trim().replace(/^(\d{1,3}),(\d{3})$/, '$1$2'))
        // An empty list or map is an empty text in the index, and an empty list or map here.
        if (wanted.every((text) => text === '')) continue
        // Taken back here, and kept as it came under `raw`.
        const isEscapedTwice = wanted.some((text) => /&(amp|lt|quot);/.test(text)) && !path.includes('metadata')
        const source = isEscapedTwice
          ? (result as { recordings: { raw: unknown }[] }).recordings.map(({ raw }) => raw)
          : result
        const steps = isEscapedTwice ? path.split('/').slice(2) : wireToProperty(path)
        const found = valuesAt(source, steps).map(asText)
        const isPart = sample.expected.valuesFirstThree === true
        expect(isPart ? found.slice(0, wanted.length) : found, path).toEqual(wanted)
      }
      for (const [path, count] of Object.entries(sample.expected.counts ?? {})) {
        expect(valuesAt(result, path.split('/')), path).toHaveLength(count)
      }
    },
  )

  it('gives the same values when they arrive byte by byte', async () => {
    for (const sample of sampleAnswers.filter(({ expected }) => expected.returncode === 'SUCCESS')) {
      const bytes = readShared(`responses/${sample.file}`)
      if (bytes.length > 20_000) continue
      const chunks = (async function* () {
        for (const [index] of bytes.entries()) yield await Promise.resolve(bytes.subarray(index, index + 1))
      })()
      expect(await parseResponseStream(sample.call as 'create', chunks)).toEqual(read(sample))
    }
  })
})

/** The text of an image is its address. */
function wireToProperty(path: string): string[] {
  const steps = path.split('/')
  return steps.at(-1) === 'image' ? [...steps, 'url'] : steps
}
