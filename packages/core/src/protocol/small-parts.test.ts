import { describe, expect, it } from 'vitest'
import { BbbResponseUnreadable } from '../errors/response-unreadable.ts'
import { parseJoinErrors } from './join-errors.ts'
import { readRetryAfter } from './retry-after.ts'
import { createUtf8Decoder } from './utf8-decoder.ts'

describe('readRetryAfter', () => {
  const nowMs = Date.UTC(2026, 10, 24, 12)
  it.for([
    ['0', 0],
    ['120', 120],
    [' 7 ', 7],
    ['Tue, 24 Nov 2026 12:00:30 GMT', 30],
    ['Tue, 24 Nov 2026 12:00:30.500 GMT', 31],
    ['Tue, 24 Nov 2026 11:00:00 GMT', 0],
    ['Tue, 24 Nov 2026 25:00:00 GMT', undefined],
    ['1.5', undefined],
    ['-1', undefined],
    ['1234567890', undefined],
    ['soon', undefined],
    ['', undefined],
    [null, undefined],
    ['2026', 2026],
    ['x Tue, 24 Nov 2026 12:00:30 GMT', undefined],
  ] as const)('%o', ([header, seconds]) => expect(readRetryAfter(header, nowMs)).toBe(seconds))
})

describe('parseJoinErrors', () => {
  const errors = [{ message: 'Full & <b>', key: 'maxParticipantsReached' }]
  const encoded = encodeURIComponent(JSON.stringify(errors))
  it('reads what BBB appends', () => {
    expect(parseJoinErrors(`https://app.example.com/bye?room=1&errors=${encoded}#x`)).toEqual([
      { key: 'maxParticipantsReached', message: 'Full & <b>' },
    ])
    expect(parseJoinErrors(`errors=${encoded}`)).toEqual([{ key: 'maxParticipantsReached', message: 'Full & <b>' }])
    expect(parseJoinErrors('https://x.org/?errors=[{"key":"a"},{"key":"b","message":7}]')).toEqual([
      { key: 'a', message: '' },
      { key: 'b', message: '' },
    ])
  })
  it.for([
    '',
    'https://x.org/',
    'https://x.org/?errors=',
    'errors={',
    'errors={}',
    'errors=7',
    'errors=[7,null,{},{"key":7},"x"]',
    'https://x.org/#?errors=[]',
  ])('finds nothing in %o', (location) => {
    expect(parseJoinErrors(location)).toEqual([])
  })
})

describe('the UTF-8 decoder', () => {
  const text = 'aé名😀z\u07FF\uFFFD\u{10FFFF}'
  const bytes = Buffer.from(text)

  it('gives the same text however the bytes are cut', () => {
    for (let first = 0; first <= bytes.length; first++) {
      for (let second = first; second <= bytes.length; second++) {
        const decoder = createUtf8Decoder()
        const pieces = [bytes.subarray(0, first), bytes.subarray(first, second), bytes.subarray(second)]
        expect(pieces.map((piece) => decoder.decode(piece)).join('')).toBe(text)
        decoder.end()
      }
    }
    const decoder = createUtf8Decoder()
    expect([...bytes].map((byte) => decoder.decode(Uint8Array.of(byte))).join('')).toBe(text)
    decoder.end()
  })
  it('refuses what is no UTF-8, at once or at the end', () => {
    for (const bad of [
      [0xff],
      [0x80],
      [0xc3, 0x28],
      [0xe2, 0x28, 0xa1],
      [0xf0, 0x9f, 0x98, 0x28],
      [0xed, 0xa0, 0x80],
      [0xc0, 0x80],
      [0xf5, 0x80, 0x80, 0x80],
      [0x80, 0x80, 0x80, 0x80],
      [0x61, 0x80, 0x80, 0x80, 0x80],
    ]) {
      const decoder = createUtf8Decoder()
      expect(() => {
        decoder.decode(Uint8Array.from(bad))
        decoder.end()
      }).toThrow(BbbResponseUnreadable)
    }
    for (const cut of [[0xc3], [0xe2, 0x82], [0xe2], [0xf0, 0x9f, 0x98], [0xf0, 0x9f], [0xf0]]) {
      const decoder = createUtf8Decoder()
      expect(decoder.decode(Uint8Array.from(cut))).toBe('')
      expect(() => decoder.end()).toThrow(expect.objectContaining({ reason: 'not-utf8' }))
    }
  })
  it('does not keep a piece that its owner reuses', () => {
    const shared = Buffer.from([0x61, 0xc3])
    const decoder = createUtf8Decoder()
    expect(decoder.decode(shared)).toBe('a')
    shared.fill(0)
    expect(decoder.decode(Uint8Array.of(0xa9))).toBe('é')
  })
})
