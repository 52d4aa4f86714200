/** When a call that meets a fault is carried out all the same, its answer being what goes wrong. */
interface Effect {
  /** `done`: the call takes effect. `none`: it never reaches the server behind. */
  readonly effect?: 'done' | 'none'
}

/**
 * Something that goes wrong with one request. Delays are real time, whatever the fake's clock says, because they meet
 * a client's real deadlines.
 */
export type Fault = Effect &
  (
    | { readonly kind: 'delay'; readonly ms: number }
    /** The answer comes in pieces of `bytes` (1), `everyMs` (10) apart. */
    | { readonly kind: 'drip'; readonly everyMs?: number; readonly bytes?: number }
    /** The answer stops after `atByte` bytes. `cleanly`: as if that were all of it; otherwise the connection breaks. */
    | { readonly kind: 'cut'; readonly atByte: number; readonly cleanly?: boolean }
    /** An error page of the web server in front; `retryAfter` in seconds or as an HTTP date. */
    | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: number | string }
    /** A landing page with status 200. */
    | { readonly kind: 'html' }
    /** Never answers. */
    | { readonly kind: 'hang' }
    /** Breaks the connection without an answer. */
    | { readonly kind: 'reset' }
    /** Status 200 and no body. */
    | { readonly kind: 'empty' }
    | { readonly kind: 'redirect'; readonly location: string; readonly status?: number }
    /** Exactly these bytes. */
    | {
        readonly kind: 'body'
        readonly body: string | Uint8Array
        readonly status?: number
        readonly contentType?: string
      }
    | { readonly kind: 'checksumError' }
    /** FAILED with this key. */
    | { readonly kind: 'failed'; readonly messageKey: string; readonly message?: string }
    /** The right answer with another meeting's ids in it. */
    | { readonly kind: 'answerForAnother'; readonly meetingID: string }
    /** Every recording and meeting of a list comes twice. */
    | { readonly kind: 'duplicates' }
    /** A list holds a recording nobody asked for as well. */
    | { readonly kind: 'foreignRecordings' }
    /** Says SUCCESS to end, delete, publish or update, and does nothing. */
    | { readonly kind: 'pretend' }
  )

/** What goes wrong, and when. `*` stands for every API call. */
export interface Faults {
  /** The next request for `call` meets this. Several queue up. */
  next(call: string, fault: Fault): void
  /** The next `count` requests do. */
  times(count: number, call: string, fault: Fault): void
  /** All do, until cleared, once those queued are used up. */
  always(call: string, fault: Fault): void
  /** Nothing goes wrong any more, for this call or at all. */
  clear(call?: string): void
}

/** @returns the script, and `take` for the server to read it by */
export function createFaults(): Faults & { take(call: string): Fault | undefined } {
  const queues = new Map<string, Fault[]>()
  const standing = new Map<string, Fault>()
  const faults: ReturnType<typeof createFaults> = {
    next: (call, fault) => faults.times(1, call, fault),
    times(count, call, fault) {
      queues.set(call, [...(queues.get(call) ?? []), ...Array.from({ length: count }, () => fault)])
    },
    always: (call, fault) => void standing.set(call, fault),
    clear(call) {
      for (const script of [queues, standing]) {
        if (call === undefined) script.clear()
        else script.delete(call)
      }
    },
    take: (call) => queues.get(call)?.shift() ?? queues.get('*')?.shift() ?? standing.get(call) ?? standing.get('*'),
  }
  return faults
}

const ANSWERED_BY_THE_SERVER: ReadonlySet<Fault['kind']> = new Set([
  'delay',
  'drip',
  'cut',
  'answerForAnother',
  'duplicates',
  'foreignRecordings',
  'pretend',
])

/** Whether the call behind a fault is carried out. */
export function reachesServer(fault: Fault): boolean {
  return fault.effect === undefined ? ANSWERED_BY_THE_SERVER.has(fault.kind) : fault.effect === 'done'
}
