import { answer, type BbbAnswer, type CallDefinition } from '../protocol/define-call.ts'
import {
  boolean,
  integer,
  meetingID,
  oneOf,
  required,
  text as textParameter,
  url,
  userdata,
} from '../protocol/parameters.ts'
import { text } from '../protocol/response-shape.ts'

/** Parameters of `join`. */
export interface JoinParameters {
  meetingID: string
  /** Shown to everyone, at most 64 characters. */
  fullName: string
  role: 'MODERATOR' | 'VIEWER'
  /** Your own id of the person. The same id may be in the meeting several times. */
  userID?: string | undefined
  /** Milliseconds, from the answer to `create`: the address dies with that run of the meeting. Always give it. */
  createTime?: number | undefined
  /** An https picture. */
  avatarURL?: string | undefined
  /** Since 2.5. */
  webcamBackgroundURL?: string | undefined
  /** True for guests. There is no false: sending it skips the waiting room. */
  guest?: true | undefined
  /** Marks a signed-in person for `guestPolicy=ALWAYS_ACCEPT_AUTH`. */
  auth?: boolean | undefined
  /** False makes BBB answer in XML. The session is then yours and not the browser's: not for letting people in. */
  redirect?: boolean | undefined
  /** Since 2.7: where failures lead. */
  errorRedirectUrl?: string | undefined
  /** Since 3.0: where this person goes after leaving. */
  logoutURL?: string | undefined
  /** Until 3.0; then `userdata` with `bbb_default_layout`. @deprecated since 3.0 */
  defaultLayout?: string | undefined
  /** Since 3.0. */
  enforceLayout?: string | undefined
  /** Since 3.0. */
  firstName?: string | undefined
  /** Since 3.0. */
  lastName?: string | undefined
  /** Since 3.0: neither counted nor shown like people. */
  bot?: boolean | undefined
  /** Since 2.4. */
  excludeFromDashboard?: boolean | undefined
  /** Since 3.0, made by `getJoinUrl`. */
  existingUserID?: string | undefined
  /** Since 3.0, made by `getJoinUrl`. */
  replaceSessionToken?: string | undefined
  /** Since 3.0, made by `getJoinUrl`. */
  sessionName?: string | undefined
  /** Moderator's or attendee's password, for servers before 2.4. `role` wins. @deprecated since 2.4 */
  password?: string | undefined
  /** Without effect in 4.0. @deprecated */
  webVoiceConf?: string | undefined
  /**
   * Settings of the client, such as `bbb_override_default_locale`. Never put what a user wrote into
   * `bbb_custom_style`. Readable by others in the meeting.
   */
  userdata?: Readonly<Record<string, string | boolean>> | ReadonlyMap<string, string> | undefined
}

/** Answer to `join` with `redirect=false`. */
export interface Joined extends BbbAnswer {
  /** The internal meeting id. */
  meeting_id?: string
  /** BBB's own id of the person, `w_…`. */
  user_id?: string
  /** A secret of the session. */
  auth_token?: string
  /** A secret of the session. */
  session_token?: string
  /** `ALLOW`, `WAIT` or `DENY`. Servers up to 2.3 answer `SUCCESS` to someone who was denied. */
  guestStatus?: string
  url?: string
}

/* eslint-disable @typescript-eslint/no-deprecated -- the list is complete, with what BBB calls deprecated */
/** The browser opens it, GET only. `createBbbClient().joinUrl` makes the address. */
export const join: CallDefinition<JoinParameters, Joined> = {
  name: 'join',
  isRead: false,
  parameters: {
    meetingID: required(meetingID),
    fullName: required(textParameter({ min: 1, max: 64 })),
    role: required(oneOf('MODERATOR', 'VIEWER')),
    userID: textParameter({ max: 256 }),
    createTime: integer(),
    avatarURL: url,
    webcamBackgroundURL: url,
    guest: {
      kind: 'value',
      required: false,
      check: (value) => (value === true ? { send: true } : { rule: 'must be true or left out' }),
    },
    auth: boolean,
    redirect: boolean,
    errorRedirectUrl: url,
    logoutURL: url,
    defaultLayout: textParameter({ max: 64 }),
    enforceLayout: textParameter({ max: 64 }),
    firstName: textParameter({ max: 64 }),
    lastName: textParameter({ max: 64 }),
    bot: boolean,
    excludeFromDashboard: boolean,
    existingUserID: textParameter({ max: 256 }),
    replaceSessionToken: textParameter({ max: 256 }),
    sessionName: textParameter({ max: 64 }),
    password: textParameter({ max: 64 }),
    webVoiceConf: textParameter({ max: 64 }),
    userdata,
  },
  response: answer<Joined>({
    meeting_id: text,
    user_id: text,
    auth_token: text,
    session_token: text,
    guestStatus: text,
    url: text,
  }),
}
