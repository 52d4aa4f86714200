import { BbbInvalidConfiguration } from '../errors/invalid-input.ts'
import { normaliseBaseUrl } from '../protocol/base-url.ts'
import { type ChecksumAlgorithm, requireSafeAlgorithm } from '../protocol/checksum.ts'
import { type BbbPorts, systemPorts } from '../transport/ports.ts'

/** How a client is set up. */
export interface BbbClientOptions extends Partial<BbbPorts> {
  /** As the operator pasted it: `https://bbb.example.org/bigbluebutton/`, with or without `/api`. */
  baseUrl: string
  /**
   * The server's shared secret, or `[current, previous]` while it is being changed: the second is tried once when BBB
   * refuses the first. Blanks and line breaks around it are dropped.
   */
  sharedSecret: string | readonly [string, string] | readonly [string]
  /** `sha256` unless given. */
  algorithm?: ChecksumAlgorithm
  /** Milliseconds for each call, everything in it included. 8,000 unless given; 60,000 for calls that carry a file. */
  timeoutMs?: number
  /** Calls that run at once; others wait, for 5 s at most. 32 unless given. */
  maxConcurrentCalls?: number
  /** Calls that wait for their turn; further ones fail at once as `BBB_RATE_LIMITED`. 200 unless given. */
  maxWaitingCalls?: number
  /** SHA-1 lets a prefix collision pass as a forgery. Only for servers that know nothing newer. */
  dangerouslyAllowSha1?: boolean
  /** Signed calls over plain http can be read and replayed by anyone on the way. Only for tests. */
  dangerouslyAllowHttp?: boolean
}

/** The checked set-up of a client. */
export interface Configuration {
  baseUrl: string
  secrets: readonly string[]
  algorithm: ChecksumAlgorithm
  timeoutMs: number
  maxConcurrentCalls: number
  maxWaitingCalls: number
  isSha1Allowed: boolean
  ports: BbbPorts
}

/** @throws {BbbInvalidConfiguration} names the option, never its value */
export function configure(options: BbbClientOptions): Configuration {
  const { algorithm = 'sha256', timeoutMs = 8_000, maxConcurrentCalls = 32, maxWaitingCalls = 200 } = options
  requireSafeAlgorithm(algorithm, options.dangerouslyAllowSha1)
  if (!(timeoutMs > 0)) throw new BbbInvalidConfiguration({ option: 'timeoutMs', rule: 'must be above 0' })
  if (!(maxConcurrentCalls >= 1)) {
    throw new BbbInvalidConfiguration({ option: 'maxConcurrentCalls', rule: 'must be at least 1' })
  }
  if (!(maxWaitingCalls >= 0)) {
    throw new BbbInvalidConfiguration({ option: 'maxWaitingCalls', rule: 'must be at least 0' })
  }
  const system = systemPorts()
  return {
    baseUrl: normaliseBaseUrl(options.baseUrl, options),
    secrets: secretsOf(options.sharedSecret),
    algorithm,
    timeoutMs,
    maxConcurrentCalls,
    maxWaitingCalls,
    isSha1Allowed: options.dangerouslyAllowSha1 === true,
    ports: {
      fetch: options.fetch ?? system.fetch,
      now: options.now ?? system.now,
      random: options.random ?? system.random,
      setTimer: options.setTimer ?? system.setTimer,
    },
  }
}

function secretsOf(given: BbbClientOptions['sharedSecret']): readonly string[] {
  const all: readonly unknown[] = typeof given === 'string' ? [given] : given
  const secrets = all.map((secret) => (typeof secret === 'string' ? secret.trim() : ''))
  if (secrets.length < 1 || secrets.length > 2 || secrets.includes('')) {
    throw new BbbInvalidConfiguration({ option: 'sharedSecret', rule: 'must be one or two texts that are not empty' })
  }
  return secrets
}
