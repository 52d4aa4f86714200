import { describe, expect, it } from 'vitest'
import type { LogFacts } from '../../ports/logger.ts'
import { createTestClock } from '../../test-clock.test-support.ts'
import { createRefusalLog } from './refusal-log.ts'

const forged = { tenantId: 'acme', kind: 'webhook', reason: 'checksum' }

function start() {
  const lines: object[] = []
  const record = (event: string, facts?: LogFacts) => void lines.push({ event, ...facts })
  const clock = createTestClock()
  const stopping = new AbortController()
  const log = { debug: record, info: record, warn: record, error: record }
  const settled = () => new Promise((resolve) => setImmediate(resolve))
  return { lines, clock, stopping, settled, note: createRefusalLog({ log, clock }, stopping.signal) }
}

describe('HOOK-8: what is logged of refused callbacks', () => {
  it('is one line in ten seconds for a tenant, a kind and a reason, with their number', async () => {
    const { lines, clock, settled, note } = start()
    for (let n = 0; n < 10_000; n++) note(forged)
    note({ ...forged, reason: 'missing' })
    note({ ...forged, tenantId: 'other' })
    await settled()
    expect(lines).toEqual([])
    clock.advance(10_000)
    await settled()
    expect(lines).toEqual([
      { event: 'callbacks-refused', ...forged, count: 10_000 },
      { event: 'callbacks-refused', ...forged, reason: 'missing', count: 1 },
      { event: 'callbacks-refused', ...forged, tenantId: 'other', count: 1 },
    ])
    clock.advance(60_000)
    note(forged)
    clock.advance(10_000)
    await settled()
    expect(lines.slice(3)).toEqual([{ event: 'callbacks-refused', ...forged, count: 1 }])
  })

  it('is not lost when the BFF stops', async () => {
    const { lines, stopping, settled, note } = start()
    note(forged)
    stopping.abort()
    await settled()
    expect(lines).toEqual([{ event: 'callbacks-refused', ...forged, count: 1 }])
  })
})
