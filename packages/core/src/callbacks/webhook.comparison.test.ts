import { expect, it, vi } from 'vitest'
import { computeChecksumOfBytes, equalInConstantTime } from '../protocol/checksum.ts'
import { verifyWebhook } from './webhook.ts'

vi.mock('../protocol/checksum.ts', { spy: true })

it('SIGN-5: compares once with each secret, whatever differs', () => {
  const url = 'https://app.example.com/hook'
  const body = 'event=[]'
  const right = computeChecksumOfBytes(url, Buffer.from(body), 'first', 'sha256')
  const compare = vi.mocked(equalInConstantTime)
  for (const checksum of [right, `x${right.slice(1)}`, `${right.slice(0, -1)}x`]) {
    compare.mockClear()
    try {
      verifyWebhook({ url, body, checksum, secrets: ['first', 'second', 'third'] })
    } catch {
      // Refused or not, the work is the same.
    }
    expect(compare).toHaveBeenCalledTimes(3)
  }
})
