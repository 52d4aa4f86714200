import type { AttendanceKept, Display, HostEventType, RoomDeclaration, TokenRole } from '@bbb-room/bff-api'
import type { VerificationKey } from '../auth/verification-key.ts'
import type { WayIn } from '../policy/actor.ts'
import type { Secret } from './secret.ts'

/** A key that can be changed without refusing what the old one made: `current` signs, both verify. */
export interface RotatingKey {
  readonly current: Secret
  readonly previous: Secret | undefined
}

/** Keys of the BFF itself, 32 bytes or more each, all different, the same on every replica. */
export interface BffKeys {
  /** Signs the join and playback tickets. */
  readonly ticket: RotatingKey
  /** Signs the access tokens that the BFF issues itself (guests, sign-in, LMS). */
  readonly accessToken: RotatingKey
  /** Makes the unguessable part of callback addresses. */
  readonly callback: RotatingKey
  /** Turns a subject into the `userID` that BBB sees. Changing it makes everybody a stranger to running meetings. */
  readonly pseudonym: Secret
}

/** What counts for the whole BFF. Frozen; tenants come through the `Tenants` port, since they can be reloaded. */
export interface BffConfig {
  /** The public origin: `https://meet.example`, no path, no slash at the end. Every address we emit starts with it. */
  readonly baseUrl: string
  readonly keys: BffKeys
  /**
   * How many proxies of our own stand in front, each adding one entry to `X-Forwarded-For`. 0: the socket's address
   * counts and the header is ignored.
   */
  readonly trustedProxies: number
  readonly limits: {
    /** A whole school can share one address: keep it far above one person's need. */
    readonly requestsPerAddressPerMinute: number
    /** Guests' attempts at an access code, right or wrong. */
    readonly guestTokensPerAddressPerMinute: number
  }
}

/** One issuer whose access tokens count for a tenant, and its keys by `kid`. */
export interface IssuerConfig {
  /** Compared as exact text with `iss`. */
  readonly issuer: string
  /** Registered keys, checked when the configuration was read. */
  readonly keys: ReadonlyMap<string, VerificationKey>
  /** Where further keys are fetched from, `https` only. */
  readonly jwksUrl: string | undefined
  /** How far the issuer's clock may be off: 0–300. */
  readonly clockToleranceSeconds: number
}

/** An address of the host that is told what happens. */
export interface WebhookEndpoint {
  /** `https`. Can contain a secret of the host: never logged, never stored. */
  readonly url: string
  /** Current and previous: every webhook carries a signature by each. */
  readonly keys: readonly [Secret, ...Secret[]]
  readonly events: readonly HostEventType[]
}

/** Who signs in is what the first rule says that fits; whom none fits does not get in. */
export interface SignInRule {
  /** A claim of the ID token that has to be `value`, or be a list with it; absent: everybody fits. */
  readonly claim: string | undefined
  readonly value: string | undefined
  readonly role: TokenRole
  /** The rooms that it is about; absent: all. */
  readonly rooms: readonly string[] | undefined
}

/** People sign in at the tenant's OpenID provider, for the BFF's own pages. */
export interface SignInConfig {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: Secret
  /** `openid` among them. */
  readonly scopes: readonly string[]
  /** Of the ID token: what others read in the meeting. */
  readonly nameClaim: string
  readonly rules: readonly SignInRule[]
}

/** Settings of a room that nobody declared, in the words of `PUT /rooms/{room}`. */
export type RoomDefaults = Partial<
  Omit<RoomDeclaration, 'name' | 'opens_at' | 'closes_at' | 'access_code' | 'presentations'>
>

