import type { Clock, Timer } from '../clock.ts'
import { hasUserJoined, type Meeting } from '../meetings/meeting.ts'
import type { Recording, RecordingFormat, RecordingState } from './recording.ts'

/** What happens to recordings, as it happens. */
export type RecordingEvent =
  | { readonly kind: 'archived'; readonly recording: Recording }
  | { readonly kind: 'processed'; readonly recording: Recording; readonly format: string }
  | { readonly kind: 'published'; readonly recording: Recording; readonly format: RecordingFormat }

/** How long the server works on a recording, in milliseconds. */
export interface RecordingDelays {
  /** From the end of the meeting to `processed`. */
  readonly processing: number
  /** From `processed` to `published`. */
  readonly published: number
}

/** A recording to put on the server, made or not. What is left out is filled in. */
export type NewRecording = Partial<Omit<Recording, 'metadata' | 'formats'>> & {
  readonly meetingID: string
  readonly metadata?: Readonly<Record<string, string>> | ReadonlyMap<string, string>
  /** Either whole formats, or their types. */
  readonly formats?: readonly (RecordingFormat | string)[]
}

interface Ports {
  readonly clock: Clock
  readonly delays: RecordingDelays
  /** Types made of each recording, in the order in which they become ready. */
  readonly formats: readonly string[]
  /** Milliseconds until a publish, update or delete shows. */
  readonly changeDelayMs: number
  /** What new recordings are; `undefined` where the server does not know the notion. */
  readonly isProtected: boolean | undefined
  recordIdOf(internalMeetingID: string): string
  internalIdOf(meetingID: string, createTime: number): string
  formatOf(recordID: string, type: string, length: number): RecordingFormat
  readonly notify: (event: RecordingEvent) => void
}

/** The recordings this server has. */
export interface RecordingStore {
  /** In no promised order, those deleted included. */
  all(): Recording[]
  get(recordID: string): Recording | undefined
  /** Puts a recording there as it stands; `published` unless told otherwise. No callbacks. */
  add(recording: NewRecording): Recording
  /** Starts to work on what a meeting left behind. */
  begin(meeting: Meeting): Recording
  /** Finishes the work now instead of after the delays: every format published, every callback sent. */
  finish(recordID: string): void
  /** Does `change` after the delay that changes take here. */
  change(change: () => void): void
  /** Stops all timers. */
  close(): void
}

/** @param ports `notify` is called within the change it tells of */
export function createRecordingStore(ports: Ports): RecordingStore {
  const { clock, delays, notify } = ports
  const recordings = new Map<string, Recording>()
  const timers = new Map<string, Timer>()
  const changes = new Set<Timer>()

  function markProcessed(recording: Recording): void {
    if (recording.state !== 'processing') return
    recording.state = 'processed'
    for (const format of ports.formats) notify({ kind: 'processed', recording, format })
    timers.set(
      recording.recordID,
      clock.setTimeout(() => publish(recording), delays.published),
    )
  }

  function publish(recording: Recording): void {
    timers.delete(recording.recordID)
    if (recording.state !== 'processed') return
    recording.state = 'published'
    const minutes = Math.floor((recording.endTime - recording.startTime) / 60_000)
    for (const type of ports.formats) {
      const format = ports.formatOf(recording.recordID, type, minutes)
      recording.formats = [...recording.formats, format]
      notify({ kind: 'published', recording, format })
    }
  }

  const store: RecordingStore = {
    all: () => [...recordings.values()],
    get: (recordID) => recordings.get(recordID),

    add(given) {
      const startTime = given.startTime ?? clock.now()
      const endTime = given.endTime ?? startTime + 3_600_000
      const internalMeetingID =
        'internalMeetingID' in given ? given.internalMeetingID : ports.internalIdOf(given.meetingID, startTime)
      const recordID = given.recordID ?? ports.recordIdOf(internalMeetingID ?? given.meetingID)
      const name = given.name ?? given.meetingID
      const state: RecordingState = given.state ?? 'published'
      const isReady = state !== 'processing' && state !== 'processed'
      const formats = given.formats ?? (isReady ? ports.formats : [])
      const own = given.metadata instanceof Map ? [...given.metadata] : Object.entries(given.metadata ?? {})
      const recording: Recording = {
        recordID,
        meetingID: given.meetingID,
        internalMeetingID,
        name,
        isBreakout: given.isBreakout ?? false,
        breakout: given.breakout,
        breakoutRooms: given.breakoutRooms ?? [],
        state,
        startTime,
        endTime,
        participants: 'participants' in given ? given.participants : 2,
        rawSize: given.rawSize ?? 31_457_280,
        size: given.size ?? 18_874_368,
        metadata: new Map<string, string>([
          ['meetingName', name],
          ['meetingId', given.meetingID],
          ['isBreakout', String(given.isBreakout ?? false)],
          ...own,
        ]),
        formats: formats.map((format) =>
          typeof format === 'string'
            ? ports.formatOf(recordID, format, Math.floor((endTime - startTime) / 60_000))
            : format,
        ),
        tracks: [...(given.tracks ?? [])],
        protected: given.protected,
      }
      recordings.set(recordID, recording)
      return recording
    },

    begin(meeting) {
      const people = new Set(
        meeting.sessions.filter(({ joinedAt }) => joinedAt !== undefined).map(({ userID }) => userID),
      )
      const recording = store.add({
        meetingID: meeting.meetingID,
        internalMeetingID: meeting.internalMeetingID,
        name: meeting.name,
        isBreakout: meeting.breakout !== undefined,
        breakout: meeting.breakout && { ...meeting.breakout, parentId: meeting.breakout.parentMeetingID },
        state: 'processing',
        startTime: hasUserJoined(meeting) ? meeting.startTime : meeting.createTime,
        endTime: meeting.endTime,
        participants: people.size,
        metadata: meeting.metadata,
        protected: ports.isProtected,
      })
      notify({ kind: 'archived', recording })
      timers.set(
        recording.recordID,
        clock.setTimeout(() => markProcessed(recording), delays.processing),
      )
      return recording
    },

    finish(recordID) {
      const recording = recordings.get(recordID)
      if (!recording) return
      clock.clearTimeout(timers.get(recordID))
      markProcessed(recording)
      clock.clearTimeout(timers.get(recordID))
      publish(recording)
    },

    change(work) {
      if (ports.changeDelayMs === 0) {
        work()
        return
      }
      const timer = clock.setTimeout(() => {
        changes.delete(timer)
        work()
      }, ports.changeDelayMs)
      changes.add(timer)
    },

    close() {
      for (const timer of [...timers.values(), ...changes]) clock.clearTimeout(timer)
      timers.clear()
      changes.clear()
    },
  }
  return store
}
