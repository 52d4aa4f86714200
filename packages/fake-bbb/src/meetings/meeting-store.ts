import type { Clock, Timer } from '../clock.ts'
import { type RandomBytes, randomHex, randomToken } from '../random-text.ts'
import { endsByItselfAt } from './meeting-deadline.ts'
import { attendeesOf, type GuestStatus, type Meeting, type Role, type Session } from './meeting.ts'

/** What happens in meetings, as it happens. */
export type MeetingEvent =
  | { readonly kind: 'meeting-created'; readonly meeting: Meeting }
  | { readonly kind: 'meeting-ended'; readonly meeting: Meeting }
  | { readonly kind: 'meeting-recording-started'; readonly meeting: Meeting }
  | { readonly kind: 'meeting-recording-stopped'; readonly meeting: Meeting }
  | { readonly kind: 'user-joined'; readonly meeting: Meeting; readonly session: Session }
  | { readonly kind: 'user-left'; readonly meeting: Meeting; readonly session: Session }

/** A person as `join` describes them. */
export interface NewSession {
  readonly fullName: string
  readonly role: Role
  readonly userID?: string | undefined
  readonly guest?: boolean | undefined
  readonly guestStatus?: GuestStatus | undefined
  readonly logoutURL?: string | undefined
  readonly userdata?: ReadonlyMap<string, string> | undefined
  readonly isListeningOnly?: boolean | undefined
  readonly hasJoinedVoice?: boolean | undefined
  readonly hasVideo?: boolean | undefined
  readonly clientType?: string | undefined
  readonly bot?: boolean | undefined
  /** JSESSIONID the browser already has; a new one is made when absent. */
  readonly cookie?: string | undefined
}

/** The server's patience, in milliseconds. */
export interface Patience {
  /** With a person who joined by API and never loaded the client. */
  readonly unloadedClientMs: number
  /** With a waiting guest who does not poll. */
  readonly silentGuestMs: number
  /** With a client that says nothing. Browsers let a hidden tab speak once a minute. */
  readonly silentClientMs: number
  /** With a client that said its page is going away; a reload comes back within this. */
  readonly closingClientMs: number
}

export const DEFAULT_PATIENCE: Patience = {
  unloadedClientMs: 60_000,
  silentGuestMs: 30_000,
  silentClientMs: 75_000,
  closingClientMs: 4_000,
}

/** How many sessions one person may have; the oldest gives way. */
const SESSIONS_PER_PERSON = 3
/** How long the client of an ended meeting can still ask what happened. */
const REMEMBER_ENDED_MS = 600_000

interface Ports {
  readonly clock: Clock
  readonly random: RandomBytes
  readonly patience: Patience
  /** Moderators press "start recording" as they enter a room that can be recorded. */
  readonly moderatorsRecord: boolean
  readonly notify: (event: MeetingEvent) => void
}

/** The meetings alive on this server, and the people in them. */
export interface MeetingStore {
  /** By external id. */
  get(meetingID: string): Meeting | undefined
  getByInternalId(internalMeetingID: string): Meeting | undefined
  all(): Meeting[]
  breakoutRoomsOf(meeting: Meeting): Meeting[]
  /** Now, unless the last run of this id was made in the same millisecond. */
  nextCreateTime(meetingID: string): number
  /** Takes in a meeting made by `create`. */
  add(meeting: Meeting): void
  /** Ends a meeting and its breakout rooms. Nothing happens when it has ended already. */
  end(meeting: Meeting): void
  /** Loses a meeting as a restart does: no events, no callbacks. */
  forget(meetingID: string): void
  /** A join by API. The person is in the room only once {@link enter} is called for the session. */
  register(meeting: Meeting, person: NewSession): Session
  /** @returns also sessions whose meeting ended a short while ago */
  findSession(sessionToken: string): { meeting: Meeting; session: Session } | undefined
  /** The client was loaded, or was heard of again. `staysSilent` clients are never given up. */
  enter(session: Session, options?: { readonly staysSilent?: boolean }): void
  /** A waiting guest polled. */
  poll(session: Session): void
  /** The client's page is going away. */
  closing(session: Session): void
  leave(session: Session): void
  decideGuest(session: Session, status: GuestStatus): void
  startRecording(meeting: Meeting): void
  stopRecording(meeting: Meeting): void
  /** Stops all timers. */
  close(): void
}

