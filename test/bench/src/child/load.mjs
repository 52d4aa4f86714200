// Sends requests from a process of its own, each connection the next one when it has its answer, and prints how many
// were answered, how fast, and with what. Requests are written beforehand: nothing here may be slower than a server.
import { connect } from 'node:net'
import { moreLike } from '../http/compact-jws.mjs'

const { urls, headers = {}, body = '', bearer, ticket, connections, seconds } = JSON.parse(process.argv[2])
const addresses = urls.map((url) => new URL(url))

const requests = prepare()
let next = 0
let answered = 0
const times = []
/** @type {Record<string, number>} */
const statuses = {}

const startedAt = performance.now()
const endsAt = startedAt + seconds * 1000
const sockets = Array.from({ length: connections }, (_, n) => {
  const { port, hostname } = addresses[n % addresses.length]
  return connect(Number(port), hostname).setNoDelay()
})
await Promise.all(sockets.map(converse))
times.sort((a, b) => a - b)
console.log(
  JSON.stringify({
    answered,
    perSecond: times.length / seconds,
    p50: times[Math.floor(times.length * 0.5)],
    p99: times[Math.floor(times.length * 0.99)],
    statuses,
  }),
)

function prepare() {
  const write = (own, text) => {
    const [{ host, pathname }] = addresses
    const all = { Host: host, ...headers, ...own, 'Content-Length': Buffer.byteLength(text) }
    const head = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`)
    return Buffer.from(`POST ${pathname} HTTP/1.1\r\n${head.join('')}\r\n${text}`)
  }
  if (bearer) return moreLike(bearer.like, bearer).map((token) => write({ Authorization: `Bearer ${token}` }, body))
  if (ticket) return moreLike(ticket.like, ticket).map((token) => write({}, `ticket=${token}`))
  return [write({}, body)]
}

/** @param {import('node:net').Socket} socket */
function converse(socket) {
  return new Promise((resolve, reject) => {
    let text = ''
    let sentAt = 0
    const send = () => {
      if (performance.now() >= endsAt) {
        socket.end()
        return resolve(undefined)
      }
      // A ticket is good once; other requests may come again.
      if (ticket && next === requests.length) return reject(new Error('Not enough tickets for this slot'))
      sentAt = performance.now()
      socket.write(requests[next++ % requests.length])
    }
    socket.setEncoding('latin1')
    socket.on('connect', send)
    socket.on('error', reject)
    socket.on('close', () => resolve(undefined))
    socket.on('data', (chunk) => {
      text += chunk
      if (!isWhole(text)) return
      const now = performance.now()
      answered++
      if (now <= endsAt) times.push(now - sentAt)
      const status = text.slice(9, 12)
      statuses[status] = (statuses[status] ?? 0) + 1
      text = ''
      send()
    })
  })
}

function isWhole(text) {
  const end = text.indexOf('\r\n\r\n')
  if (end === -1) return false
  const [, length] = /\r\ncontent-length: (\d+)/i.exec(text) ?? []
  return length === undefined ? text.endsWith('0\r\n\r\n') : text.length === end + 4 + Number(length)
}
