// The least that a launch comes down to: the ticket checked and used up, the meeting noted, the address signed.
import { createHmac, hash, timingSafeEqual } from 'node:crypto'
import { createServer } from 'node:http'
import { parse } from 'node:querystring'
import Database from 'libsql'
import pg from 'pg'
import { decode } from '../http/compact-jws.mjs'

const { PORT, TICKET_KEY = '', AUDIENCE, STORE = '', BBB_URL, BBB_SECRET } = process.env

/** @type {(claims: Record<string, any>) => boolean | Promise<boolean>} whether the ticket was not used before */
const use = STORE.startsWith('postgres:') ? await openPostgres() : openSqlite()

function openSqlite() {
  const database = new Database(STORE)
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = NORMAL')
  database.exec(`create table used (jti text primary key, exp integer) without rowid;
    create table meetings (room text primary key, launched_at integer, launches integer)`)
  const insert = database.prepare('insert into used values (?, ?) on conflict do nothing')
  const upsert = database.prepare(`insert into meetings values (?, ?, 1)
    on conflict (room) do update set launched_at = excluded.launched_at, launches = launches + 1`)
  const both = database.transaction(({ jti, exp, room }) => {
    if (insert.run(jti, exp).changes === 0) return false
    upsert.run(room, Date.now())
    return true
  })
  return (/** @type {any} */ claims) => both(claims)
}

async function openPostgres() {
  const pool = new pg.Pool({ connectionString: STORE, max: 10 })
  await pool.query(`create table used (jti text primary key, exp bigint);
    create table meetings (room text primary key, launched_at bigint, launches bigint)`)
  const text = `with spent as (insert into used values ($1, $2) on conflict do nothing returning jti)
    insert into meetings select $3, $4, 1 from spent
    on conflict (room) do update set launched_at = excluded.launched_at, launches = meetings.launches + 1`
  return async (/** @type {any} */ { jti, exp, room }) => {
    const { rowCount } = await pool.query({ name: 'launch', text, values: [jti, exp, room, Date.now()] })
    return rowCount === 1
  }
}

function verify(ticket) {
  const end = ticket.lastIndexOf('.')
  const mac = createHmac('sha256', TICKET_KEY).update(ticket.slice(0, end)).digest()
  if (!timingSafeEqual(mac, Buffer.from(ticket.slice(end + 1), 'base64url'))) return undefined
  const { header, claims } = decode(ticket)
  const isGood =
    header.alg === 'HS256' &&
    claims.aud === AUDIENCE &&
    claims.exp > Date.now() / 1000 &&
    claims.kind === 'join' &&
    claims.tenant === 'acme' &&
    claims.room === 'maths' &&
    (claims.role === 'moderator' || claims.role === 'viewer')
  return isGood ? claims : undefined
}

function joinAddress(claims) {
  const params = {
    fullName: claims.sub,
    meetingID: claims.meeting,
    role: claims.role === 'moderator' ? 'MODERATOR' : 'VIEWER',
    userID: createHmac('sha256', TICKET_KEY).update(claims.sub).digest('base64url'),
    createTime: 1764000000000,
    redirect: true,
    logoutURL: `${claims.iss}/t/acme/v1/return?room=${claims.room}`,
    errorRedirectUrl: `${claims.iss}/t/acme/v1/return?room=${claims.room}`,
  }
  let query = ''
  for (const key in params) query += `${query && '&'}${encodeURIComponent(key)}=${encodeURIComponent(params[key])}`
  return `${BBB_URL}api/join?${query}&checksum=${hash('sha256', `join${query}${BBB_SECRET}`)}`
}

const server = createServer((request, response) => {
  let text = ''
  request.setEncoding('utf8')
  request.on('data', (chunk) => (text += chunk))
  request.on('end', async () => {
    const claims = verify(String(parse(text)['ticket']))
    if (claims === undefined || claims.origin !== request.headers.origin || !(await use(claims))) {
      return response.writeHead(403).end()
    }
    const headers = { Location: joinAddress(claims), 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' }
    return response.writeHead(303, headers).end()
  })
})
server.listen(Number(PORT), '127.0.0.1', () => console.log(JSON.stringify({ event: 'listening', port: Number(PORT) })))