/** One organisation. Frozen, with its secrets resolved. */
export interface TenantConfig {
  /** As it stands in `/t/{tenant}`. */
  readonly id: string
  readonly bbb: {
    /** As core's `createBbbClient` takes it. */
    readonly baseUrl: string
    /** One, or the current and the previous while the server's secret is being changed. */
    readonly sharedSecrets: readonly [Secret] | readonly [Secret, Secret]
    readonly algorithm: 'sha1' | 'sha256' | 'sha384' | 'sha512'
    readonly dangerouslyAllowHttp: boolean
    readonly dangerouslyAllowSha1: boolean
    /**
     * The parameter of `create` by which BBB is told where to call when a meeting is over. `meetingEndedURL` stays on the
     * server, and some balancers overwrite it; `meta_endCallbackUrl` can be read by people in the meeting.
     */
    readonly endCallback: 'meetingEndedURL' | 'meta_endCallbackUrl'
    /** Events of the webhooks add-on. Those that verify are taken whoever registered our address. */
    readonly webhooks: {
      /** Whether the BFF registers its address, and again whenever BBB has dropped it. */
      readonly register: boolean
      /** The add-on's own default, and the weakest way: a checksum by SHA-1. */
      readonly dangerouslyAllowSha1: boolean
      /** An add-on with `auth2_0` sends the shared secret itself to whoever is registered. */
      readonly dangerouslyAllowBearer: boolean
    }
  }
  readonly issuers: readonly IssuerConfig[]
  /** Exact origins of the pages that may embed the element: the CORS list. */
  readonly pageOrigins: readonly string[]
  /** Exact origins that a playback may redirect to. */
  readonly playbackOrigins: readonly string[]
  /** Origins that a frame has to delegate camera and microphone to. */
  readonly frameOrigins: readonly string[]
  readonly display: {
    readonly mode: Display
    /** Why a frame is safe here, in the operator's words; empty for a tab. */
    readonly why: string
    /**
     * Meetings are created with `allowRequestsWithoutSession`, so that a cross-site frame works without BBB's cookie.
     * Whoever then reads a session token off a shared screen can act as that person.
     */
    readonly dangerouslyAllowRequestsWithoutSession: boolean
  }
  readonly rooms: {
    /** Whether a moderator's first join makes a room that nobody declared. */
    readonly createOnFirstJoin: boolean
    readonly defaults: RoomDefaults
    /** Hosts that presentations may come from, by exact name. */
    readonly presentationHosts: readonly string[]
  }
  readonly limits: {
    readonly joinsPerSubjectPerMinute: number
    readonly joinsPerRoomPerMinute: number
    readonly joinsPerTenantPerMinute: number
    /** For how long a room says `ended` after its meeting, before it can be opened again. */
    readonly endedForSeconds: number
  }
  /** What BBB is shown of a name: all of it, the given name, or an invented one. */
  readonly names: 'full' | 'given' | 'alias'
  readonly webhooks: readonly WebhookEndpoint[]
  /** `undefined`: nobody signs in here. */
  readonly signIn: SignInConfig | undefined
  /** What is kept of who was in a meeting. */
  readonly attendance: {
    readonly keep: AttendanceKept
    /** Whether BBB is asked to tell what people did, too: talk time, messages, raised hands. */
    readonly activity: boolean
    /** For how many days after its meeting. */
    readonly days: number
  }
  /** The most that somebody can be, by the way in. The token and the room lower it further. */
  readonly roles: Readonly<Record<WayIn, TokenRole>>
  /** After how many days rows are deleted. */
  readonly retention: {
    readonly meetingDays: number
    readonly auditDays: number
    readonly inboxDays: number
    /** Recordings are deleted at this age, through BBB; `undefined`: never. A legal hold comes first. */
    readonly recordingDays: number | undefined
    /** For how long somebody's deletion of a recording can be undone; 0: not at all. */
    readonly trashDays: number
  }
}

/** The tenant's base URL: the `aud` of its access tokens, the `endpoint` of the element. */
export function tenantBaseUrl(config: Pick<BffConfig, 'baseUrl'>, tenantId: string): string {
  return `${config.baseUrl}/t/${tenantId}`
}
