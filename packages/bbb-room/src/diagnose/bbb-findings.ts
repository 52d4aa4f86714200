import type { BbbEntry, BbbFailure, RoomDiagnosis } from '@bbb-room/bff-api'
import type { Finding } from './finding.ts'

const clockToleranceSeconds = 60

const failures: Readonly<Record<BbbFailure, readonly [title: string, fix: string]>> = {
  UNREACHABLE: ['BBB does not answer the BFF.', 'Start BBB, open its port for the BFF, or correct bbb.baseUrl'],
  TIMEOUT: ['BBB is too slow: no answer to the BFF within seconds.', 'Look at BBB’s load: bbb-conf --status'],
  CERTIFICATE_REFUSED: ['BBB’s certificate is not valid for its name.', 'Renew it: certbot renew'],
  REDIRECTED: ['BBB’s address leads elsewhere.', 'bbb.baseUrl: the address as bbb-conf --secret prints it'],
  BUSY: ['BBB or a proxy before it refuses: too many requests.', 'Raise the proxy’s limit for the BFF’s address'],
  NOT_BBB: ['What answers there is not BBB.', 'bbb.baseUrl: the address as bbb-conf --secret prints it'],
  REFUSED: ['BBB refuses.', 'Read /var/log/bigbluebutton/bbb-web.log on the BBB server'],
}

/** What the BFF found out about BBB, as advice for this page. */
export const bbbFindings = ({ bbb, ...diagnosis }: RoomDiagnosis, wantsFrame: boolean): Finding[] => {
  if (bbb.failure) {
    const [title, fix] = failures[bbb.failure]
    return [{ code: `BBB_${bbb.failure}`, status: 'failure', owner: 'bbb', title, fix }]
  }
  const findings: Finding[] = [{ code: 'BBB', status: 'ok', owner: 'bbb', title: 'BBB answers the BFF.' }]
  if (bbb.is_secret_accepted !== null) findings.push(secret(bbb.is_secret_accepted))
  if (bbb.clock_offset_seconds !== null) findings.push(clock(bbb.clock_offset_seconds))
  if (wantsFrame && diagnosis.display === 'tab') {
    findings.push({
      code: 'FRAME_NOT_OFFERED',
      status: 'failure',
      owner: 'bff',
      title:
        'The page wants a frame, but the BFF opens this tenant’s meetings in a tab: it lets no page frame the launch.',
      fix: 'display: { mode: frame, why: … } in the tenant’s configuration, or display="auto"',
    })
  }
  if (bbb.entry) findings.push(...entryFindings(bbb.entry, diagnosis))
  return findings
}

const secret = (isAccepted: boolean): Finding =>
  isAccepted
    ? { code: 'BBB_SECRET', status: 'ok', owner: 'bff', title: 'BBB accepts the BFF’s checksums.' }
    : {
        code: 'BBB_SECRET_REFUSED',
        status: 'failure',
        owner: 'bff',
        title: 'BBB refuses the BFF’s checksums.',
        fix: 'The tenant’s shared secret: what `bbb-conf --secret` prints on the BBB server',
      }

const clock = (offset: number): Finding =>
  Math.abs(offset) > clockToleranceSeconds
    ? {
        code: 'BBB_CLOCK',
        status: 'warning',
        owner: 'bbb',
        title: `BBB’s clock is ${Math.abs(offset)} s ${offset > 0 ? 'ahead of' : 'behind'} the BFF’s: its callbacks may be refused.`,
        fix: 'timedatectl set-ntp true',
      }
    : { code: 'BBB_CLOCK', status: 'ok', owner: 'bbb', title: 'The clocks of BBB and BFF agree.' }

const entryFindings = (entry: BbbEntry, diagnosis: Omit<RoomDiagnosis, 'bbb'>): Finding[] => {
  const { frame_origins: known, without_session } = diagnosis
  const unknown = entry.origins.filter((origin) => !known.includes(origin))
  if (unknown.length) {
    return [
      {
        code: 'BBB_ORIGIN_UNKNOWN',
        status: 'failure',
        owner: 'bff',
        title:
          'BBB leads people to an origin that is not registered, so camera and microphone are not passed on to it.',
        fix: `frameOrigins: add ${unknown.join(', ')}`,
      },
    ]
  }
  if (entry.failure) {
    return [
      {
        code: 'BBB_ENTRY',
        status: 'failure',
        owner: 'bbb',
        title: 'BBB makes meetings, but lets nobody in.',
        fix: 'Read /var/log/nginx/error.log on the BBB server, and open its client in a tab',
      },
    ]
  }
  return [framing(entry), ...(without_session ? [] : [cookie(entry)])]
}

