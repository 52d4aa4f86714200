// Joining as Greenlight does it: each person's request asks whether the meeting runs, and creates it when it does not.
import { hash } from 'node:crypto'
import { Agent, createServer, get } from 'node:http'

const { PORT, BBB_URL, BBB_SECRET, PAGE } = process.env
/** As many connections to BBB as a busy server of this kind has. */
const agent = new Agent({ keepAlive: true, maxSockets: 50 })

function address(callName, params) {
  const query = new URL(
    `http://x/?${Object.entries(params)
      .map((pair) => pair.map(encodeURIComponent).join('='))
      .join('&')}`,
  ).search.slice(1)
  return `${BBB_URL}api/${callName}?${query}&checksum=${hash('sha256', `${callName}${query}${BBB_SECRET}`)}`
}

/** @returns {Promise<string>} */
function call(callName, params) {
  return new Promise((resolve, reject) => {
    get(address(callName, params), { agent }, (answer) => {
      let text = ''
      answer.setEncoding('utf8')
      answer.on('data', (chunk) => (text += chunk))
      answer.on('end', () => resolve(text))
    }).on('error', reject)
  })
}

async function join(meetingID) {
  const isRunning = (await call('isMeetingRunning', { meetingID })).includes('<running>true</running>')
  if (!isRunning) await call('create', { meetingID, name: meetingID, attendeePW: 'ap', moderatorPW: 'mp' })
  return address('join', { meetingID, fullName: 'Somebody', role: 'VIEWER' })
}

const server = createServer((request, response) => {
  request.resume()
  request.on('end', async () => {
    const [, step, meetingID = ''] = (request.url ?? '').split('/')
    if (step === 'join') {
      response.writeHead(200, { 'Content-Type': 'application/json', 'Access-Control-Allow-Origin': PAGE })
      return response.end(JSON.stringify({ ticket: 'none' }))
    }
    return response.writeHead(303, { Location: await join(meetingID) }).end()
  })
})
server.listen(Number(PORT), '127.0.0.1', () => console.log(JSON.stringify({ event: 'listening', port: Number(PORT) })))
