import { sourceHash } from './source-hash.ts'

/** A page of ours without any data in it: texts, one style sheet, at most one fixed script. */
export interface StaticPage {
  html: string
  /** Allows exactly this page's style and script, by their hashes. */
  contentSecurityPolicy: string
}

const style = `:root{color-scheme:light dark}
body{font:1.125rem/1.5 system-ui,sans-serif;max-width:34rem;margin:15vh auto;padding:0 1.5rem}
h1{font-size:1.375rem}`

/**
 * @param frameAncestors page origins that may frame it; none: nobody
 * @param script fixed text; what it needs stands in `attributes`, which become `data-*` of its element
 */
export function staticPage(
  { title, text }: { title: string; text: string },
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
<body><main><h1>${escapeText(title)}</h1><p>${escapeText(text)}</p></main>${scriptElement}</body></html>
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
