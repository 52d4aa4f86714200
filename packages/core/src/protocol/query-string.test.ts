import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { buildQuery } from './query-string.ts'

const wellFormed = (text: string) => text.replace(/\p{Surrogate}/gu, '\uFFFD')

describe('buildQuery', () => {
  it('SIGN-1: writes byte for byte what URLSearchParams writes, and reads back as it was', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string({ unit: 'grapheme' }),
      fc.constantFrom("!'()*~-_. +%&=#;/?@", 'Ann&role=MODERATOR', '\u0000\r\n\t', '\uD800', 'a\uDC00b'),
    )
    fc.assert(
      fc.property(fc.array(fc.tuple(text, text), { maxLength: 8 }), (pairs) => {
        const query = buildQuery(pairs)
        expect(query).toBe(new URLSearchParams(pairs).toString())
        const read = [...new URLSearchParams(query)]
        expect(read).toEqual(pairs.map((pair) => pair.map(wellFormed)))
      }),
      { numRuns: 10_000 },
    )
  })
  it('survives new URL() unchanged', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ minLength: 1 }), fc.string({ unit: 'grapheme' })), (params) => {
        const url = `https://bbb.example.org/bigbluebutton/api/join?${buildQuery(params)}`
        expect(new URL(url).href).toBe(url)
      }),
    )
  })
  it('keeps the order given, of objects and of pairs', () => {
    expect(buildQuery({ b: 1, a: 2 })).toBe('b=1&a=2')
    expect(
      buildQuery([
        ['b', 1],
        ['a', 2],
        ['b', 3],
      ]),
    ).toBe('b=1&a=2&b=3')
  })
  it('joins lists by an escaped comma', () => {
    expect(buildQuery({ ids: ['a', 'b c', 3] })).toBe('ids=a%2Cb+c%2C3')
    expect(buildQuery({ ids: [] })).toBe('ids=')
  })
  it('leaves null and undefined out, and keeps empty texts, zero and false', () => {
    expect(buildQuery({ a: null, b: undefined, c: '', d: 0, e: false, f: 10n })).toBe('c=&d=0&e=false&f=10')
    expect(buildQuery({})).toBe('')
    expect(buildQuery([])).toBe('')
    expect(buildQuery({ a: undefined })).toBe('')
  })
  it('ignores what an object inherits', () => {
    expect(buildQuery(Object.create({ role: 'MODERATOR' }) as Record<string, string>)).toBe('')
  })
})