/** @param ports `notify` is called within the change it tells of */
export function createMeetingStore(ports: Ports): MeetingStore {
  const { clock, random, patience, notify } = ports
  const live = new Map<string, Meeting>()
  const sessions = new Map<string, { meeting: Meeting; session: Session }>()
  const lastCreateTimes = new Map<string, number>()
  const alarms = new Map<Meeting, Timer>()
  const forgetting = new Set<Timer>()

  function setAlarm(meeting: Meeting): void {
    clock.clearTimeout(alarms.get(meeting))
    alarms.delete(meeting)
    if (live.get(meeting.meetingID) !== meeting) return
    const givenUp = meeting.sessions.filter(({ presence }) => presence !== 'left').map(({ givenUpAt }) => givenUpAt)
    const moments = [endsByItselfAt(meeting), ...givenUp].filter((moment) => moment !== undefined)
    if (moments.length === 0) return
    alarms.set(
      meeting,
      clock.setTimeout(() => ring(meeting), Math.min(...moments) - clock.now()),
    )
  }

  function ring(meeting: Meeting): void {
    const now = clock.now()
    for (const session of meeting.sessions) {
      if (session.presence !== 'left' && (session.givenUpAt ?? Infinity) <= now) store.leave(session)
    }
    if ((endsByItselfAt(meeting) ?? Infinity) <= now) store.end(meeting)
    else setAlarm(meeting)
  }

  function leaveQuietly(meeting: Meeting, session: Session): void {
    const wasPresent = session.presence === 'present'
    session.presence = 'left'
    session.givenUpAt = undefined
    if (!wasPresent) return
    const now = clock.now()
    session.leftAt = now
    session.isPresenter = false
    const remaining = attendeesOf(meeting)
    if (remaining.length === 0) meeting.lastUserLeftAt = now
    if (!remaining.some(({ role }) => role === 'MODERATOR')) meeting.lastModeratorLeftAt ??= now
    notify({ kind: 'user-left', meeting, session })
  }

  function remove(meeting: Meeting): void {
    if (live.get(meeting.meetingID) === meeting) live.delete(meeting.meetingID)
    clock.clearTimeout(alarms.get(meeting))
    alarms.delete(meeting)
    const timer = clock.setTimeout(() => {
      forgetting.delete(timer)
      for (const { sessionToken } of meeting.sessions) sessions.delete(sessionToken)
    }, REMEMBER_ENDED_MS)
    forgetting.add(timer)
  }

  const meetingOf = (session: Session) => sessions.get(session.sessionToken)?.meeting

  const store: MeetingStore = {
    get: (meetingID) => live.get(meetingID),
    getByInternalId: (internalMeetingID) =>
      [...live.values()].find((meeting) => meeting.internalMeetingID === internalMeetingID),
    all: () => [...live.values()],
    breakoutRoomsOf: ({ internalMeetingID }) =>
      [...live.values()].filter(({ breakout }) => breakout?.parentMeetingID === internalMeetingID),

    nextCreateTime: (meetingID) => Math.max(clock.now(), (lastCreateTimes.get(meetingID) ?? 0) + 1),

    add(meeting) {
      lastCreateTimes.set(meeting.meetingID, meeting.createTime)
      live.set(meeting.meetingID, meeting)
      setAlarm(meeting)
      notify({ kind: 'meeting-created', meeting })
    },

    end(meeting) {
      if (meeting.endTime > 0) return
      for (const room of store.breakoutRoomsOf(meeting)) store.end(room)
      store.stopRecording(meeting)
      for (const session of meeting.sessions) leaveQuietly(meeting, session)
      meeting.endTime = clock.now()
      remove(meeting)
      notify({ kind: 'meeting-ended', meeting })
    },

    forget(meetingID) {
      const meeting = live.get(meetingID)
      if (!meeting) return
      for (const session of meeting.sessions) session.presence = 'left'
      meeting.endTime = clock.now()
      remove(meeting)
    },

    register(meeting, person) {
      const internalUserID = `w_${randomToken(random, 12)}`
      const userID = person.userID ?? internalUserID
      const guestStatus = person.guestStatus ?? 'ALLOW'
      const waitsMs = guestStatus === 'WAIT' ? patience.silentGuestMs : patience.unloadedClientMs
      const session: Session = {
        sessionToken: randomToken(random, 16),
        cookie: person.cookie ?? randomHex(random, 16),
        authToken: randomToken(random, 12),
        internalUserID,
        userID,
        fullName: person.fullName,
        role: person.role,
        guest: person.guest ?? false,
        guestStatus,
        presence: 'registered',
        givenUpAt: clock.now() + waitsMs,
        joinedAt: undefined,
        leftAt: undefined,
        logoutURL: person.logoutURL,
        userdata: person.userdata,
        isPresenter: false,
        isListeningOnly: person.isListeningOnly ?? false,
        hasJoinedVoice: person.hasJoinedVoice ?? false,
        hasVideo: person.hasVideo ?? false,
        clientType: person.clientType ?? 'HTML5',
        bot: person.bot ?? false,
      }
      const earlier = meeting.sessions.filter((other) => other.userID === userID && other.presence !== 'left')
      for (const oldest of earlier.slice(0, Math.max(0, earlier.length - SESSIONS_PER_PERSON + 1))) store.leave(oldest)
      meeting.sessions.push(session)
      sessions.set(session.sessionToken, { meeting, session })
      setAlarm(meeting)
      return session
    },

    findSession: (sessionToken) => sessions.get(sessionToken),

    enter(session, { staysSilent = false } = {}) {
      const meeting = meetingOf(session)
      if (!meeting || meeting.endTime > 0 || session.guestStatus !== 'ALLOW' || session.presence === 'left') return
      session.givenUpAt = staysSilent ? undefined : clock.now() + patience.silentClientMs
      if (session.presence === 'registered') {
        session.presence = 'present'
        session.joinedAt = clock.now()
        meeting.startTime ||= clock.now()
        meeting.lastUserLeftAt = undefined
        if (session.role === 'MODERATOR') {
          meeting.lastModeratorLeftAt = undefined
          session.isPresenter = !attendeesOf(meeting).some(({ isPresenter }) => isPresenter)
        }
        notify({ kind: 'user-joined', meeting, session })
        const pressesRecord = ports.moderatorsRecord && session.role === 'MODERATOR' && meeting.allowStartStopRecording
        if ((meeting.autoStartRecording || pressesRecord) && !meeting.recordingMarks) store.startRecording(meeting)
      }
      setAlarm(meeting)
    },

    poll(session) {
      const meeting = meetingOf(session)
      if (!meeting || session.presence !== 'registered') return
      session.givenUpAt = clock.now() + patience.silentGuestMs
      setAlarm(meeting)
    },

    closing(session) {
      const meeting = meetingOf(session)
      if (!meeting || session.presence === 'left') return
      session.givenUpAt = clock.now() + patience.closingClientMs
      setAlarm(meeting)
    },

    leave(session) {
      const meeting = meetingOf(session)
      if (!meeting || session.presence === 'left') return
      leaveQuietly(meeting, session)
      setAlarm(meeting)
    },

    decideGuest(session, status) {
      session.guestStatus = status
      store.poll(session)
    },

    startRecording(meeting) {
      if (!meeting.record || meeting.isRecordingNow) return
      meeting.recordingMarks = true
      meeting.isRecordingNow = true
      notify({ kind: 'meeting-recording-started', meeting })
    },

    stopRecording(meeting) {
      if (!meeting.isRecordingNow) return
      meeting.isRecordingNow = false
      notify({ kind: 'meeting-recording-stopped', meeting })
    },

    close() {
      for (const timer of [...alarms.values(), ...forgetting]) clock.clearTimeout(timer)
      alarms.clear()
      forgetting.clear()
    },
  }
  return store
}
