import type { BbbRoom } from '../bbb-room.ts'

/**
 * Asks whether the person may be notified, and does so once, when the room opens while they look elsewhere.
 * @param text what the notice says
 * @returns whether they agreed
 */
export const noticeOpening = async (element: BbbRoom, text: string): Promise<boolean> => {
  if ((await Notification.requestPermission()) !== 'granted') return false
  const tell = () => {
    if (element.state !== 'ready') return
    element.removeEventListener('bbb-room-state-change', tell)
    if (!document.hidden) return
    const notice = new Notification(text)
    notice.addEventListener('click', () => {
      window.focus()
      notice.close()
    })
  }
  element.addEventListener('bbb-room-state-change', tell)
  return true
}
