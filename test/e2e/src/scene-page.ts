import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, extname, join, normalize } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { RoomStateName } from 'bbb-room'

/** All states of the element, as it promises them. */
export const everyState: readonly RoomStateName[] = [
  'idle',
  'loading',
  'scheduled',
  'waiting',
  'ready',
  'joining',
  'joined',
  'left',
  'ended',
  'denied',
  'error',
  'unsupported',
]

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
import * as testing from '/dist/testing.js'
const { afterScene, mockBff, recordingScenes, scenes, showRecordingScene, showScene } = testing
const { scene, lang = 'en' } = Object.fromEntries(new URLSearchParams(location.search))
const stage = document.querySelector('#stage')
const named = ({ name }) => name === scene
const recordingScene = recordingScenes.find(named)
if (recordingScene) await loadRecordings()
const bff = scene && mockBff()
const element = recordingScene
  ? await showRecordingScene(recordingScene, bff, stage, lang)
  : scene && (await showScene(scenes.find(named), bff, stage, lang))
if (scene) Object.assign(window, { scene: { element, bff }, afterScene })
// A second copy of the script, as another plugin of the page would bring it.
else Object.assign(window, { testing, loadRecordings, loadCopy: () => import('/dist/cdn/bbb-room.js?copy') })
document.documentElement.dataset.shown = scene
`

/** What there is to show: with the state that `<bbb-room>` is then in; without one it is the list of recordings. */
export async function sceneNames(): Promise<{ name: string; state?: string }[]> {
  const { recordingScenes, scenes } = await import('bbb-room/testing')
  return [...scenes.map(({ name, state }) => ({ name, state })), ...recordingScenes.map(({ name }) => ({ name }))]
}

/**
 * Serves a page under a strict policy that shows the scene of `?scene=`, in the language of `&lang=`; without one it has
 * `bbb-room/testing` as `window.testing`.
 */
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
