/** A tab that was opened inside the click and waits for its form. */
export interface LaunchWindow {
  /** Target for the form. */
  readonly name: string
  /** Whether the person closed it before there was something to show. */
  readonly isClosed: boolean
  close(): void
}

/** A name that no other window or frame has. Not `randomUUID`, which a page that is not secure lacks. */
export const newTargetName = (): string => `bbb-room-${crypto.getRandomValues(new Uint32Array(4)).join('-')}`

/**
 * Opens a blank tab at once, as browsers only allow it inside the click, and cuts the tie to its opener both ways.
 * @param text shown until the meeting comes
 * @returns `undefined` where the browser blocked it
 */
export const openLaunchWindow = (text: string): LaunchWindow | undefined => {
  const name = newTargetName()
  const opened = window.open('about:blank', name)
  if (!opened) return undefined
  try {
    opened.document.title = text
    opened.document.body.textContent = text
    opened.opener = null
  } catch {
    // A browser that gives no hand on the new tab has severed it already.
  }
  return {
    name,
    get isClosed() {
      return opened.closed
    },
    close: () => opened.close(),
  }
}
