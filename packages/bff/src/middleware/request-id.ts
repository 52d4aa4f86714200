import type { Random } from '../ports/random.ts'

const idBytes = 16
const idsAtOnce = 256

/**
 * Names for requests: 22 characters each, also in the answer's `X-Request-Id`. They are no secret, so many are drawn at
 * once: a call for random bytes costs as much as the rest of refusing a forged callback.
 */
export function createRequestIds(random: Random): () => string {
  let drawn = Buffer.alloc(0)
  let at = 0
  return () => {
    if (at >= drawn.length) {
      drawn = Buffer.from(random.bytes(idBytes * idsAtOnce))
      at = 0
    }
    return drawn.toString('base64url', at, (at += idBytes))
  }
}
