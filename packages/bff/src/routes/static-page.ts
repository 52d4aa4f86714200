import { sourceHash } from './source-hash.ts'

/** A page of ours without any data in it: texts, one style sheet, at most one fixed script. */
export interface StaticPage {
  html: string
  /** Allows exactly this page's style and script, by their hashes. */
  contentSecurityPolicy: string
}

/** What is read: a heading, what to do, and how it looks at first sight. */
export interface StaticPageText {
  title: string
  text: string
  /** `done`: nothing is wrong; `wait`: it passes, or goes well the next time; else somebody has to act. */
  look?: Look
}

type Look = 'done' | 'wait' | 'act'

const style = `:root{color-scheme:light dark;--surface:light-dark(#fff,#16191f);--text:light-dark(#121722,#eef1f6);--muted:light-dark(#525c6d,#a5aebd);--border:light-dark(#dfe3ea,#2d333e);background:light-dark(#f4f6f9,#0d0f14);color:var(--text);font:1rem/1.55 system-ui,sans-serif}
*{box-sizing:border-box}
body{display:grid;place-items:center;min-height:100vh;min-height:100dvh;margin:0;padding:24px}
main{width:min(100%,27rem);padding:clamp(24px,6vw,40px);border:1px solid var(--border);border-radius:20px;background:var(--surface);box-shadow:0 1px 2px #1018280d,0 24px 48px -28px #10182840;text-align:center}
svg{display:block;width:56px;height:56px;margin:0 auto 20px;padding:14px;border-radius:16px;background:color-mix(in srgb,currentColor 11%,transparent);fill:none;stroke:currentColor;stroke-width:1.75;stroke-linecap:round;stroke-linejoin:round}
.done{color:light-dark(#08703b,#56d494)}
.wait{color:light-dark(#8a5100,#f2bd62)}
.act{color:light-dark(#b3231a,#ff9b91)}
h1{margin:0 0 8px;font-size:1.375rem;font-weight:650;line-height:1.3;letter-spacing:-.02em;text-wrap:balance}
p{margin:0;color:var(--muted);text-wrap:pretty}`

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
  { title, text, look = 'act' }: StaticPageText,
  frameAncestors: readonly string[],
  script?: { text: string; attributes: Readonly<Record<string, string>> },
): StaticPage {
  const attributes = Object.entries(script?.attributes ?? {})
  const scriptElement =
    script === undefined
      ? ''
      : `<script${attributes.map(([name, value]) => ` data-${name}="${escapeAttribute(value)}"`).join('')}>${script.text}</script>`
  return {
    html: `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="robots" content="noindex">
<title>${escapeText(title)}</title><style>${style}</style></head>
<body><main><svg class="${look}" viewBox="0 0 24 24" aria-hidden="true"><path d="${icons[look]}"/></svg><h1>${escapeText(title)}</h1><p>${escapeText(text)}</p></main>${scriptElement}</body></html>
`,
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

function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
}

function escapeAttribute(text: string): string {
  return escapeText(text).replaceAll('"', '&quot;')
}
