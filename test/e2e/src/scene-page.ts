import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'

const element = dirname(fileURLToPath(import.meta.resolve('bbb-room/package.json')))
const types: Record<string, string> = { '.html': 'text/html', '.js': 'text/javascript', '.json': 'application/json' }

/** What a careful host page allows: scripts of its own, and of the BFF and BBB no more than is named. */
const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "connect-src 'self'",
  "frame-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "require-trusted-types-for 'script'",
].join('; ')

const page = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>A page of a host</title></head>
  <body><main><h1>A page of a host</h1><div id="stage"></div></main><script type="module" src="/scene.js"></script></body>
</html>`

const script = `
import { loadRecordings } from '/dist/cdn/bbb-room.js'
import { mockBff, mockRecording, scenes, showScene } from '/dist/testing.js'
const { scene: name, lang = 'en' } = Object.fromEntries(new URLSearchParams(location.search))
const stage = document.querySelector('#stage')
const bff = mockBff()
if (name === 'recordings') {
  const can = { play: true, manage: true }
  bff.setRecordings([
    mockRecording({ id: 'r3', name: 'Week 3', state: 'processing', formats: [], duration_seconds: null }),
    mockRecording({ id: 'r2', name: 'Week 2', state: 'unpublished', published: false, can }),
    mockRecording({ id: 'r1', name: 'Week 1', can }),
  ])
  await loadRecordings()
  const element = document.createElement('bbb-recordings')
  Object.assign(element, { lang, endpoint: bff.endpoint, room: 'algebra-101', getAccessToken: bff.getAccessToken })
  stage.append(element)
} else await showScene(scenes.find((scene) => scene.name === name), bff, stage, lang)
document.documentElement.dataset.shown = name
`

/** Every view that `showScene` can bring about, and the list of recordings. */
export async function sceneNames(): Promise<{ name: string; state: string }[]> {
  const { scenes } = (await import('bbb-room/testing')) as { scenes: readonly { name: string; state: string }[] }
  return [...scenes.map(({ name, state }) => ({ name, state })), { name: 'recordings', state: '' }]
}

/** Serves a page under a strict policy that shows the scene of `?scene=`, in the language of `&lang=`. */
export async function startScenePage(): Promise<{ url: string; close: () => Promise<void> }> {
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    const answer = (type: string, body: string | Buffer) => {
      response.writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'content-security-policy': policy }).end(body)
    }
    if (path === '/') answer('text/html', page)
    else if (path === '/scene.js') answer('text/javascript', script)
    else if (path.endsWith('/v1/launch')) answer('text/html', '<!doctype html><html lang="en"><title>Meeting</title>')
    else
      readFile(join(element, normalize(path))).then(
        (body) => answer(types[extname(path)] ?? 'text/plain', body),
        () => response.writeHead(404).end(),
      )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}
