import { answer, anyAnswer, type AnyCall, type BbbAnswer } from '../protocol/define-call.ts'
import { type AnyShape, list, object, type RawFields, shape, text } from '../protocol/response-shape.ts'

/** One session in the answer to `getSessions`. */
export interface Session {
  /** The internal id. */
  meetingID?: string
  meetingName?: string
  userName?: string
  raw?: RawFields
}

/** Answer to `getSessions`. */
export interface Sessions extends BbbAnswer {
  sessions: Session[]
}

/** Answer to the client's poll while a guest waits. */
export interface GuestWait extends BbbAnswer {
  url?: string
}

/** Answer to `learningDashboard`. */
export interface LearningDashboard extends BbbAnswer {
  /** JSON text inside JSON. */
  data?: string
}

const session = shape<Session>({ meetingID: text, meetingName: text, userName: text })

/**
 * Calls that BBB's own client makes with its session. They are recognised when read, and never sent: an application
 * has no use for them.
 */
export const sessionCalls: readonly AnyCall[] = [
  read('getSessions', answer<Sessions>({ sessions: list('meeting', object(session)) })),
  read('guestWait', answer<GuestWait>({ url: text })),
  read('learningDashboard', answer<LearningDashboard>({ data: text })),
  read('enter', anyAnswer),
  read('signOut', anyAnswer),
  { ...read('stuns', anyAnswer), isBare: true },
]

function read(name: string, response: AnyShape): AnyCall {
  return { name, isRead: true, parameters: {}, response }
}
