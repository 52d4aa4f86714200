import type { BbbRoom } from '../bbb-room.ts'

/**
 * Asks whether the person may be notified, and does so once, when the room opens while they look elsewhere.
 * @param text what the notice says
 * @param opened called when the room is open, whether there was a notice of it or not
 * @returns whether they agreed
 */
export const noticeOpening = async (element: BbbRoom, text: string, opened: () => void): Promise<boolean> => {
  if ((await Notification.requestPermission()) !== 'granted') return false
  const tell = () => {
    if (element.state !== 'ready') return
    element.removeEventListener('bbb-room-state-change', tell)
    opened()
    if (!document.hidden) return
    const notice = new Notification(text)
    notice.addEventListener('click', () => {
      window.focus()
      notice.close()
    })
  }
  element.addEventListener('bbb-room-state-change', tell)
  // The room may have opened while the browser asked.
  tell()
  return true
}
