import { describe, expect, it } from 'vitest'
import { formsOf } from './forms.ts'

const canary = 'Zoë name-canary-0123'

describe('formsOf', () => {
  it.each([0, 1, 2, 3, 4])('finds a text in base64 behind %i other bytes, and before others', (before) => {
    for (const alphabet of ['base64', 'base64url'] as const) {
      for (const after of ['', 'x', 'xy', 'xyz']) {
        const text = Buffer.from('p'.repeat(before) + canary + after).toString(alphabet)
        expect(formsOf(canary).some((form) => text.includes(form))).toBe(true)
      }
    }
  })

  it('finds it in an address, in a form, in JSON and in hex', () => {
    for (const text of [
      `https://x.example/?name=${encodeURIComponent(canary)}&a=b`,
      new URLSearchParams({ name: canary }).toString(),
      JSON.stringify({ name: canary }),
      Buffer.from(`a${canary}b`).toString('hex'),
    ]) {
      expect(formsOf(canary).some((form) => text.includes(form))).toBe(true)
    }
  })

  it('does not find what is not there', () => {
    expect(formsOf(canary).some((form) => 'Zoe name-canary-0124'.includes(form))).toBe(false)
  })
})
