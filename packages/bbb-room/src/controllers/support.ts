import type { UnsupportedReason } from './session-state.ts'

/** Browsers inside other apps name themselves; they open no tabs and often have no camera. */
const inApp = /\bFBA[NV]\/|Instagram|\bLine\/|MicroMessenger|TikTok|musical_ly|LinkedInApp|Snapchat|\bGSA\/|; wv\)/

/** What requests, states and colours are made with: Chrome and Edge 125, Firefox 126, Safari 17.5. */
const isCurrent = (): boolean =>
  Boolean((AbortSignal as Partial<typeof AbortSignal>).any) &&
  Boolean((URL as Partial<typeof URL>).canParse) &&
  CSS.supports('selector(:state(ready))') &&
  CSS.supports('color', 'light-dark(#fff, #000)')

/** Why a meeting would not work in this browser; `undefined` where nothing speaks against it. */
export const whyUnsupported = (): UnsupportedReason | undefined => {
  if (!isSecureContext) return 'insecure'
  if (inApp.test(navigator.userAgent)) return 'in-app'
  return isCurrent() ? undefined : 'outdated'
}
