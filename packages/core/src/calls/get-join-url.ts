import { answer, type BbbAnswer, type CallDefinition } from '../protocol/define-call.ts'
import { boolean, required, text as textParameter, userdata } from '../protocol/parameters.ts'
import { text } from '../protocol/response-shape.ts'

/** Parameters of `getJoinUrl`. It is authorised by a session, not by a checksum. */
export interface GetJoinUrlParameters {
  /** Of someone who is in the meeting now. */
  sessionToken: string
  /** True to end that session when the new one starts. */
  replaceSession?: boolean | undefined
  sessionName?: string | undefined
  enforceLayout?: string | undefined
  userdata?: Readonly<Record<string, string | boolean>> | ReadonlyMap<string, string> | undefined
}

/** Answer to `getJoinUrl`. */
export interface JoinUrlOfSession extends BbbAnswer {
  /** A bearer right to join under that person's name. Starts its query with `&`, which belongs to the signed text. */
  url: string
}

/** Since 3.0, JSON. Meant for plugins: an application signs join URLs itself. */
export const getJoinUrl: CallDefinition<GetJoinUrlParameters, JoinUrlOfSession> = {
  name: 'getJoinUrl',
  isRead: false,
  parameters: {
    sessionToken: required(textParameter({ min: 1, max: 256 })),
    replaceSession: boolean,
    sessionName: textParameter({ max: 64 }),
    enforceLayout: textParameter({ max: 64 }),
    userdata,
  },
  response: answer<JoinUrlOfSession>({ url: text }, { required: ['url'] }),
}
