import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { sendAnalytics } from './callbacks/analytics.ts'
import { sendEndCallbacks } from './callbacks/end-callback.ts'
import { createOutbox, type Outbox } from './callbacks/outbox.ts'
import { sendRecordingReady } from './callbacks/recording-ready.ts'
import { systemClock } from './clock.ts'
import { createFaults, type Faults } from './faults.ts'
import { createFakeServer } from './http/serve.ts'
import { createJournal, type Journal } from './journal.ts'
import {
  createMeetingStore,
  DEFAULT_PATIENCE,
  type MeetingEvent,
  type MeetingStore,
  type NewSession,
} from './meetings/meeting-store.ts'
import { isRunning, type Meeting, type Session } from './meetings/meeting.ts'
import { internalIdOf } from './meetings/new-meeting.ts'
import { type FakeBbbOptions, serverSettings } from './options.ts'
import { chooseProfile } from './profiles/choose-profile.ts'
import { createRecordingStore, type RecordingEvent, type RecordingStore } from './recordings/recording-store.ts'
import { recordingFormat } from './recordings/recording-format.ts'
import { emptyArchiveEventsOf, meetingEventOf, recordingEventsOf, type WebhookEvent } from './webhooks/event.ts'
import { createHookStore, type HookStore } from './webhooks/hook-store.ts'
import type { ServerSettings, World } from './world.ts'

/** A running server, and everything a test may look at or meddle with. */
export interface FakeBbb {
  /** Scheme, host and port, no slash at the end. */
  readonly url: string
  readonly port: number
  /** What an operator would configure: `http://127.0.0.1:PORT/bigbluebutton/`. */
  readonly baseUrl: string
  readonly journal: Journal
  readonly faults: Faults
  readonly meetings: MeetingStore
  readonly recordings: RecordingStore
  readonly hooks: HookStore
  /** What this server sent of its own accord; can be blocked and repeated. */
  readonly callbacks: Outbox
  /** Whether `isMeetingRunning` would say so. */
  isRunning(meetingID: string): boolean
  /**
   * Puts a person into a room as if they had joined and loaded the client, which then never falls silent.
   * @throws {Error} when there is no such meeting
   */
  enter(meetingID: string, person: Partial<NewSession>): Session
  /** Ends a meeting as a moderator would. Nothing happens when there is none. */
  endMeeting(meetingID: string): void
  /** Loses a meeting as a restart of the server does: no callbacks, no recording. */
  forgetMeeting(meetingID: string): void
  /** Changes settings while it runs, as an operator who edits the web server's configuration does. */
  configure(settings: Partial<ServerSettings>): void
  /** From now on requests are judged, and callbacks signed, with these. */
  swapSecret(secret: string | readonly string[]): void
  /** Tells the registered hooks of an event. */
  fireWebhook(event: WebhookEvent): void
  /** Resolves when no callback is under way; retries still to come do not count. */
  settled(): Promise<void>
  /** Stops listening, cuts what is open and forgets all timers. */
  close(): Promise<void>
}

const listOfSecrets = (secret: string | readonly string[]) => (typeof secret === 'string' ? [secret] : [...secret])

/** The BigBlueButton behind a balancer: the same meetings under another address and secret. */
function nodeWorld(world: World, { path, secret }: { readonly path: string; readonly secret: string }): World {
  const bbb = chooseProfile('bbb')
  const profile = { ...bbb, basePath: `${path}${bbb.basePath}` }
  return { ...world, profile, secrets: [secret], algorithms: profile.algorithms }
}

/**
 * Starts a BigBlueButton in memory, or a balancer in front of one: the API, the callbacks and simple pages in the
 * place of the client and the player.
 */
