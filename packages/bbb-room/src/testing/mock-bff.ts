import type {
  CaptionTrack,
  CaptionUpload,
  FailureCode,
  JoinAnswer,
  Recording,
  RecordingBatch,
  RecordingBatchAnswer,
  RecordingChange,
  RoomDiagnosis,
  RoomInfo,
} from '@bbb-room/bff-api'

/** One request that reached the mock. */
export interface MockRequest {
  method: string
  /** After `/v1`, with the query. */
  path: string
  headers: Headers
  body: unknown
}

/** What a mock answers with instead of a success. */
export interface MockFailure {
  status: number
  code: string
  retryable?: boolean
  retryAfter?: number
}

export interface MockBff {
  /** For the attribute `endpoint`. */
  readonly endpoint: string
  /** For the property `getAccessToken`. */
  readonly getAccessToken: () => Promise<string>
  /** Every request so far. */
  readonly requests: readonly MockRequest[]
  /** Changes the room and tells the elements, as the BFF's events do. */
  setRoom(change: Partial<RoomInfo>): void
  setRecordings(recordings: readonly Recording[]): void
  /** What a join answers; `undefined` for a ticket. */
  setJoinAnswer(answer: JoinAnswer | undefined): void
  /** From now on every request, or those whose path begins so, fails or is never answered; `undefined` heals it. */
  fail(failure: MockFailure | 'network' | 'silence' | undefined, path?: string): void
  /** Takes the mock away. */
  restore(): void
}

/** A room as the BFF describes it; `change` says what is different. */
export const mockRoom = (change: Partial<RoomInfo> = {}): RoomInfo => ({
  room: 'algebra-101',
  name: 'Algebra I',
  state: 'open',
  role: 'viewer',
  opens_at: null,
  closes_at: null,
  started_at: null,
  ended_at: null,
  participant_count: 0,
  max_participants: 0,
  record: false,
  display: 'tab',
  frame_origins: ['https://bbb.example'],
  can: { join: true, end: false, list_recordings: true, manage_recordings: false },
  server_time: new Date().toISOString(),
  ...change,
})

/** A recording as the BFF describes it. */
export const mockRecording = ({
  can = {},
  ...change
}: Partial<Omit<Recording, 'can'>> & { can?: Partial<Recording['can']> } = {}): Recording => ({
  id: 'recording-1',
  room: 'algebra-101',
  name: 'Week 1',
  state: 'published',
  published: true,
  protected: null,
  description: null,
  presenter: null,
  subject: null,
  reason: null,
  restorable_until: null,
  started_at: '2026-11-23T09:00:00.000Z',
  ended_at: '2026-11-23T10:05:00.000Z',
  duration_seconds: 3900,
  participants: 12,
  size_bytes: '1048576',
  formats: [{ type: 'presentation', duration_seconds: 3900 }],
  thumbnails: [],
  can: { play: true, manage: false, protect: false, captions: false, ...can },
  ...change,
})

/** What the BFF finds of a BBB as it is installed: no other page may frame it, and no frame of one gets its cookie. */
const diagnosisOf = ({ display, frame_origins }: RoomInfo): RoomDiagnosis => {
  const [origin = 'https://bbb.example'] = frame_origins
  const cookie = { same_site: null, secure: true, partitioned: false }
  const entry = { failure: null, origins: [origin], x_frame_options: null, frame_ancestors: "'self'", cookie }
  return {
    checked_at: new Date().toISOString(),
    display,
    frame_origins,
    without_session: false,
    has_referrer: true,
    bbb: {
      origin,
      failure: null,
      version: null,
      is_secret_accepted: true,
      clock_offset_seconds: 0,
      entry: display === 'frame' ? entry : null,
    },
  }
}

