import { answer, type BbbAnswer, type CallDefinition } from '../protocol/define-call.ts'
import { meetingID } from '../protocol/parameters.ts'
import { boolean, list, object, type RawFields, shape, text } from '../protocol/response-shape.ts'

/** Parameters of `hooks/list`. */
export interface HooksListParameters {
  /** Only hooks of this meeting, and those for all meetings. */
  meetingID?: string | undefined
}

/** A registered webhook. */
export interface Hook {
  hookID: string
  callbackURL?: string
  /** Absent for a hook for all meetings. */
  meetingID?: string
  /** Comma list; absent for all events. */
  eventID?: string
  /** True for one from the operator's configuration, which cannot be destroyed. */
  permanentHook?: boolean
  rawData?: boolean
  raw?: RawFields
}

/** Answer to `hooks/list`. */
export interface Hooks extends BbbAnswer {
  hooks: Hook[]
}

const hook = shape<Hook>(
  {
    hookID: text,
    callbackURL: text,
    meetingID: text,
    eventID: text,
    permanentHook: boolean,
    rawData: boolean,
  },
  { required: ['hookID'] },
)

/** A hook whose target failed for minutes is gone for good: look here and register again. */
export const hooksList: CallDefinition<HooksListParameters, Hooks> = {
  name: 'hooks/list',
  isRead: true,
  parameters: { meetingID },
  response: answer<Hooks>({ hooks: list('hook', object(hook)) }),
}
