import type { RoomId, ReturnMessage } from '@bbb-room/bff-api'
import { newTargetName } from '../launch/launch-window.ts'

/**
 * What BBB's client asks browsers for: beside the devices it lets people choose a speaker, keeps the screen of a phone
 * awake, and copies. Pasting by the keyboard needs nothing.
 */
const delegated = [
  'camera',
  'microphone',
  'display-capture',
  'fullscreen',
  'autoplay',
  'speaker-selection',
  'screen-wake-lock',
  'clipboard-write',
]
const sandbox =
  'allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox allow-modals allow-downloads'

/** The one frame of one join. Its address is never set: the ticket's form navigates it. */
export interface MeetingFrame {
  readonly element: HTMLIFrameElement
  /** Stops listening and takes the frame out of the page: the meeting in it is gone. */
  remove(): void
}

/**
 * Makes the frame for one join.
 * @param frameOrigins BBB's origins, named in `allow`, since delegation does not survive the redirect to them otherwise
 * @param bffOrigin only messages of this frame at this origin count
 */
export const createMeetingFrame = (
  title: string,
  frameOrigins: readonly string[],
  bffOrigin: string,
  room: RoomId,
  onReturn: (reason: ReturnMessage['reason']) => void,
): MeetingFrame => {
  const element = document.createElement('iframe')
  const origins = frameOrigins.filter((origin) => URL.canParse(origin) && new URL(origin).origin === origin).join(' ')
  element.name = newTargetName()
  element.title = title
  element.referrerPolicy = 'no-referrer'
  element.setAttribute('part', 'frame')
  element.setAttribute('sandbox', sandbox)
  element.allow = delegated.map((feature) => `${feature} ${origins}`).join('; ')

  const listening = new AbortController()
  const receive = (event: MessageEvent<Partial<ReturnMessage> | null>) => {
    if (event.source !== element.contentWindow || event.origin !== bffOrigin || !event.source) return
    const message = event.data
    if (message?.type === 'bbb-room-return' && message.room === room && isReason(message.reason)) {
      onReturn(message.reason)
    }
  }
  window.addEventListener('message', receive, { signal: listening.signal })
  return {
    element,
    remove() {
      listening.abort()
      element.remove()
    },
  }
}

const isReason = (reason: unknown): reason is ReturnMessage['reason'] =>
  ['left', 'ended', 'kicked', 'full', 'denied', 'failed'].includes(reason as string)
