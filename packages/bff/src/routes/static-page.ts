import { html, raw } from 'hono/html'
import { pageStyle } from './page-style.ts'
import type { PageLanguage } from './page-texts/page-language.ts'
import type { Notice } from './page-texts/page-texts.ts'
import { sourceHash } from './source-hash.ts'

/** A page of ours without any data in it: texts, one style sheet, at most one fixed script. */
export interface StaticPage {
  html: ReturnType<typeof html>
  /** Allows exactly this page's style and script, by their hashes. */
  contentSecurityPolicy: string
}

/** What is read: what happened and what to do, in the reader's language, and a way on where there is one. */
export interface StaticPageContent extends PageLanguage {
  notice: Notice
  link?: { href: string; text: string }
}

/** `done`: nothing is wrong; `wait`: it passes, or goes well the next time; else somebody has to act. */
type Look = 'done' | 'wait' | 'act'

const looks: Readonly<Record<Notice, Look>> = {
  expired: 'wait',
  used: 'wait',
  replaced: 'wait',
  changed: 'act',
  signIn: 'act',
  gone: 'act',
  elsewhere: 'act',
  busy: 'wait',
  failed: 'act',
  left: 'done',
  ended: 'done',
  kicked: 'act',
  full: 'wait',
  denied: 'act',
}

const style = `${pageStyle}
body{display:grid;place-items:center;min-height:100vh;min-height:100dvh;margin:0;padding:24px}
main{width:min(100%,27rem);padding:clamp(24px,6vw,40px);text-align:center}
svg{display:block;width:56px;height:56px;margin:0 auto 20px;padding:14px;border-radius:16px;background:color-mix(in srgb,currentColor 11%,transparent);fill:none;stroke:currentColor;stroke-width:1.75;stroke-linecap:round;stroke-linejoin:round}
.done{color:var(--good)}
.wait{color:var(--warning)}
.act{color:var(--bad)}
p{margin:8px 0 0;color:var(--muted);text-wrap:pretty}
p:has(a){margin-top:20px}`

const circle = 'M12 3a9 9 0 1 0 0 18 9 9 0 1 0 0-18z'
const icons: Readonly<Record<Look, string>> = {
  done: `${circle}M8 12.3l2.8 2.8 5.2-5.8`,
  wait: `${circle}M12 7v5l3.2 2`,
  act: `${circle}M12 7.5v5.2M12 16.3v.01`,
}

/**
 * @param frameAncestors page origins that may frame it; none: nobody
 * @param script fixed text; what it needs stands in `attributes`, which become `data-*` of its element
 */
export function staticPage(
  { language, texts, notice, link }: StaticPageContent,
  frameAncestors: readonly string[],
  script?: { text: string; attributes: Readonly<Record<string, string>> },
): StaticPage {
  const { title, text } = texts.notices[notice]
  const look = looks[notice]
  const data = Object.entries(script?.attributes ?? {}).map(([name, value]) => html` data-${raw(name)}="${value}"`)
  // The policy knows style and script by their exact text.
  // prettier-ignore
  const page = html`<!doctype html>
<html lang="${language}" dir="${texts.direction}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
<title>${title}</title><style>${raw(style)}</style></head>
<body><main class="card"><svg class="${look}" viewBox="0 0 24 24" aria-hidden="true"><path d="${icons[look]}"/></svg><h1>${title}</h1><p>${text}</p>${link === undefined ? '' : html`<p><a href="${link.href}" target="_top">${link.text}</a></p>`}</main>${script === undefined ? '' : html`<script${data}>${raw(script.text)}</script>`}</body></html>
`
  return {
    html: page,
    contentSecurityPolicy: [
      "default-src 'none'",
      `style-src ${sourceHash(style)}`,
      ...(script === undefined ? [] : [`script-src ${sourceHash(script.text)}`]),
      "base-uri 'none'",
      "form-action 'none'",
      `frame-ancestors ${frameAncestors.length === 0 ? "'none'" : frameAncestors.join(' ')}`,
    ].join('; '),
  }
}
