import { expect, it } from 'vitest'
import { Secret } from '../../config/secret.ts'
import { createCallbackKeys } from './callback-keys.ts'

const meetingRowId = 'M'.repeat(22)
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_'

it('HOOK-1: reads no key but the one it made, down to the last character', () => {
  for (let n = 0; n < 20; n++) {
    const current = new Secret(`callback-key-number-${n}-0123456789abcdef`)
    const keys = createCallbackKeys({ current, previous: undefined })
    const key = keys.keyOf('meeting-ended', 'acme', meetingRowId)
    const taken = Array.from(alphabet).filter(
      (last) => keys.read('meeting-ended', 'acme', key.slice(0, -1) + last) !== undefined,
    )
    expect(taken).toEqual([key.at(-1)])
    for (const other of [key.slice(0, -1), `${key}A`, `${key}=`, '', key.toLowerCase()]) {
      expect(keys.read('meeting-ended', 'acme', other), other).toBeUndefined()
    }
    expect(keys.read('analytics', 'acme', key)).toBeUndefined()
    expect(keys.read('meeting-ended', 'other', key)).toBeUndefined()
  }
})
