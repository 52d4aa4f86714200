import { fail, messageElements, plainText, succeed } from '../answer.ts'
import { parentElement, textElement } from '../xml/element.ts'
import type { Hook } from '../webhooks/hook-store.ts'
import { type Call, isTrue, listOf } from './call.ts'

const hookFailure = (messageKey: string, message: string) => fail(messageKey, message, 'hooks')

/** Registers a callback address. */
export const createHook: Call = {
  methods: ['GET'],
  checksum: 'hooks',
  answer({ world, params }) {
    const callbackURL = params.get('callbackURL')
    if (!callbackURL) {
      return hookFailure('missingParamCallbackURL', 'You must specify a callbackURL in the parameters.')
    }
    const { hook, isNew } = world.hooks.create({
      callbackURL,
      meetingID: params.get('meetingID') || undefined,
      eventIDs: listOf(params.get('eventID')?.toLowerCase()),
      permanent: false,
      raw: isTrue(params.get('getRaw')),
    })
    const hookID = textElement('hookID', hook.hookID)
    if (!isNew) {
      const message = 'There is already a hook for this callback URL.'
      return succeed([hookID, ...messageElements('duplicateWarning', message)], 'hooks')
    }
    return succeed([hookID, ...flagsOf(hook)], 'hooks')
  },
}

const flagsOf = ({ permanent, raw }: Hook) => [textElement('permanentHook', permanent), textElement('rawData', raw)]

const cdataElement = (name: string, text: string) => ({ ...textElement(name, text), cdata: true })

/** The hooks there are: all, or those of one meeting and the global ones. */
export const listHooks: Call = {
  methods: ['GET'],
  checksum: 'hooks',
  answer({ world, params }) {
    const wanted = params.get('meetingID')
    const hooks = world.hooks.all().filter(({ meetingID }) => !wanted || !meetingID || meetingID === wanted)
    const items = hooks.map((hook) =>
      parentElement('hook', [
        textElement('hookID', hook.hookID),
        cdataElement('callbackURL', hook.callbackURL),
        hook.meetingID === undefined ? undefined : cdataElement('meetingID', hook.meetingID),
        hook.eventIDs && textElement('eventID', hook.eventIDs.join(',')),
        ...flagsOf(hook),
      ]),
    )
    return succeed([parentElement('hooks', items)], 'hooks')
  },
}

/** Takes a hook away. */
export const destroyHook: Call = {
  methods: ['GET'],
  checksum: 'hooks',
  answer({ world, params }) {
    const hookID = params.get('hookID')
    if (!hookID) return hookFailure('missingParamHookID', 'You must specify a hookID in the parameters.')
    const isDestroyed = world.hooks.destroy(hookID)
    if (isDestroyed === undefined) return hookFailure('destroyMissingHook', 'The hook informed was not found.')
    return isDestroyed
      ? succeed([textElement('removed', true)], 'hooks')
      : hookFailure('destroyHookError', 'An error happened while removing your hook. Check the logs.')
  },
}

/** Says that the webhooks process is there. */
export const pingHooks: Call = {
  methods: ['GET'],
  checksum: 'none',
  answer: () => plainText(200, 'bbb-webhooks API up!'),
}
