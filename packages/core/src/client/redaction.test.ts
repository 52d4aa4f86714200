import type { Fault } from '@bbb-room/fake-bbb'
import { inspect } from 'node:util'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { BbbInvalidConfiguration } from '../errors/invalid-input.ts'
import { secret, startPair } from './client.test-support.ts'
import { createBbbClient } from './create-bbb-client.ts'

function formsOf(value: unknown): string {
  const error = value instanceof Error ? [value.message, value.stack, inspect(value.cause, { depth: 9 })] : []
  return [
    inspect(value, { depth: 9, showHidden: true, getters: true }),
    JSON.stringify({ value }),
    `in a text: ${value as string}`,
    ...error,
  ].join('\n')
}

it('clients and join addresses print as [redacted]', async () => {
  const { bbb, fake } = await startPair()
  const url = bbb.joinUrl({ meetingID: 'algebra-101', fullName: 'Ada Lovelace', role: 'MODERATOR' })
  expect(`${url.toString()} ${JSON.stringify({ url })} ${inspect({ url })}`).toBe(
    `[redacted] {"url":"[redacted]"} { url: JoinUrl [redacted] }`,
  )
  expect(formsOf(url)).not.toMatch(/Lovelace|checksum/)
  expect(formsOf(bbb)).toContain('[redacted]')
  expect(formsOf(bbb)).not.toContain(secret)
  expect(formsOf(bbb)).not.toContain(String(fake.port))
  expect(Object.keys(url)).toEqual([])
})

it('SIGN-8: no failure shows the secret, a checksum, an address or a name', async () => {
  const faults: Fault[] = [
    { kind: 'reset' },
    { kind: 'html' },
    { kind: 'empty' },
    { kind: 'hang' },
    { kind: 'drip', everyMs: 50 },
    { kind: 'cut', atByte: 50 },
    { kind: 'cut', atByte: 50, cleanly: true },
    { kind: 'redirect', location: 'https://bbb.example.org/?checksum=c0ffee' },
    { kind: 'checksumError' },
    { kind: 'failed', messageKey: 'idNotUnique' },
    { kind: 'failed', messageKey: 'Ada Lovelace c0ffee!', message: 'Ada Lovelace' },
    { kind: 'body', body: '<response>Ada Lovelace' },
    { kind: 'body', body: '{"response":{"returncode":"FAILED","message":"Ada Lovelace"}}' },
    { kind: 'answerForAnother', meetingID: 'Ada Lovelace' },
    ...[400, 401, 403, 404, 413, 414, 429, 500, 502, 503, 504].map((status) => ({ kind: 'status', status }) as const),
  ]
  const { bbb, fake } = await startPair({}, { timeoutMs: 150 })
  const calls = [
    () =>
      bbb.createClassroom({
        meetingID: 'Ada Lovelace',
        name: 'Ada Lovelace',
        attendeePW: 'c0ffee',
        moderatorPW: 'c0ffee',
      }),
    () => bbb.getMeetingInfo('Ada Lovelace'),
    () => bbb.sendChatMessage({ meetingID: 'Ada Lovelace', message: 'Ada Lovelace' }),
  ]
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...faults), fc.constantFrom(...calls), async (fault, call) => {
      fake.faults.always('*', fault)
      const failure: unknown = await call().catch((error: unknown) => error)
      expect(formsOf(failure)).not.toMatch(new RegExp(`${secret}|c0ffee|Lovelace|checksum=|127\\.0\\.0\\.1`))
    }),
    { numRuns: 60 },
  )
})

it('what is refused before it is sent shows nothing either', async () => {
  const { bbb } = await startPair()
  const failure: unknown = await bbb
    .createClassroom({ meetingID: 'c0ffee\n', name: 'Ada Lovelace' })
    .catch((error: unknown) => error)
  expect(formsOf(failure)).not.toMatch(/c0ffee|Lovelace/)
})

it.for([
  [{ sharedSecret: '' }, 'sharedSecret'],
  [{ sharedSecret: ' \n' }, 'sharedSecret'],
  [{ sharedSecret: [] as never }, 'sharedSecret'],
  [{ sharedSecret: ['a', ''] as const }, 'sharedSecret'],
  [{ sharedSecret: ['a', 'b', 'c0ffee'] as never }, 'sharedSecret'],
  [{ sharedSecret: [7] as never }, 'sharedSecret'],
  [{ baseUrl: 'http://c0ffee.example.org' }, 'baseUrl'],
  [{ baseUrl: 'c0ffee' }, 'baseUrl'],
  [{ algorithm: 'sha1' as const }, 'algorithm'],
  [{ timeoutMs: 0 }, 'timeoutMs'],
  [{ timeoutMs: NaN }, 'timeoutMs'],
  [{ maxConcurrentCalls: 0 }, 'maxConcurrentCalls'],
  [{ maxWaitingCalls: -1 }, 'maxWaitingCalls'],
] as const)('a wrong configuration is named, not shown: %j', ([wrong, option]) => {
  try {
    createBbbClient({ baseUrl: 'https://bbb.example.org/bigbluebutton', sharedSecret: 'c0ffee', ...wrong })
    expect.fail('should have been refused')
  } catch (error) {
    expect(error).toBeInstanceOf(BbbInvalidConfiguration)
    expect(error).toMatchObject({ option, code: 'BBB_INVALID_CONFIGURATION' })
    expect(formsOf(error)).not.toContain('c0ffee')
  }
})
