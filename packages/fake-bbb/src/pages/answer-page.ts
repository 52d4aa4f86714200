import { type Answer, html, nginxPage, plainText } from '../answer.ts'
import { guestStatusAnswer } from '../calls/session-calls.ts'
import { authorizedSession } from '../http/authorized-session.ts'
import type { BbbRequest } from '../http/read-request.ts'
import { framingHeaders, type World } from '../world.ts'
import { lobbyPage } from './lobby.ts'
import { noticePage } from './page.ts'
import { playerPage } from './player.ts'
import { roomPage } from './room.ts'
import { roomStateOf } from './room-state.ts'
import { thumbnailPng } from './thumbnail.ts'

/** A page, and the name under which the journal knows it. */
export interface Page {
  readonly name: string
  answer(world: World, request: BbbRequest): Answer
}

const unauthorized = () => plainText(401, '401 Unauthorized: no session, or the session cookie did not come along')

const json = (value: unknown): Answer => ({
  kind: 'plain',
  status: 200,
  headers: { 'Content-Type': 'application/json', 'Cache-Control': 'no-store' },
  body: JSON.stringify(value),
})

const client: Page = {
  name: 'client',
  answer(world, request) {
    const found = authorizedSession(world, request)
    if (!found) return unauthorized()
    const { meeting, session } = found
    const { framing } = world.settings
    // A browser that may not frame it runs nothing of it, so nobody comes in.
    if (framing !== 'deny' || request.headers['sec-fetch-dest'] !== 'iframe') world.meetings.enter(session)
    return html(roomPage(roomStateOf(world, meeting, session)), framingHeaders(framing))
  },
}

const lobby: Page = {
  name: 'lobby',
  answer(world, request) {
    if (!authorizedSession(world, request)) return unauthorized()
    return html(lobbyPage(), framingHeaders(world.settings.framing))
  },
}

const guest: Page = {
  name: 'guest',
  answer: (world, request) => guestStatusAnswer(world, request),
}

const state: Page = {
  name: 'state',
  answer(world, request) {
    const found = authorizedSession(world, request)
    if (!found) return unauthorized()
    world.meetings.enter(found.session)
    return json(roomStateOf(world, found.meeting, found.session))
  },
}

/** What the buttons of the client do. Moderators' buttons are refused to others. */
const action: Page = {
  name: 'action',
  answer(world, request) {
    const found = authorizedSession(world, request)
    if (!found) return unauthorized()
    const { meeting, session } = found
    const { meetings } = world
    const name = request.path.split('/').at(-1) ?? ''
    if (name === 'leave') meetings.leave(session)
    else if (name === 'closing') meetings.closing(session)
    else if (session.role !== 'MODERATOR') return plainText(403, 'Only moderators may do this')
    else if (name === 'end') meetings.end(meeting)
    else if (name === 'record') {
      if (meeting.isRecordingNow) meetings.stopRecording(meeting)
      else meetings.startRecording(meeting)
    } else {
      const guest = meeting.sessions.find(({ internalUserID }) => internalUserID === request.params.get('user'))
      if (guest) meetings.decideGuest(guest, name === 'admit' ? 'ALLOW' : 'DENY')
    }
    return json({ ok: true })
  },
}

/** Only what is published can be watched. */
const player: Page = {
  name: 'player',
  answer(world, request) {
    const parts = request.path.split('/').map(decodeURIComponent)
    const recording = world.recordings.all().find(({ recordID }) => parts.includes(recordID))
    const type = parts[1] === 'playback' ? parts[2] : parts[1]
    const format = recording?.formats.find((each) => each.type === type)
    if (recording?.state !== 'published' || !format) return nginxPage(404)
    return html(playerPage(recording, format), framingHeaders(world.settings.framing))
  },
}

const thumbnail: Page = {
  name: 'thumbnail',
  answer: () => ({
    kind: 'plain',
    status: 200,
    headers: { 'Content-Type': 'image/png', 'Cache-Control': 'max-age=3600' },
    body: thumbnailPng(176, 136),
  }),
}

const captions: Page = {
  name: 'captions',
  answer(world, request) {
    const text = world.captions.get(decodeURIComponent(request.path.slice('/captions/'.length)))
    if (text === undefined) return nginxPage(404)
    return { kind: 'plain', status: 200, headers: { 'Content-Type': 'text/vtt; charset=utf-8' }, body: text }
  },
}

const front: Page = {
  name: 'front',
  answer: (world) =>
    html(noticePage('You have left the meeting', 'You can close this window.'), framingHeaders(world.settings.framing)),
}

const ROUTES: readonly (readonly ['GET' | 'POST', RegExp, Page])[] = [
  ['GET', /^\/html5client\/(?:join)?$/, client],
  ['GET', /^\/html5client\/guestWait$/, lobby],
  ['GET', /^\/html5client\/guest$/, guest],
  ['GET', /^\/html5client\/state$/, state],
  ['POST', /^\/html5client\/(?:leave|closing|end|record|admit|deny)$/, action],
  ['GET', /^\/presentation\/.*\/thumbnails\/thumb-\d+\.png$/, thumbnail],
  ['GET', /^\/(?:playback|podcast|notes|recording)\//, player],
  ['GET', /^\/captions\//, captions],
  ['GET', /^\/$/, front],
]

/** @returns the page at an address, `undefined` when there is none */
export function findPage(method: string, path: string): Page | undefined {
  return ROUTES.find(([accepted, pattern]) => accepted === method && pattern.test(path))?.[2]
}
