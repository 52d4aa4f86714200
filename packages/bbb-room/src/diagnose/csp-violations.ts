import type { Finding } from './finding.ts'

interface ViolationBody {
  effectiveDirective?: string
  blockedURL?: string | null
  featureId?: string
}

const originOf = (url: string) => (URL.canParse(url) ? new URL(url).origin : url)

/** What the page's own policies have blocked so far, with what to add; the browser keeps the reports. */
export const findViolations = async (): Promise<Finding[]> => {
  if (!('ReportingObserver' in window)) return []
  const observer = new ReportingObserver(() => undefined, {
    types: ['csp-violation', 'permissions-policy-violation'],
    buffered: true,
  })
  observer.observe()
  await new Promise((resolve) => setTimeout(resolve, 0))
  const reports = observer.takeRecords()
  observer.disconnect()
  const findings = new Map<string, Finding>()
  for (const { type, body } of reports) {
    const { effectiveDirective, blockedURL, featureId } = (body ?? {}) as ViolationBody
    const fix =
      type === 'csp-violation'
        ? `Content-Security-Policy: ${effectiveDirective ?? ''} ${originOf(blockedURL ?? '')}`
        : `Permissions-Policy: ${featureId ?? ''}=(self)`
    findings.set(fix, {
      code: type === 'csp-violation' ? 'CSP_VIOLATION' : 'PERMISSIONS_POLICY_VIOLATION',
      status: 'warning',
      owner: 'page',
      title: 'A policy of the page has blocked something. If the element needs it:',
      fix,
    })
  }
  return [...findings.values()]
}
