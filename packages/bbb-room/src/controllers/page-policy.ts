/** Something that the page's Content-Security-Policy kept from happening. */
export interface PolicyViolation {
  /** `connect-src`, `form-action`, `frame-src` and so on. */
  readonly directive: string
  /** What was not allowed. Of a form that was led on, where it was first sent. */
  readonly address: string
  /** The whole policy. */
  readonly policy: string
}

const mostKept = 50
const seen: PolicyViolation[] = []
const listeners = new Set<(violation: PolicyViolation) => void>()

// One listener for the life of the page: what is blocked is told once, and diagnosed later.
document.addEventListener('securitypolicyviolation', (event) => {
  const { disposition, effectiveDirective: directive, blockedURI: address, originalPolicy: policy } = event
  if (disposition !== 'enforce') return
  if (seen.length < mostKept) seen.push({ directive, address, policy })
  for (const listen of listeners) listen({ directive, address, policy })
})

/** All since this file was loaded, the first fifty of them. */
export const violations: readonly PolicyViolation[] = seen

export const onViolation = (listen: (violation: PolicyViolation) => void, signal: AbortSignal): void => {
  listeners.add(listen)
  signal.addEventListener('abort', () => listeners.delete(listen))
}

/** The browser tells of a violation a moment after the request has failed; on a busy computer, later. */
const patienceMs = 250

/** Whether the policy keeps requests from this address. Ask after one has failed. */
export const isForbidden = async (address: string): Promise<boolean> => {
  const isIt = (each: PolicyViolation) =>
    each.directive === 'connect-src' && each.address !== '' && each.address.startsWith(address)
  if (seen.some(isIt)) return true
  const done = new AbortController()
  return new Promise((resolve) => {
    const end = (answer: boolean) => {
      clearTimeout(timer)
      done.abort()
      resolve(answer)
    }
    const timer = setTimeout(() => end(false), patienceMs)
    onViolation((violation) => {
      if (isIt(violation)) end(true)
    }, done.signal)
  })
}

/** The directive with what it lacks. */
export const policyFix = (directive: string, ...sources: readonly string[]): string =>
  `Content-Security-Policy: ${directive} ${[...new Set(sources)].join(' ')}`

/** Whether the directive of that policy names the origin itself. */
export const names = ({ policy, directive }: PolicyViolation, origin: string): boolean =>
  policy
    .split(/[;,]/)
    .map((part) => part.trim().split(/\s+/))
    .some(([name, ...sources]) => name === directive && sources.includes(origin))
