/**
 * Whether a page can show a notification by itself. Chrome on Android and web apps on an iPhone have `Notification`, and
 * can ask for the permission, but only a service worker may show one; the page's own is not ours to use.
 *
 * A constructor that works goes on to copy the data, and fails at that: nothing is ever shown.
 * @see https://notifications.spec.whatwg.org/#constructors
 */
export const canNotify = (): boolean => {
  if (!('Notification' in window) || Notification.permission === 'denied') return false
  try {
    new Notification('', { data: () => undefined }).close()
    return true
  } catch (thrown) {
    return thrown instanceof DOMException
  }
}
