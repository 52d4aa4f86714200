/** One request, and what became of it. */
export interface JournalEntry {
  /** Epoch milliseconds on the fake's clock. */
  readonly at: number
  /**
   * The call (`create`, `hooks/list`, `index` for the API root), `node:` and a call where a balancer
   * sent a browser on to its node, or `page:` and the name of a page (`page:client`).
   */
  readonly call: string
  readonly method: string
  readonly path: string
  /** The query as it came, still encoded. */
  readonly rawQuery: string
  /** Decoded query and form parameters, the checksum included. */
  readonly params: Readonly<Record<string, string>>
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** `undefined` until answered, and for good when the connection was held or cut before an answer. */
  answer: JournalAnswer | undefined
  /** The scripted fault that met this request. */
  fault: string | undefined
}

/** A short account of an answer. */
export interface JournalAnswer {
  readonly status: number
  readonly returncode: string | undefined
  readonly messageKey: string | undefined
  /** Target of a redirect. */
  readonly location: string | undefined
  readonly bytes: number
}

/** Every request this server got, oldest first. */
export interface Journal extends Iterable<JournalEntry> {
  readonly entries: readonly JournalEntry[]
  /** Requests for one call. */
  of(call: string): JournalEntry[]
  /** How many requests for one call. */
  count(call: string): number
  /** Resolves with the first request for `call`, one already made included. */
  waitFor(call: string, matches?: (entry: JournalEntry) => boolean): Promise<JournalEntry>
  clear(): void
}

/** A journal and the way to write in it. A server that runs for long forgets the oldest of more than `limit`. */
export function createJournal(limit = 10_000): Journal & {
  add(entry: JournalEntry): void
  /** Tells those who wait that an entry has been answered. */
  answered(entry: JournalEntry): void
} {
  const entries: JournalEntry[] = []
  const waiting = new Set<(entry: JournalEntry) => void>()
  return {
    entries,
    [Symbol.iterator]: () => entries[Symbol.iterator](),
    of: (call) => entries.filter((entry) => entry.call === call),
    count: (call) => entries.filter((entry) => entry.call === call).length,
    waitFor(call, matches = () => true) {
      const isIt = (entry: JournalEntry) => entry.call === call && entry.answer !== undefined && matches(entry)
      const past = entries.find(isIt)
      if (past) return Promise.resolve(past)
      return new Promise((resolve) => {
        const check = (entry: JournalEntry) => {
          if (!isIt(entry)) return
          waiting.delete(check)
          resolve(entry)
        }
        waiting.add(check)
      })
    },
    clear: () => void entries.splice(0),
    add(entry) {
      entries.push(entry)
      if (entries.length > limit) entries.shift()
    },
    answered(entry) {
      for (const check of waiting) check(entry)
    },
  }
}
