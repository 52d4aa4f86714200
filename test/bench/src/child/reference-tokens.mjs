// What POST …/join and POST …/token come down to, with nothing around: a token in, the room looked at, a token out.
import { randomUUID, scrypt, timingSafeEqual, createHmac } from 'node:crypto'
import { createServer } from 'node:http'
import { promisify } from 'node:util'
import Database from 'libsql'
import { decode, signHs256 } from '../http/compact-jws.mjs'
import { loadPeer } from '../peers.mjs'

const { KIND, PORT, KEY = '', ISSUER, AUDIENCE } = process.env
const lifetimeSeconds = 300

const database = new Database(':memory:')
database.exec('create table rooms (id text primary key, settings text, code text, salt text)')
database
  .prepare('insert into rooms values (?, ?, ?, ?)')
  .run('maths', JSON.stringify({ name: 'Maths' }), process.env.CODE_HASH, process.env.CODE_SALT)
const findRoom = database.prepare('select settings, code, salt from rooms where id = ?')

const derive = /** @type {(...of: any[]) => Promise<Buffer>} */ (promisify(scrypt))
/** As dear as the product's. */
async function matches(code, room) {
  const derived = await derive(code, Buffer.from(room.salt, 'base64url'), 32, {
    N: 2 ** 15,
    r: 8,
    p: 1,
    maxmem: 2 ** 26,
  })
  return timingSafeEqual(derived, Buffer.from(room.code, 'base64url'))
}

const times = () => {
  const iat = Math.floor(Date.now() / 1000)
  return { iat, exp: iat + lifetimeSeconds }
}
const ticketClaims = (claims, room) => ({ sub: claims.sub, room, role: claims.role, jti: randomUUID() })
const guestClaims = ({ name, room }) => ({
  sub: `guest-${randomUUID()}`,
  name,
  room,
  role: 'viewer',
  jti: randomUUID(),
})
const answerWith = (token) => ({ access_token: token, token_type: 'Bearer', expires_in: lifetimeSeconds })

const kinds = { fastify: serveFastify, 'node:http': serveNodeHttp }
await kinds[KIND ?? ''](Number(PORT))
console.log(JSON.stringify({ event: 'listening', port: Number(PORT) }))

async function serveFastify(port) {
  const { jwtVerify, SignJWT } = loadPeer('jose')
  const key = Buffer.from(KEY)
  const issue = (claims) =>
    new SignJWT({ ...claims, ...times() })
      .setProtectedHeader({ alg: 'HS256', typ: 'at+jwt' })
      .setIssuer(ISSUER)
      .setAudience(AUDIENCE)
      .sign(key)
  const app = loadPeer('fastify')({ logger: false })
  app.post('/rooms/:room/join', async (request, reply) => {
    const token = request.headers.authorization.slice('Bearer '.length)
    const options = { issuer: ISSUER, audience: AUDIENCE, algorithms: ['HS256'], typ: 'at+jwt' }
    const { payload } = await jwtVerify(token, key, options)
    if (payload.room !== request.params.room || !findRoom.get(payload.room)) return reply.code(404).send({})
    return answerWith(await issue(ticketClaims(payload, payload.room)))
  })
  app.post('/token', async ({ body }, reply) => {
    const room = findRoom.get(body.room)
    if (!room || !(await matches(body.access_code, room))) return reply.code(403).send({})
    return answerWith(await issue(guestClaims(body)))
  })
  await app.listen({ port, host: '127.0.0.1' })
}

async function serveNodeHttp(port) {
  const issue = (claims) =>
    signHs256({ alg: 'HS256', typ: 'at+jwt' }, { ...claims, ...times(), iss: ISSUER, aud: AUDIENCE }, KEY)
  const verify = (token) => {
    const end = token.lastIndexOf('.')
    const mac = createHmac('sha256', KEY).update(token.slice(0, end)).digest()
    const { header, claims } = decode(token)
    const isOurs =
      timingSafeEqual(mac, Buffer.from(token.slice(end + 1), 'base64url')) &&
      header.alg === 'HS256' &&
      header.typ === 'at+jwt' &&
      claims.iss === ISSUER &&
      claims.aud === AUDIENCE &&
      claims.exp > Date.now() / 1000
    return isOurs ? claims : undefined
  }
  const routes = {
    '/token': async (body) => {
      const room = findRoom.get(body.room)
      return room && (await matches(body.access_code, room)) ? issue(guestClaims(body)) : undefined
    },
  }
  const join = (request) => {
    const room = request.url.split('/')[2]
    const claims = verify(request.headers.authorization.slice('Bearer '.length))
    return claims?.room === room && findRoom.get(room) ? issue(ticketClaims(claims, room)) : undefined
  }
  const server = createServer((request, response) => {
    let text = ''
    request.setEncoding('utf8')
    request.on('data', (chunk) => (text += chunk))
    request.on('end', async () => {
      const body = JSON.parse(text)
      const token = await (routes[request.url ?? '']?.(body) ?? join(request))
      response.writeHead(token === undefined ? 403 : 200, { 'Content-Type': 'application/json' })
      response.end(JSON.stringify(token === undefined ? {} : answerWith(token)))
    })
  })
  await new Promise((resolve) => server.listen(port, '127.0.0.1', () => resolve(undefined)))
}
