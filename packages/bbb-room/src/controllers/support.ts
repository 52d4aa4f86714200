import type { UnsupportedReason } from './session-state.ts'

/** Browsers inside other apps name themselves; they open no tabs and often have no camera. */
const inApp = /\bFBA[NV]\/|Instagram|\bLine\/|MicroMessenger|TikTok|musical_ly|LinkedInApp|Snapchat|\bGSA\/|; wv\)/

/** Why a meeting would not work in this browser; `undefined` where nothing speaks against it. */
export const whyUnsupported = (): UnsupportedReason | undefined =>
  !isSecureContext ? 'insecure' : inApp.test(navigator.userAgent) ? 'in-app' : undefined
