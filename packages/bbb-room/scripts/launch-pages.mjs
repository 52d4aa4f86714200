/**
 * Pages that the tests' forms are posted to: `…/v1/launch` shows what came in, and `…/v1/return` tells the page around
 * it that the person is out.
 */
export const launchPages = () => ({
  name: 'launch-pages',
  async serve(context) {
    if (context.path.endsWith('/v1/launch')) {
      let body = ''
      for await (const chunk of context.req) body += chunk
      const text = JSON.stringify({ method: context.method, body, referrer: context.get('referer') })
      return {
        type: 'html',
        body: `<!doctype html><title>meeting</title><pre>${text.replace(/</g, '&lt;')}</pre><script>
          document.querySelector('pre').dataset.opener = String(Boolean(opener))
          new BroadcastChannel('launch-pages').postMessage({ ...${text.replace(/</g, '\\u003c')}, hasOpener: Boolean(opener), isFramed: top !== self })
          // In front, it would keep every page after it from drawing.
          if (top === self) setTimeout(() => close(), 100)
        </script>`,
      }
    }
  },
})
