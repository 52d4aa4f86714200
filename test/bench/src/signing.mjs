import { hash } from 'node:crypto'
import { signCall } from '@bbb-room/core'
import { baseUrl, joinParams, secret } from './input/join-params.mjs'
import { createRandom } from './input/random.mjs'
import { measureLines } from './lines.mjs'
import { loadPeer } from './peers.mjs'

const sets = Array.from({ length: 512 }, (_, i) => joinParams(i))
const slotMs = 120

/** Complete addresses a second, over the sets in rotation. */
function perSecond(sign) {
  let signed = 0
  let length = 0
  const start = performance.now()
  let spent = 0
  while (spent < slotMs) {
    for (let i = 0; i < 128; i++) length += sign(sets[signed++ % sets.length]).length
    spent = performance.now() - start
  }
  if (length < signed * 100) throw new Error('A contender did not make addresses')
  return (signed * 1000) / spent
}

/** The least work that gives a right address. */
function kernel(params) {
  let query = ''
  for (const key in params) query += `${query && '&'}${encodeURIComponent(key)}=${encodeURIComponent(params[key])}`
  return `${baseUrl}/api/join?${query}&checksum=${hash('sha256', `join${query}${secret}`)}`
}

/** As clients do that hash in JavaScript. */
function hashedInJavaScript(JsSha) {
  return (params) => {
    const query = Object.keys(params)
      .map((key) => `${encodeURIComponent(key)}=${encodeURIComponent(params[key])}`)
      .join('&')
    const sha = new JsSha('SHA-256', 'TEXT', { encoding: 'UTF8' })
    sha.update(`join${query}${secret}`)
    return `${baseUrl}/api/join?${query}&checksum=${sha.getHash('HEX')}`
  }
}

/** S1 to S3: how fast join addresses are signed. */
export function signingLines({ quick }) {
  const peer = loadPeer('bigbluebutton-js').api(baseUrl, secret).administration
  const javaScript = hashedInJavaScript(loadPeer('jssha'))
  const product = (algorithm) => (params) =>
    signCall({ baseUrl, callName: 'join', params, secret, algorithm, dangerouslyAllowSha1: true })
  const checksum = (url) => /checksum=(\w+)$/.exec(url)?.[1]
  if (checksum(kernel(sets[1])) !== checksum(javaScript(sets[1]))) throw new Error('The references differ')

  const of = (sign) => () => perSecond(sign)
  return measureLines({
    rounds: quick ? 7 : 11,
    random: createRandom(1),
    contenders: {
      'core, sha1': of(product('sha1')),
      'core, sha256': of(product('sha256')),
      'bigbluebutton-js': of(({ fullName, meetingID, ...others }) => peer.join(fullName, meetingID, 'pw', others)),
      jssha: of(javaScript),
      kernel: of(kernel),
    },
    lines: [
      {
        id: 'S1',
        what: 'sign a join address',
        contender: 'core, sha1',
        reference: 'bigbluebutton-js',
        target: 6,
        floor: 4,
        bound: 'at least',
      },
      {
        id: 'S2',
        what: 'sign a join address',
        contender: 'core, sha256',
        reference: 'jssha',
        target: 5.5,
        floor: 4,
        bound: 'at least',
      },
      {
        id: 'S3',
        what: 'sign a join address',
        contender: 'core, sha256',
        reference: 'kernel',
        target: 0.85,
        floor: 0.6,
        bound: 'at least',
      },
    ],
  })
}
