import { answer, type BbbAnswer, type CallDefinition } from '../protocol/define-call.ts'
import { required, text } from '../protocol/parameters.ts'
import { boolean } from '../protocol/response-shape.ts'

/** Parameters of `hooks/destroy`. */
export interface HooksDestroyParameters {
  hookID: string
}

/** Answer to `hooks/destroy`. */
export interface HookDestroyed extends BbbAnswer {
  removed: boolean
}

/** Permanent hooks stay. */
export const hooksDestroy: CallDefinition<HooksDestroyParameters, HookDestroyed> = {
  name: 'hooks/destroy',
  isRead: false,
  parameters: { hookID: required(text({ min: 1, max: 128 })) },
  response: answer<HookDestroyed>({ removed: boolean }, { required: ['removed'] }),
}
