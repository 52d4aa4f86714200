/** Who refused a device, or why there is none. Each asks for another remedy. */
export type DeviceRefusal = 'insecure' | 'page' | 'browser' | 'system' | 'dismissed' | 'in-use' | 'missing'

interface PolicyDocument {
  featurePolicy?: { allowsFeature(feature: string): boolean }
}

/**
 * Finds the layer that refused a camera or microphone. Browsers give one error for several of them, so the page's
 * policy and the stored permission are read too.
 * @param thrown by `getUserMedia`
 * @see https://www.w3.org/TR/mediacapture-streams/#dom-mediadevices-getusermedia
 */
export const deviceRefusal = async (device: 'camera' | 'microphone', thrown: unknown): Promise<DeviceRefusal> => {
  if (!isSecureContext) return 'insecure'
  if ((document as PolicyDocument).featurePolicy?.allowsFeature(device) === false) return 'page'
  const { name, message } = thrown instanceof Error ? thrown : new Error()
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'missing'
  if (name === 'NotReadableError' || name === 'AbortError') return 'in-use'
  if (/system/i.test(message)) return 'system'
  if (/dismissed/i.test(message)) return 'dismissed'
  // Absent in older browsers, or without these two names.
  const permissions = navigator.permissions as Permissions | undefined
  const stored = await permissions?.query({ name: device }).catch(() => undefined)
  return stored?.state === 'prompt' ? 'dismissed' : stored?.state === 'granted' ? 'system' : 'browser'
}
