// Takes whatever is sent and answers as long as a BFF does, without doing anything: what a flood costs the machine and its
// people before anybody looks at what is in it. Prints its port.
import { createServer } from 'node:http'

const body = 'x'.repeat(240)
const server = createServer((incoming, outgoing) => {
  incoming.resume().on('end', () => {
    outgoing.writeHead(404, { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' }).end(body)
  })
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  console.log(typeof address === 'object' ? address?.port : undefined)
})
