import { createBbbClient as create, type BbbClient, type Recording } from '@bbb-room/core'
import { reach } from './failpoints.js'

export * from '@bbb-room/core'

/** Core's client, with a failpoint before and after everything it asks of BBB. */
export function createBbbClient(...given: Parameters<typeof create>): BbbClient {
  const client = create(...given)
  return new Proxy(client, {
    get(target, name, receiver) {
      const method: unknown = Reflect.get(target, name, receiver)
      if (typeof method !== 'function' || typeof name !== 'string' || name === 'joinUrl') return method
      const call = method.bind(target) as (...words: unknown[]) => unknown
      const step = `bbb ${name}`
      if (name === 'listRecordings') {
        return async function* list(...words: unknown[]) {
          await reach('before', step, words)
          yield* call(...words) as AsyncIterable<Recording>
          await reach('after', step, words)
        }
      }
      return async (...words: unknown[]) => {
        await reach('before', step, words)
        const answer = await call(...words)
        await reach('after', step, words)
        return answer
      }
    },
  })
}
