import { names, policyFix, violations } from '../controllers/page-policy.ts'
import type { Finding } from './finding.ts'

const originOf = (url: string) => (URL.canParse(url) ? new URL(url).origin : url)
const ours = ['connect-src', 'form-action', 'frame-src', 'script-src-elem', 'style-src-elem', 'img-src', 'media-src']

/**
 * What the page's own policy has blocked so far, with what to add.
 * @param bff origin
 * @param bbb its origins, as far as they are known
 */
export const findViolations = (bff: string, bbb: readonly string[]): Finding[] => {
  const findings = new Map<string, Finding>()
  for (const violation of violations) {
    const { directive, address } = violation
    const origin = originOf(address)
    const concernsUs = ours.includes(directive) && [bff, location.origin, ...bbb].includes(origin)
    const sources =
      directive === 'frame-src'
        ? [bff, ...bbb]
        : directive === 'form-action'
          ? // The browser names where a form was first sent, though it may be the redirect to BBB that is forbidden.
            [...(names(violation, bff) ? [] : [bff]), ...bbb]
          : [origin === location.origin ? "'self'" : origin]
    const fix = policyFix(directive, ...sources)
    findings.set(fix, {
      code: 'CSP_VIOLATION',
      status: concernsUs ? 'failure' : 'warning',
      owner: 'page',
      title: concernsUs
        ? `The page’s policy forbids what the element needs: ${directive} ${origin}.`
        : 'The page’s policy has blocked something. If the element needs it:',
      fix,
    })
  }
  return [...findings.values()]
}
