const minutes = 60_000

/** A session ends after 15 minutes without use, and 8 hours after it began. */
export function aliveAt(now: number): { begunAfter: number; usedAfter: number } {
  return { begunAfter: now - 8 * 60 * minutes, usedAfter: now - 15 * minutes }
}
