import { html } from 'hono/html'

type Html = ReturnType<typeof html>

/** The frame of every page. `head` and `account` are what a page adds to it. */
export function layout(page: { title: string; head?: Html; account?: Html; body: Html }): Html {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <title>${page.title} · Northgate School</title>
        <link rel="icon" href="/assets/crest.svg" type="image/svg+xml" />
        <link rel="stylesheet" href="/assets/site.css" />
        ${page.head ?? ''}
      </head>
      <body>
        <header class="masthead">
          <a class="school" href="/"><img src="/assets/crest.svg" alt="" width="34" height="34" />Northgate School</a>
          ${page.account ?? ''}
        </header>
        <main>${page.body}</main>
        <footer class="colophon">
          Northgate School is made up. It shows <code>&lt;bbb-room&gt;</code> in a page with a strict content security
          policy.
        </footer>
      </body>
    </html>`
}
