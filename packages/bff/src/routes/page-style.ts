/** What our own pages share in their style sheets: the element's colours, in light and dark. */
export const pageStyle = `:root{color-scheme:light dark;--accent:light-dark(#1d5bd6,#8ab4ff);--on-accent:light-dark(#fff,#0a1730);--surface:light-dark(#fff,#16191f);--text:light-dark(#121722,#eef1f6);--muted:light-dark(#525c6d,#a5aebd);--border:light-dark(#dfe3ea,#2d333e);--good:light-dark(#08703b,#56d494);--warning:light-dark(#8a5100,#f2bd62);--bad:light-dark(#b3231a,#ff9b91);background:light-dark(#f4f6f9,#0d0f14);color:var(--text);font:1rem/1.55 system-ui,sans-serif}
*{box-sizing:border-box}
h1{margin:0;font-size:1.375rem;font-weight:650;line-height:1.3;letter-spacing:-.02em;text-wrap:balance}
.card{border:1px solid var(--border);border-radius:16px;background:var(--surface);box-shadow:0 1px 2px #1018280d,0 24px 48px -28px #10182840}
a{color:var(--accent)}
:focus-visible{outline:3px solid var(--accent);outline-offset:2px}`
