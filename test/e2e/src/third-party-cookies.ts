import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { BrowserContext } from 'playwright-core'

/**
 * Whether this browser sends a cookie from a frame of another site. `localhost` and `127.0.0.1` are two sites, both of
 * them trusted like https, so that `Secure` cookies can be set.
 */
export async function hasThirdPartyCookies(context: BrowserContext): Promise<boolean> {
  let cookieInFrame: string | undefined
  const server = createServer((request, response) => {
    const { port } = server.address() as AddressInfo
    response.setHeader('Content-Type', 'text/html')
    if (request.url === '/set') {
      response.setHeader('Set-Cookie', 'probe=1; SameSite=None; Secure').end('set')
    } else if (request.url === '/frame') {
      cookieInFrame = request.headers.cookie ?? ''
      response.end('frame')
    } else {
      response.end(`<!doctype html><iframe src="http://127.0.0.1:${port}/frame"></iframe>`)
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const page = await context.newPage()
  try {
    await page.goto(`http://127.0.0.1:${port}/set`)
    await page.goto(`http://localhost:${port}/`)
    await page.frameLocator('iframe').getByText('frame').waitFor()
  } finally {
    await page.close()
    server.closeAllConnections()
    server.close()
  }
  return cookieInFrame?.includes('probe=1') ?? false
}
