import type { ChecksumAlgorithm } from './checksum.ts'
import type { Clock } from './clock.ts'
import type { Patience } from './meetings/meeting-store.ts'
import type { ProfileName } from './profiles/profile.ts'
import type { Quirk } from './quirks.ts'
import type { RandomBytes } from './random-text.ts'
import type { RecordingDelays } from './recordings/recording-store.ts'
import type { HookAuthentication } from './webhooks/hook-store.ts'
import type { ServerSettings } from './world.ts'

/** What to start. Everything but the secret has a default that suits a test. */
export interface FakeBbbOptions extends Partial<ServerSettings> {
  /** Any of several signs; the first is the server's own. An empty one checks nothing, as on the real server. */
  readonly secret: string | readonly string[]
  /** Address to listen on, and to be found at: `127.0.0.1`. */
  readonly host?: string
  /** 0, any free one, unless given. */
  readonly port?: number
  /** The product to play: `bbb`. */
  readonly profile?: ProfileName
  /** Those accepted, among those that the product knows: all of them. */
  readonly algorithms?: readonly ChecksumAlgorithm[]
  /** Ways of older versions: none. */
  readonly quirks?: readonly Quirk[]
  /** The computer's. */
  readonly clock?: Clock
  /** node:crypto's. */
  readonly random?: RandomBytes
  /** 3 s to `processed` and 3 s more to `published`. */
  readonly recordingDelayMs?: Partial<RecordingDelays>
  /** What is made of each recording: `presentation`. Further: `video`, `podcast`, `notes`, `screenshare`. */
  readonly recordingFormats?: readonly string[]
  /** Milliseconds until a publish, update or delete shows: 0. */
  readonly recordingChangeDelayMs?: number
  /** Moderators press "start recording" as they enter a room that can be recorded: `true`. */
  readonly moderatorsRecord?: boolean
  /** `send`, unless told to `block` every callback. */
  readonly callbacks?: 'send' | 'block'
  /** A checksum made with SHA-1, as shipped. */
  readonly hookAuthentication?: HookAuthentication
  /** Hooks set by the operator. */
  readonly permanentHooks?: readonly { readonly callbackURL: string; readonly raw?: boolean }[]
  readonly patience?: Partial<Patience>
  /** How many requests the journal keeps: 10 000. */
  readonly journalLimit?: number
}

/** The settings as shipped, where nothing else was asked for. */
export function serverSettings(options: FakeBbbOptions): ServerSettings {
  return {
    authenticatedGuest: options.authenticatedGuest ?? true,
    defaultLogoutURL: options.defaultLogoutURL,
    dialNumber: options.dialNumber ?? '613-555-1234',
    bbbVersion: options.bbbVersion ?? '',
    allowFetchAllRecordings: options.allowFetchAllRecordings ?? true,
    webhooks: options.webhooks ?? true,
    presentationFeature: options.presentationFeature ?? true,
    framing: options.framing ?? 'allow',
    cookieAttributes: options.cookieAttributes ?? '',
    listingMsPerRecording: options.listingMsPerRecording ?? 0,
    meetingListCacheMs: options.meetingListCacheMs ?? 5_000,
  }
}
