/* eslint-disable @typescript-eslint/unbound-method -- it replaces methods, as a hostile script would */
/**
 * Runs in the host page before anything else, as a hostile script there would: records all that passes through `fetch`,
 * `XMLHttpRequest`, `open`, `postMessage`, `Response` and `TextDecoder`, and what the elements' events carry.
 */
export function spyOnPage(): void {
  const seen: string[] = []
  const told: string[] = []
  Object.defineProperties(window, { seenByPage: { value: seen }, toldToPage: { value: told } })
  const record = (...values: unknown[]) => {
    for (const value of values) seen.push(typeof value === 'string' ? value : describe(value))
  }
  const describe = (value: unknown): string => {
    if (value instanceof Request) return `${value.url} ${JSON.stringify([...value.headers])}`
    try {
      return JSON.stringify(value)
    } catch {
      return String(value)
    }
  }
  const originalFetch = window.fetch
  window.fetch = async (...args) => {
    record(...args)
    const response = await originalFetch(...args)
    record(response.url, JSON.stringify([...response.headers]))
    return response
  }
  for (const method of ['text', 'json', 'formData', 'blob', 'arrayBuffer'] as const) {
    const original = Response.prototype[method]
    Response.prototype[method] = async function (this: Response) {
      const result: unknown = await original.call(this)
      record(result)
      return result as never
    }
  }
  const originalDecode = TextDecoder.prototype.decode
  TextDecoder.prototype.decode = function (this: TextDecoder, ...args) {
    const text = originalDecode.apply(this, args)
    record(text)
    return text
  }
  for (const name of ['state-change', 'joined', 'left', 'ended', 'error', 'diagnostic']) {
    document.addEventListener(`bbb-room-${name}`, (event) => told.push(describe((event as CustomEvent).detail)))
  }
  const originalOpen = XMLHttpRequest.prototype.open
  XMLHttpRequest.prototype.open = function (this: XMLHttpRequest, ...args: unknown[]) {
    record(...args)
    this.addEventListener('load', () => record(this.responseURL, this.responseText))
    ;(originalOpen as (...all: unknown[]) => void).apply(this, args)
  }
  const originalWindowOpen = window.open
  window.open = (...args) => {
    record(...args)
    return originalWindowOpen.apply(window, args)
  }
  window.addEventListener('message', ({ data, origin }) => record(data, origin))
  const originalPostMessage = window.postMessage.bind(window) as (...all: unknown[]) => void
  window.postMessage = ((...args: unknown[]) => {
    record(...args)
    originalPostMessage(...args)
  }) as typeof window.postMessage
}

/**
 * What the spy has recorded, and everything that the page holds: events, storage, cookies and the DOM with its shadow
 * roots.
 */
export function readWhatPageHolds(): { seen: string; held: string } {
  const markup = (root: Document | ShadowRoot): string =>
    [...root.querySelectorAll('*')]
      .map((element) => {
        const attributes = [...element.attributes].map(({ name, value }) => `${name}=${value}`).join(' ')
        return `${attributes} ${element.shadowRoot ? markup(element.shadowRoot) : ''}`
      })
      .join('\n') + (root.textContent ?? '')
  const { seenByPage, toldToPage } = window as unknown as Record<'seenByPage' | 'toldToPage', string[]>
  return {
    seen: seenByPage.join('\n'),
    held: [
      markup(document),
      JSON.stringify(localStorage),
      JSON.stringify(sessionStorage),
      document.cookie,
      ...toldToPage,
    ].join('\n'),
  }
}
