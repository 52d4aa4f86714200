import { type FakeBbb, type FakeBbbOptions, startFakeBbb } from '@bbb-room/fake-bbb'
import { onTestFinished } from 'vitest'
import type { BbbClientOptions } from './configuration.ts'
import { type BbbClient, createBbbClient } from './create-bbb-client.ts'

export const secret = '639259d4-9dd8-4b25-bf01-95f9567eaf4b'

/** A server and a client for it, both gone when the test ends. */
export async function startPair(
  server: Partial<FakeBbbOptions> = {},
  client: Partial<BbbClientOptions> = {},
): Promise<{ fake: FakeBbb; bbb: BbbClient }> {
  const fake = await startFakeBbb({ secret, ...server })
  onTestFinished(() => fake.close())
  const bbb = createBbbClient({
    baseUrl: fake.baseUrl,
    sharedSecret: secret,
    dangerouslyAllowHttp: true,
    timeoutMs: 3_000,
    random: () => 0,
    ...client,
  })
  return { fake, bbb }
}

/** What a promise was rejected with. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => {
      throw new Error('This was expected to fail.')
    },
    (error: unknown) => error,
  )
}
