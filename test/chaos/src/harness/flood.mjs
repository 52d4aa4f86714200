// Sends forged callbacks from a process of its own, at a steady rate over kept connections, and prints what was answered.
// Not faster than asked, and never more under way than `mostUnderWay`: what a server cannot take is counted as unsent.
import { randomBytes } from 'node:crypto'
import { connect } from 'node:net'
import { clearInterval, setInterval } from 'node:timers'

const { port, host, perSecond, seconds, connections = 32, mostUnderWay = 2_000 } = JSON.parse(process.argv[2] ?? '')
const tickMs = 5

const post = (path, body) =>
  `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: application/x-www-form-urlencoded\r\n` +
  `Content-Length: ${body.length}\r\n\r\n${body}`
const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url')
const jwt = () =>
  [part({ alg: 'HS256' }), part({ meeting_id: 'maths', record_id: 'x' }), randomBytes(32).toString('base64url')].join(
    '.',
  )
const base = '/t/acme/v1/callbacks'
const forged = [
  () => `GET ${base}/meeting-ended/${randomBytes(33).toString('base64url')} HTTP/1.1\r\nHost: ${host}\r\n\r\n`,
  () => post(`${base}/recording-ready`, `signed_parameters=${jwt()}`),
  () => post(`${base}/webhook?checksum=${randomBytes(32).toString('hex')}`, `event=%5B%5D&timestamp=1&domain=x`),
]
const letters = Array.from({ length: 3_000 }, (_, n) => forged[n % forged.length]?.() ?? '')

let [sent, unsent, answered] = [0, 0, 0]
/** @type {Record<string, number>} */
const statuses = {}
const sockets = Array.from({ length: connections }, () => {
  const socket = connect(port, '127.0.0.1').setNoDelay().setEncoding('latin1')
  let rest = ''
  socket.on('data', (piece) => {
    const text = rest + String(piece)
    const heads = [...text.matchAll(/HTTP\/1\.1 (\d{3})/g)]
    for (const [, status = ''] of heads) {
      answered++
      statuses[status] = (statuses[status] ?? 0) + 1
    }
    // A status line may be cut in two.
    rest = text.slice(-11).replace(/^.*HTTP\/1\.1 \d{3}/s, '')
  })
  socket.on('error', () => undefined)
  return socket
})
await Promise.all(sockets.map((socket) => new Promise((resolve) => socket.once('connect', resolve))))

const startedAt = performance.now()
await new Promise((resolve) => {
  const timer = setInterval(() => {
    const elapsed = performance.now() - startedAt
    const due = Math.floor((Math.min(elapsed, seconds * 1000) * perSecond) / 1000) - sent - unsent
    for (let n = 0; n < due; n++) {
      if (sent - answered >= mostUnderWay) unsent++
      else sockets[sent % sockets.length]?.write(letters[sent++ % letters.length] ?? '')
    }
    if (elapsed < seconds * 1000) return
    clearInterval(timer)
    resolve(undefined)
  }, tickMs)
})
for (let remaining = 100; answered < sent && remaining > 0; remaining--) {
  await new Promise((resolve) => setTimeout(resolve, 100))
}
for (const socket of sockets) socket.destroy()
console.log(JSON.stringify({ sent, unsent, answered, statuses, perSecond: Math.round(sent / seconds) }))
