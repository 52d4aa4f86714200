/** Makes text safe between tags and inside quoted attributes. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}

/** JSON that can stand inside a script element. */
export const scriptJson = (value: unknown): string => JSON.stringify(value).replaceAll('<', '\\u003c')

/** What a page is made of. Nothing is loaded from elsewhere. */
export interface PageParts {
  readonly title: string
  readonly style: string
  readonly body: string
  readonly script?: string
}

const BASE_STYLE = `
*{box-sizing:border-box}
:root{--ink:#14212b;--muted:#5c6b78;--line:#dde4ea;--paper:#fff;--ground:#f1f4f7;--deep:#06172a;--brand:#0f70d7;--brand-dark:#0a5ab0;--danger:#c5283d;--danger-dark:#a31d30}
html,body{height:100%;margin:0}
body{font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif;color:var(--ink);background:var(--ground)}
h1,h2,p,ul{margin:0;padding:0}
button,.button{font:inherit;font-weight:600;border:0;border-radius:8px;padding:.55em 1.1em;cursor:pointer;color:#fff;background:var(--brand);text-decoration:none;display:inline-block}
button:hover,.button:hover{background:var(--brand-dark)}
button:focus-visible,.button:focus-visible{outline:3px solid #8ec2fb;outline-offset:2px}
button.danger{background:var(--danger)}button.danger:hover{background:var(--danger-dark)}
button.quiet{background:#e6ecf2;color:var(--ink)}button.quiet:hover{background:#d6dfe8}
[hidden]{display:none!important}
`

/** A whole document. */
export function renderPage({ title, style, body, script }: PageParts): string {
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${BASE_STYLE}${style}</style>
</head>
<body>
${body}
${script === undefined ? '' : `<script type="module">${script}</script>`}
</body>
</html>
`
}

const NOTICE_STYLE = `
body{display:grid;place-items:center;padding:24px}
.card{background:var(--paper);border:1px solid var(--line);border-radius:16px;box-shadow:0 12px 40px #14212b14;padding:36px 40px;max-width:30rem;text-align:center;display:grid;gap:12px;justify-items:center}
.card h1{font-size:1.4rem;line-height:1.25}
.card p{color:var(--muted)}
.dots{display:flex;gap:8px}.dots i{width:10px;height:10px;border-radius:50%;background:var(--brand);animation:beat 1.2s infinite}
.dots i:nth-child(2){animation-delay:.2s}.dots i:nth-child(3){animation-delay:.4s}
@keyframes beat{0%,60%,100%{opacity:.25}30%{opacity:1}}
@media (prefers-reduced-motion:reduce){.dots i{animation:none}}
`

/** A page with one message. `extra` is markup that is safe already. */
export function noticePage(title: string, text: string, extra = '', script?: string): string {
  const body = `<main class="card"><h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p>${extra}</main>`
  return renderPage({ title, style: NOTICE_STYLE, body, ...(script !== undefined && { script }) })
}