export async function startFakeBbb(options: FakeBbbOptions): Promise<FakeBbb> {
  const { clock = systemClock, random = randomBytes, host = '127.0.0.1' } = options
  const profile = chooseProfile(options.profile ?? 'bbb')
  const journal = createJournal(options.journalLimit)
  const faults = createFaults()
  const outbox = createOutbox(clock, options.callbacks === 'block')
  let url = ''

  const meetings = createMeetingStore({
    clock,
    random,
    patience: { ...DEFAULT_PATIENCE, ...options.patience },
    moderatorsRecord: options.moderatorsRecord ?? true,
    notify: onMeeting,
  })
  const recordings = createRecordingStore({
    clock,
    delays: { processing: 3_000, published: 3_000, ...options.recordingDelayMs },
    formats: options.recordingFormats ?? ['presentation'],
    changeDelayMs: options.recordingChangeDelayMs ?? 0,
    isProtected: profile.name === 'scalelite' ? false : undefined,
    recordIdOf: (internalMeetingID) => profile.recordIdOf(random, internalMeetingID),
    internalIdOf,
    formatOf: (recordID, type, length) => recordingFormat(url, recordID, type, length),
    notify: onRecording,
  })
  const hooks = createHookStore({
    clock,
    random,
    outbox,
    authentication: options.hookAuthentication ?? { kind: 'checksum', algorithm: 'sha1' },
    domain: () => new URL(url).hostname,
    secret: () => world.secrets[0] ?? '',
  })
  const world: World = {
    clock,
    random,
    profile,
    secrets: listOfSecrets(options.secret),
    algorithms: profile.algorithms.filter((each) => options.algorithms?.includes(each) ?? true),
    meetings,
    recordings,
    hooks,
    captions: new Map(),
    outbox,
    quirks: new Set(options.quirks),
    settings: serverSettings(options),
    origin: () => url,
  }
  for (const { callbackURL, raw = false } of options.permanentHooks ?? []) {
    hooks.create({ callbackURL, raw, permanent: true, meetingID: undefined, eventIDs: undefined })
  }

  function onMeeting(event: MeetingEvent): void {
    hooks.fire(meetingEventOf(event, clock.now()))
    if (event.kind === 'meeting-ended') onEnded(event.meeting)
  }

  function onEnded(meeting: Meeting): void {
    sendEndCallbacks(outbox, meeting, profile.reportedMeetingID(meeting.meetingID))
    sendAnalytics(outbox, meeting, world.secrets[0] ?? '')
    if (!meeting.record) return
    if (meeting.recordingMarks) recordings.begin(meeting)
    else for (const told of emptyArchiveEventsOf(meeting, clock.now())) hooks.fire(told)
  }

  function onRecording(event: RecordingEvent): void {
    for (const told of recordingEventsOf(event, clock.now())) hooks.fire(told)
    if (event.kind !== 'published') return
    const isTyped = world.quirks.has('typed-recording-ready')
    const canSignWithSha256 = world.algorithms.includes('sha256')
    sendRecordingReady(outbox, event.recording, {
      secrets: world.secrets,
      algorithm: profile.name === 'scalelite' && !canSignWithSha256 ? 'HS512' : 'HS256',
      type: isTyped ? event.format.type : undefined,
    })
  }

  const closing = new AbortController()
  const nodes = profile.node ? [nodeWorld(world, profile.node)] : []
  const server = createFakeServer({ worlds: [world, ...nodes], journal, faults, signal: closing.signal })
  server.listen(options.port ?? 0, host)
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  url = `http://${host.includes(':') ? `[${host}]` : host}:${port}`

  return {
    url,
    port,
    baseUrl: url + profile.basePath,
    journal,
    faults,
    meetings,
    recordings,
    hooks,
    callbacks: outbox,
    isRunning(meetingID) {
      const meeting = meetings.get(meetingID)
      return meeting !== undefined && isRunning(meeting)
    },
    enter(meetingID, person) {
      const meeting = meetings.get(meetingID)
      if (!meeting) throw new Error(`There is no meeting ${meetingID}`)
      const session = meetings.register(meeting, { fullName: 'Ada Lovelace', role: 'VIEWER', ...person })
      meetings.enter(session, { staysSilent: true })
      return session
    },
    endMeeting(meetingID) {
      const meeting = meetings.get(meetingID)
      if (meeting) meetings.end(meeting)
    },
    forgetMeeting: (meetingID) => meetings.forget(meetingID),
    configure: (settings) => void (world.settings = { ...world.settings, ...settings }),
    swapSecret: (secret) => void (world.secrets = listOfSecrets(secret)),
    fireWebhook: (event) => hooks.fire(event),
    settled: () => outbox.settled(),
    async close() {
      closing.abort()
      meetings.close()
      recordings.close()
      outbox.close()
      server.closeAllConnections()
      server.close()
      if (server.listening) await once(server, 'close')
    },
  }
}
