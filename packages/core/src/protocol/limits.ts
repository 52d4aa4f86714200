/** How much of an answer is read before it is refused. Each limit is far above what BBB sends. */
export interface ReadLimits {
  /** Bytes of the decoded body, after decompression. */
  maxBytes: number
  maxDepth: number
  maxElements: number
  maxAttributes: number
  /** Characters of an element's or attribute's name. */
  maxNameLength: number
  /** Characters of one text, and of one attribute's value. */
  maxTextLength: number
}

const MiB = 1024 * 1024

const ordinary: ReadLimits = {
  maxBytes: 8 * MiB,
  maxDepth: 64,
  maxElements: 200_000,
  maxAttributes: 64,
  maxNameLength: 256,
  maxTextLength: MiB,
}

/** 10,000 recordings are 27 MB and 880,000 elements. */
const whole: ReadLimits = { ...ordinary, maxBytes: 32 * MiB, maxElements: 1_500_000 }

/** The limits for a call: calls that may list everything a server has get more room. */
export function limitsFor(callName: string, overrides: Partial<ReadLimits> = {}): ReadLimits {
  const base = callName === 'getRecordings' || callName === 'getMeetings' ? whole : ordinary
  return { ...base, ...overrides }
}
