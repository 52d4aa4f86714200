import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { extname, join, normalize } from 'node:path'

const types = { '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.json': 'application/json' }
const meeting = `<!doctype html><meta name=viewport content="width=device-width"><title>Meeting</title>
<style>body { display: grid; place-items: center; height: 100vh; margin: 0; background: #06172a; color: #c6d3e4; font: 15px system-ui }</style>
<p>The meeting would be here.`

/** Serves the package's folder, and a page in place of a meeting for every launch. */
export const serveFiles = async ({ root = '.', port = 0, headers = {} } = {}) => {
  const server = createServer(async (request, response) => {
    const path = new URL(request.url, 'http://localhost').pathname
    if (path.endsWith('/v1/launch')) return response.setHeader('content-type', 'text/html').end(meeting)
    const file = join(root, normalize(path).replace(/\/$/, '/index.html'))
    const body = await readFile(file).catch(() => undefined)
    if (!body) return response.writeHead(404).end()
    response
      .writeHead(200, { 'content-type': `${types[extname(file)] ?? 'text/plain'}; charset=utf-8`, ...headers })
      .end(body)
  })
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve))
  return { url: `http://localhost:${server.address().port}`, close: () => server.close() }
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const { url } = await serveFiles({ port: Number(process.env.PORT ?? 8090) })
  console.log(`${url}/playground/`)
}