/** The page itself, and every page that it stands in. */
const ancestors = (): string[] => [location.origin, ...((location.ancestorOrigins as DOMStringList | undefined) ?? [])]

/** Whether a source of `frame-ancestors` lets an origin frame. @see https://www.w3.org/TR/CSP3/#match-url-to-source-expression */
const matches = (source: string, origin: string, self: string): boolean => {
  if (source === "'self'") return origin === self
  if (source === '*') return true
  const { protocol, host } = new URL(origin)
  if (/^[a-z][\w+.-]*:$/i.test(source)) return source.toLowerCase() === protocol
  const [, scheme = protocol, name = ''] = /^(?:([a-z][\w+.-]*:)\/\/)?([^/]*)/i.exec(source.toLowerCase()) ?? []
  return scheme === protocol && (name.startsWith('*.') ? host.endsWith(name.slice(1)) : name === host)
}

const framing = ({ frame_ancestors, x_frame_options, origins }: BbbEntry): Finding => {
  const self = origins.at(-1) ?? ''
  const sources = frame_ancestors?.split(/\s+/).filter(Boolean)
  const option = x_frame_options?.trim().toLowerCase()
  const mayFrame = (origin: string) =>
    sources
      ? sources.some((source) => matches(source, origin, self))
      : option === undefined || (option === 'sameorigin' && origin === self) || !/^(deny|sameorigin)$/.test(option)
  const refused = ancestors().filter((origin) => !mayFrame(origin))
  return refused.length
    ? {
        code: 'BBB_FRAMING',
        status: 'failure',
        owner: 'bbb',
        title: sources
          ? `BBB’s frame-ancestors does not let ${refused.join(', ')} frame it.`
          : `BBB’s X-Frame-Options (${x_frame_options ?? ''}) lets no other site frame it.`,
        fix: `Content-Security-Policy: frame-ancestors 'self' ${ancestors().join(' ')}${sources ? '' : ', and no X-Frame-Options'}`,
      }
    : { code: 'BBB_FRAMING', status: 'ok', owner: 'bbb', title: 'BBB may be framed by this page.' }
}

/** Browsers' notion of a site, as far as it can be told without their list of public suffixes. */
export const siteOf = (origin: string): string => {
  const { protocol, hostname } = new URL(origin)
  return `${protocol}//${/^[\d.]+$|:/.test(hostname) ? hostname : hostname.split('.').slice(-2).join('.')}`
}

const cookie = ({ cookie, origins }: BbbEntry): Finding => {
  const foreign = ancestors().some((origin) => siteOf(origin) !== siteOf(origins.at(-1) ?? ''))
  const isSentAbroad = cookie?.same_site === 'none' && cookie.secure
  const fix = 'proxy_cookie_path / "/; SameSite=None; Secure; Partitioned"; in BBB’s nginx, or display="tab"'
  if (!foreign) {
    return { code: 'BBB_COOKIE', status: 'ok', owner: 'bbb', title: 'BBB is of the page’s own site: its cookie works.' }
  }
  if (!cookie || !isSentAbroad) {
    return {
      code: 'BBB_COOKIE',
      status: 'failure',
      owner: 'bbb',
      title: 'BBB’s session cookie has no SameSite=None; Secure: no browser sends it from a frame of another site.',
      fix,
    }
  }
  return cookie.partitioned
    ? {
        code: 'BBB_COOKIE',
        status: 'ok',
        owner: 'bbb',
        title: 'BBB’s session cookie works in a frame of another site.',
      }
    : {
        code: 'BBB_COOKIE_BLOCKED',
        status: 'warning',
        owner: 'bbb',
        title: 'BBB’s session cookie is not Partitioned: browsers that block third-party cookies keep it back.',
        fix,
      }
}
