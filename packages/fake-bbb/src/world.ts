import type { Outbox } from './callbacks/outbox.ts'
import type { Clock } from './clock.ts'
import type { ChecksumAlgorithm } from './checksum.ts'
import type { MeetingStore } from './meetings/meeting-store.ts'
import type { Profile } from './profiles/profile.ts'
import type { Quirk } from './quirks.ts'
import type { RandomBytes } from './random-text.ts'
import type { RecordingStore } from './recordings/recording-store.ts'
import type { HookStore } from './webhooks/hook-store.ts'

/** Everything that the calls and pages of one server share. */
export interface World {
  readonly clock: Clock
  readonly random: RandomBytes
  readonly profile: Profile
  /** Any of these signs; the first is the server's own. */
  secrets: readonly string[]
  readonly algorithms: readonly ChecksumAlgorithm[]
  readonly meetings: MeetingStore
  readonly recordings: RecordingStore
  readonly hooks: HookStore
  /** Uploaded track texts by the path under `/captions/`. */
  readonly captions: Map<string, string>
  readonly outbox: Outbox
  readonly quirks: ReadonlySet<Quirk>
  settings: ServerSettings
  /** Where people's browsers find this server: scheme, host and port. */
  origin(): string
}

/** What an operator would set on the server. */
export interface ServerSettings {
  readonly authenticatedGuest: boolean
  /** Where people go who leave a meeting without an address of its own; the server's front page when absent. */
  readonly defaultLogoutURL: string | undefined
  readonly dialNumber: string
  /** Told to everyone at the API root; empty means hidden. */
  readonly bbbVersion: string
  /** `false`: getRecordings without any id finds nothing, or is refused by a balancer. */
  readonly allowFetchAllRecordings: boolean
  /** Whether the webhooks add-on is installed. */
  readonly webhooks: boolean
  /** `false`: documents are refused. */
  readonly presentationFeature: boolean
  /** What may frame the client and player pages. */
  readonly framing: Framing
  /** Added to the session cookie: `SameSite=None; Secure; Partitioned`. */
  readonly cookieAttributes: string
  /** Real milliseconds that each recording of a list takes: 0. */
  readonly listingMsPerRecording: number
  /** How long balancers keep the list of meetings, in milliseconds. */
  readonly meetingListCacheMs: number
}

/** `allow` sends no header, as shipped; `deny` refuses all; `ancestors` names origins. */
export type Framing = 'allow' | 'deny' | { readonly ancestors: readonly string[] }

/** The header that says so. */
export function framingHeaders(framing: Framing): Record<string, string> {
  if (framing === 'allow') return {}
  const ancestors = framing === 'deny' ? "'none'" : framing.ancestors.join(' ')
  return { 'Content-Security-Policy': `frame-ancestors ${ancestors}` }
}