const changedBy = (action: RecordingBatch['action'], recording: Recording): Recording => {
  switch (action) {
    case 'publish':
      return { ...recording, state: 'published', published: true }
    case 'unpublish':
      return { ...recording, state: 'unpublished', published: false }
    case 'protect':
    case 'unprotect':
      return { ...recording, protected: action === 'protect' }
    case 'delete':
      return { ...recording, state: 'deleted' }
    case 'restore':
      return { ...recording, state: recording.published ? 'published' : 'unpublished', restorable_until: null }
    default:
      return action satisfies never
  }
}

/**
 * Stands in for a BFF inside the page: answers `fetch` for its own endpoint and lets every other request pass. So a
 * host page can be tested without a server; only the launch itself is a real navigation to `launch_url`.
 * @param room how the room is at first
 */
export const mockBff = (room: Partial<RoomInfo> = {}): MockBff => {
  const endpoint = `${location.origin}/t/mock-${crypto.randomUUID().slice(0, 8)}`
  const realFetch = window.fetch.bind(window)
  const encoder = new TextEncoder()
  const streams = new Set<ReadableStreamDefaultController<Uint8Array>>()
  const requests: MockRequest[] = []
  const failures = new Map<string, MockFailure | 'network' | 'silence'>()
  let info = mockRoom(room)
  let recordings: readonly Recording[] = []
  let joinAnswer: JoinAnswer | undefined
  const captions = new Map<string, readonly CaptionTrack[]>()
  let eventId = 0

  const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
    new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json', ...headers } })
  const tell = (type: string) => {
    const event = { id: String(++eventId), type, room: info.room, at: new Date().toISOString() }
    const bytes = encoder.encode(`id: ${event.id}\nevent: ${type}\ndata: ${JSON.stringify(event)}\n\n`)
    for (const stream of streams) stream.enqueue(bytes)
  }
  const openStream = (signal: AbortSignal | null | undefined) => {
    let own: ReadableStreamDefaultController<Uint8Array> | undefined
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        own = controller
        streams.add(controller)
        controller.enqueue(encoder.encode(': open\n\n'))
        signal?.addEventListener('abort', () => {
          streams.delete(controller)
          controller.error(signal.reason)
        })
      },
      cancel() {
        if (own) streams.delete(own)
      },
    })
    return new Response(body, { headers: { 'content-type': 'text/event-stream' } })
  }
  const ticket = (): JoinAnswer => ({
    ticket: `ticket-${crypto.randomUUID()}`,
    expires_in: 30,
    launch_url: `${endpoint}/v1/launch`,
    display: info.display,
    frame_origins: info.frame_origins,
  })

  const silence = (signal: AbortSignal | null | undefined) =>
    new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => {
        reject(new DOMException('aborted', 'AbortError'))
      })
    })

  const notFound = () =>
    json({ type: 'about:blank', title: 'Not found', status: 404, code: 'NOT_FOUND', retryable: false }, 404)

  const answer = (request: MockRequest, signal: AbortSignal | null | undefined): Response | Promise<never> => {
    const path = request.path.replace(/\?.*/, '')
    for (const [prefix, failure] of failures) {
      if (!path.startsWith(prefix)) continue
      if (failure === 'network') throw new TypeError('Failed to fetch')
      if (failure === 'silence') return silence(signal)
      const { status, code, retryable = false, retryAfter } = failure
      const problem = { type: 'about:blank', title: code, status, code, retryable, request_id: 'mock-request' }
      return json({ ...problem, ...(retryAfter && { retry_after: retryAfter }) }, status)
    }
    const room = `/rooms/${info.room}`
    switch (`${request.method} ${path}`) {
      case `GET ${room}`:
        return json({ ...info, server_time: new Date().toISOString() })
      case `GET ${room}/events`:
        return openStream(signal)
      case `GET ${room}/diagnosis`:
        return json(diagnosisOf(info))
      case `POST ${room}/join`:
        return json(joinAnswer ?? ticket())
      case `POST ${room}/end`:
        mock.setRoom({ state: 'ended', participant_count: 0, ended_at: new Date().toISOString() })
        return json({ state: 'ended' })
      case `GET ${room}/recordings`:
        return json({ recordings, next: null, server_time: new Date().toISOString() })
      case `POST ${room}/recordings/batch`:
        return answerBatch(request.body as RecordingBatch)
    }
    const [, id, verb] = /^\/recordings\/([\w-]+)(\/playback|\/restore|\/captions)?$/.exec(path) ?? []
    const recording = recordings.find((candidate) => candidate.id === id)
    if (recording && verb === '/playback') return json(ticket())
    if (recording && id && verb === '/captions') {
      const tracks = captions.get(id) ?? []
      if (request.method === 'GET') return json({ tracks })
      const { kind, lang, label = '' } = request.body as CaptionUpload
      const others = tracks.filter((each) => each.kind !== kind || each.lang !== lang)
      captions.set(id, [...others, { kind, lang, label }])
      return json({ tracks: captions.get(id), is_listed: true })
    }
    if (recording && verb) {
      const state = recording.published ? 'published' : 'unpublished'
      const restored: Recording = { ...recording, state, restorable_until: null }
      mock.setRecordings(recordings.map((each) => (each.id === id ? restored : each)))
      return json(restored)
    }
    if (recording && request.method === 'PATCH') {
      const texts = Object.entries(request.body as RecordingChange).map(([field, value]) => [
        field,
        value === '' ? null : value,
      ])
      const changed = { ...recording, ...(Object.fromEntries(texts) as Partial<Recording>) }
      if (changed.published !== recording.published) changed.state = changed.published ? 'published' : 'unpublished'
      mock.setRecordings(recordings.map((each) => (each.id === id ? changed : each)))
      return json(changed)
    }
    if (recording && request.method === 'DELETE') {
      mock.setRecordings(recordings.filter((each) => each.id !== id))
      return json({ ...recording, state: 'deleted' })
    }
    return notFound()
  }

  /** With one that is not there nothing is done; one whose own path fails is left as it was. */
  const answerBatch = ({ action, ids }: RecordingBatch): Response => {
    const before = ids.map((id) => recordings.find((each) => each.id === id))
    const results: RecordingBatchAnswer['results'] = []
    for (const recording of before) {
      if (!recording) return notFound()
      const failure = [...failures].find(([path]) => path === `/recordings/${recording.id}`)?.[1]
      const code = typeof failure === 'object' ? (failure.code as FailureCode) : null
      results.push({ id: recording.id, recording: code ? null : changedBy(action, recording), code, detail: null })
    }
    const after = new Map(results.map(({ id, recording }) => [id, recording]))
    mock.setRecordings(recordings.map((each) => after.get(each.id) ?? each).filter(({ state }) => state !== 'deleted'))
    return json({ results })
  }

  window.fetch = async (input, init) => {
    const request = new Request(input, init)
    if (!request.url.startsWith(`${endpoint}/`)) return realFetch(input, init)
    const text = await request.clone().text()
    init?.signal?.throwIfAborted()
    const seen: MockRequest = {
      method: request.method,
      path: request.url.slice(endpoint.length + '/v1'.length),
      headers: request.headers,
      body: text ? (JSON.parse(text) as unknown) : undefined,
    }
    requests.push(seen)
    return answer(seen, init?.signal)
  }

  const mock: MockBff = {
    endpoint,
    getAccessToken: () => Promise.resolve('mock-access-token'),
    requests,
    setRoom(change) {
      info = { ...info, ...change }
      tell(
        info.state === 'running'
          ? 'meeting-started'
          : info.state === 'ended'
            ? 'meeting-ended'
            : 'participants-changed',
      )
    },
    setRecordings(list) {
      recordings = list
      tell('recording-changed')
    },
    setJoinAnswer(next) {
      joinAnswer = next
    },
    fail(failure, path = '') {
      if (failure) failures.set(path, failure)
      else failures.delete(path)
    },
    restore() {
      window.fetch = realFetch
      for (const stream of streams) stream.close()
    },
  }
  return mock
}
