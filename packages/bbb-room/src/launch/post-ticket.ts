import type { TicketAnswer } from '@bbb-room/bff-api'
import { RoomError } from '../room-error.ts'

/**
 * Navigates a window or frame to the meeting by posting the ticket as a form. A navigation, not a request: no script
 * of the page sees where it leads.
 * @param root where the form may stand for a moment
 * @param target name of the window or frame, or `_self`
 * @param base the tenant's base URL; a launch anywhere else is refused
 * @throws {RoomError} `BFF_ANSWER_UNREADABLE`
 */
export const postTicket = (
  root: ParentNode,
  { ticket, launch_url }: Pick<TicketAnswer, 'ticket' | 'launch_url'>,
  target: string,
  base: string,
): void => {
  if (!launch_url.startsWith(`${base}/`)) throw new RoomError('BFF_ANSWER_UNREADABLE')
  const form = document.createElement('form')
  const field = document.createElement('input')
  form.method = 'post'
  form.action = launch_url
  form.target = target
  form.hidden = true
  field.type = 'hidden'
  field.name = 'ticket'
  field.value = ticket
  form.append(field)
  root.append(form)
  form.submit()
  form.remove()
}
