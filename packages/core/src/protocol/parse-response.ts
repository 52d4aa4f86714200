import { callDefinitions, type BbbAnswers } from '../calls/index.ts'
import { callFailed } from '../errors/call-failed.ts'
import { BbbResponseUnreadable } from '../errors/response-unreadable.ts'
import { anyAnswer, type BbbAnswer } from './define-call.ts'
import { readJson } from './json-reader.ts'
import { limitsFor, type ReadLimits } from './limits.ts'
import { complete, ResponseBuilder } from './response-builder.ts'
import type { AnyShape } from './response-shape.ts'
import { createUtf8Decoder } from './utf8-decoder.ts'
import { XmlReader } from './xml-reader.ts'

/** What may be set when an answer is read. */
export interface ParseOptions {
  /** Overrides of the built-in limits. */
  limits?: Partial<ReadLimits>
}

/**
 * Reads one answer of BBB, XML or JSON, told apart by its first character.
 *
 * Text stays text. Times are milliseconds since 1970, `duration` and `length` minutes, sizes bytes (a `bigint` above
 * 2^53 − 1). A list is an array whichever of its five spellings an empty one has; metadata is an object without
 * prototype; what is not known here is kept under `raw`.
 * @param callName BBB's name of the call; for names unknown here everything is kept under `raw`
 * @param body text, or the bytes as they came
 * @throws {BbbCallFailed} if BBB refused the call: the answer says anything but `SUCCESS`
 * @throws {BbbResponseUnreadable} if it is not a complete, well-formed answer
 */
export function parseResponse<Name extends keyof BbbAnswers>(
  callName: Name,
  body: string | Uint8Array,
  options?: ParseOptions,
): BbbAnswers[Name]
export function parseResponse(callName: string, body: string | Uint8Array, options?: ParseOptions): BbbAnswer
export function parseResponse(callName: string, body: string | Uint8Array, options: ParseOptions = {}): BbbAnswer {
  const reader = new ResponseReader(callName, options)
  return named(callName, () => {
    for (const slice of slices(body)) reader.write(slice)
    return reader.end()
  })
}

const sliceLength = 64 * 1024
const longestTurnMs = 8

/**
 * Reads one answer as it arrives, and lets other work run in between: no turn of the event loop takes much longer than
 * 8 ms, however long the answer is.
 * @param chunks bytes or text, such as the body of a fetch `Response`
 * @throws as {@link parseResponse}, and whatever `chunks` throws
 */
export async function parseResponseStream<Name extends keyof BbbAnswers>(
  callName: Name,
  chunks: AsyncIterable<Uint8Array | string>,
  options: ParseOptions = {},
): Promise<BbbAnswers[Name]> {
  const reader = new ResponseReader(callName, options)
  let turnStartedMs = performance.now()
  for await (const chunk of chunks) {
    for (const slice of slices(chunk)) {
      named(callName, () => reader.write(slice))
      if (performance.now() - turnStartedMs > longestTurnMs) {
        await new Promise(setImmediate)
        turnStartedMs = performance.now()
      }
    }
  }
  return named(callName, () => reader.end()) as BbbAnswers[Name]
}

/** Short pieces keep turns short, and saxes fast: it is slow on the text of a whole large answer. */
function* slices(chunk: string | Uint8Array): Generator<string | Uint8Array> {
  for (let from = 0; from < chunk.length; from += sliceLength) {
    const to = from + sliceLength
    yield typeof chunk === 'string' ? chunk.slice(from, to) : chunk.subarray(from, to)
  }
}

/** Tells which call an unreadable answer belongs to. */
function named<T>(callName: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    if (!(error instanceof BbbResponseUnreadable)) throw error
    throw new BbbResponseUnreadable({ callName, reason: error.reason, field: error.field })
  }
}

/** Takes an answer piece by piece. */
class ResponseReader {
  readonly #callName: string
  readonly #limits: ReadLimits
  readonly #decoder = createUtf8Decoder()
  readonly #builder: ResponseBuilder
  readonly #shape: AnyShape
  #bytes = 0
  #xml: XmlReader | undefined
  #json: string | undefined
  #start = ''

  constructor(callName: string, options: ParseOptions) {
    this.#callName = callName
    this.#limits = limitsFor(callName, options.limits)
    this.#shape = callDefinitions.get(callName)?.response ?? anyAnswer
    this.#builder = new ResponseBuilder(this.#shape)
  }

  write(chunk: string | Uint8Array): void {
    this.#bytes += chunk.length
    if (this.#bytes > this.#limits.maxBytes) throw new BbbResponseUnreadable({ reason: 'too-large' })
    this.#take(typeof chunk === 'string' ? chunk : this.#decoder.decode(chunk))
  }

  end(): BbbAnswer {
    this.#decoder.end()
    if (this.#json !== undefined)
      return this.#judge(readJson(this.#json, this.#shape, this.#isBare(), this.#limits.maxDepth))
    if (this.#xml === undefined) {
      throw new BbbResponseUnreadable({ reason: this.#start === '' ? 'empty' : 'not-xml-or-json' })
    }
    this.#xml.end()
    return this.#judge(this.#builder.result())
  }

  #isBare(): boolean {
    return callDefinitions.get(this.#callName)?.isBare === true
  }

  /** The first character decides what the rest is. */
  #take(text: string): void {
    if (this.#xml !== undefined) this.#xml.write(text)
    else if (this.#json !== undefined) this.#takeJson(text)
    else {
      this.#start = (this.#start + text).replace(/^\uFEFF?[ \t\r\n]+|^\uFEFF/, '')
      const first = this.#start[0]
      if (first === undefined) return
      if (first === '{') this.#takeJson(this.#start)
      else if (first === '<') this.#startXml()
      else throw new BbbResponseUnreadable({ reason: 'not-xml-or-json' })
    }
  }

  #takeJson(text: string): void {
    this.#json = (this.#json ?? '') + text
    if (this.#json.length > this.#limits.maxTextLength) throw new BbbResponseUnreadable({ reason: 'too-large' })
  }

  /** A page is told from a hostile document by its first words, so these are waited for. */
  #startXml(): void {
    if (/^<!doctype html|^<html/i.test(this.#start)) throw new BbbResponseUnreadable({ reason: 'html' })
    if (this.#start.length < 14 && /^<(!|h)/i.test(this.#start)) return
    this.#xml = new XmlReader(this.#builder, this.#limits)
    this.#xml.write(this.#start)
  }

  #judge(root: Record<string, unknown>): BbbAnswer {
    const { returncode, errors, ...rest } = root as {
      returncode?: string
      errors?: { key?: string; message?: string }[]
    }
    if (this.#isBare()) return root as unknown as BbbAnswer
    if (returncode === undefined) throw new BbbResponseUnreadable({ reason: 'no-returncode' })
    if (returncode !== 'SUCCESS') {
      const { messageKey, message } = rest as { messageKey?: string; message?: string }
      throw callFailed({
        callName: this.#callName,
        messageKey: messageKey === undefined || messageKey === '' ? errors?.[0]?.key : messageKey,
        bbbMessage: message ?? errors?.[0]?.message,
      })
    }
    delete root['errors']
    complete(this.#shape, root)
    return root as unknown as BbbAnswer
  }
}
