import {
  BbbCallbackRefused,
  BbbResponseUnreadable,
  createBbbClient,
  readSignedParameters,
  verifyAnalytics,
  verifyRecordingReady,
  verifyWebhook,
  type BbbClient,
  type BbbClientOptions,
  type CreateParameters,
  type Meeting,
  type PlaybackFormat,
  type Recording,
} from '@bbb-room/core'
import type { TenantConfig } from '../config/bff-config.ts'
import {
  MeetingIdTaken,
  type CreateMeeting,
  type FoundFormat,
  type FoundRecording,
  type MeetingGateway,
  type MeetingLook,
} from '../ports/meeting-gateway.ts'
import { eventOf } from './bbb-event.ts'
import { toBffFailure, toFailureOfOptionalCall } from './bbb-failure.ts'
import { examineServer } from './examine-server.ts'
import { hooksAt, registerWebhook } from './register-webhook.ts'
import { revealSecrets } from './reveal-secrets.ts'

const listTimeoutMs = 6000
/** One server serves many tenants, and its API is not what it is fast at. */
const callsAtOnce = 8

/** The tenant's BBB, spoken to with `@bbb-room/core`. Keep it: it knows which secret works and how the server fares. */
export function createCoreGateway(config: TenantConfig['bbb']): MeetingGateway {
  const secrets = revealSecrets(config)
  // A Scalelite that is told to allow SHA-512 only signs with nothing else.
  const algorithms = config.algorithm === 'sha512' ? (['HS256', 'HS512'] as const) : (['HS256'] as const)
  const options: BbbClientOptions = {
    baseUrl: config.baseUrl,
    sharedSecret: secrets,
    algorithm: config.algorithm,
    dangerouslyAllowHttp: config.dangerouslyAllowHttp,
    dangerouslyAllowSha1: config.dangerouslyAllowSha1,
    maxConcurrentCalls: callsAtOnce,
  }
  const bbb = createBbbClient(options)
  // With a circuit of its own: recordings that take long must keep nobody from a class.
  const archive = createBbbClient(options)
  // Likewise: behind a balancer one dead node fails every list, while everything else goes on.
  const lists = createBbbClient({ ...options, timeoutMs: listTimeoutMs, maxConcurrentCalls: 1 })

  return {
    createMeeting: (request) => translated(() => createMeeting(bbb, request, config.endCallback)),
    findMeeting: (meetingID) =>
      translated(async () => {
        const info = await bbb.getMeetingInfo(meetingID)
        return info === undefined ? undefined : lookOf(info)
      }),
    listMeetings: (meetingIDs) =>
      translated(async () => listedOf((await lists.getMeetings()).meetings, new Set(meetingIDs))),
    endMeeting: (meetingID, moderatorPassword) =>
      translated(async () => {
        try {
          await bbb.end({ meetingID, password: moderatorPassword })
        } catch (error) {
          if (!isNotFound(error)) throw error
        }
      }),
    joinUrl: ({ guest, logoutUrl, ...join }) =>
      bbb.joinUrl({ ...join, logoutURL: logoutUrl, ...(guest && { guest: true as const }) }),
    findRecordings: (meetingIDs, { timeoutMs } = {}) =>
      translated(async () => {
        const found: FoundRecording[] = []
        for await (const recording of archive.listRecordings({ meetingIDs, states: ['any'] }, { timeoutMs })) {
          found.push(foundOf(recording))
        }
        return found
      }),
    // BBB's own calls: what reads a single change back would ask once more for what the ledger is about to ask for.
    setPublished: (recordIDs, publish) =>
      translated(async () => {
        if (recordIDs.length > 0) await archive.publishRecordings({ recordID: recordIDs, publish })
      }),
    setProtected: (recordIDs, protect) =>
      translated(async () => {
        if (recordIDs.length > 0) await archive.updateRecordings({ recordID: recordIDs, protect })
      }),
    describeRecording: (recordID, texts) =>
      translated(async () => {
        const given = Object.entries(texts).filter((entry): entry is [string, string] => entry[1] !== undefined)
        await archive.updateRecordings({ recordID: [recordID], meta: Object.fromEntries(given) })
      }),
    deleteRecordings: (recordIDs) =>
      translated(async () => {
        try {
          if (recordIDs.length > 0) await archive.deleteRecordings({ recordID: recordIDs })
        } catch (error) {
          if (!isNotFound(error)) throw error
        }
      }),
    examine: (request) => examineServer(config, request),
    listCaptions: (recordID) =>
      translated(async () => {
        try {
          const tracks = await archive.getRecordingTextTracks(recordID)
          return tracks.flatMap(({ kind = 'captions', lang, label = lang }) =>
            lang === undefined || label === undefined ? [] : [{ kind, lang, label }],
          )
        } catch (error) {
          if (isNotFound(error)) return []
          throw error
        }
      }, noCaptions),
    addCaptions: (recordID, track, webvtt) =>
      translated(async () => {
        await archive.putRecordingTextTrack({ recordID, ...track }, { content: webvtt, filename: 'captions.vtt' })
      }, noCaptions),
    async verifyRecordingReady({ contentType, body }) {
      try {
        const signedParameters = readSignedParameters(contentType, body)
        const { meetingID, recordID } = await verifyRecordingReady(signedParameters, secrets, { algorithms })
        return { meetingID, recordID }
      } catch (error) {
        if (error instanceof BbbCallbackRefused) return undefined
        throw error
      }
    },
    verifyWebhook(delivery) {
      const { dangerouslyAllowSha1, dangerouslyAllowBearer } = config.webhooks
      try {
        const { events } = verifyWebhook({ ...delivery, secrets, dangerouslyAllowSha1, dangerouslyAllowBearer })
        return events.map(eventOf)
      } catch (error) {
        if (!(error instanceof BbbCallbackRefused)) throw error
        // It is read after it was verified: genuine, and of no use. A refusal would make the sender repeat it.
        return error.reason === 'malformed' ? [] : { refused: error.reason }
      }
    },
    async verifyAnalytics(authorization) {
      try {
        await verifyAnalytics(authorization, secrets)
        return true
      } catch (error) {
        if (error instanceof BbbCallbackRefused) return false
        throw error
      }
    },
    registerWebhook: (url, eventIDs) => translated(() => registerWebhook(bbb, url, eventIDs)),
    unregisterWebhook: (url) =>
      translated(async () => {
        for (const hook of await hooksAt(bbb, url)) await bbb.hooks.destroy(hook.hookID)
      }),
  }
}

const noCaptions = 'This meeting server does not take captions: upload them where its recordings are processed.'

/** @param unsupported what to tell people where not every server has this call */
async function translated<T>(work: () => Promise<T>, unsupported?: string): Promise<T> {
  try {
    return await work()
  } catch (error) {
    throw unsupported === undefined ? toBffFailure(error) : toFailureOfOptionalCall(error, unsupported)
  }
}

function isNotFound(error: unknown): boolean {
  return error instanceof Error && 'kind' in error && error.kind === 'notFound'
}

async function createMeeting(bbb: BbbClient, request: CreateMeeting, endCallback: TenantConfig['bbb']['endCallback']) {
  const { parameters } = request
  const isInMetadata = endCallback === 'meta_endCallbackUrl'
  const create: CreateParameters = {
    meetingID: request.meetingID,
    name: parameters.name,
    attendeePW: request.attendeePassword,
    moderatorPW: request.moderatorPassword,
    welcome: parameters.welcome,
    maxParticipants: parameters.maxParticipants,
    record: parameters.record,
    autoStartRecording: parameters.autoStartRecording,
    guestPolicy: parameters.guestPolicy,
    muteOnStart: parameters.muteOnStart,
    webcamsOnlyForModerator: parameters.webcamsOnlyForModerator,
    lockSettingsDisablePrivateChat: parameters.lockPrivateChat,
    lockSettingsDisablePublicChat: parameters.lockPublicChat,
    lockSettingsDisableCam: parameters.lockCameras,
    lockSettingsDisableMic: parameters.lockMicrophones,
    lockSettingsDisableNotes: parameters.lockNotes,
    duration: parameters.durationMinutes,
    allowRequestsWithoutSession: parameters.allowRequestsWithoutSession,
    logoutURL: request.logoutUrl,
    // Metadata can be read by people in the meeting, and this address vouches for BBB: only where nothing else arrives.
    meetingEndedURL: isInMetadata ? undefined : request.meetingEndedUrl,
    meta: {
      ...(isInMetadata && { endCallbackUrl: request.meetingEndedUrl }),
      'bbb-recording-ready-url': request.recordingReadyUrl,
      ...(request.analyticsUrl !== undefined && { 'analytics-callback-url': request.analyticsUrl }),
    },
    // BBB counts from the events of a meeting, which it keeps of recorded ones only unless told.
    meetingKeepEvents: request.analyticsUrl === undefined ? undefined : true,
  }
  const presentations = parameters.presentations?.map((document) => ({ ...document, downloadable: false }))
  const { created, meeting } = await bbb.createClassroom(create, { presentations })
  // Not every server tells passwords; one that does tells whose meeting it is.
  const isOurs = created || (meeting.moderatorPW ?? request.moderatorPassword) === request.moderatorPassword
  if (!isOurs) throw new MeetingIdTaken()
  return { internalMeetingID: meeting.internalMeetingID, createTime: meeting.createTime }
}

function listedOf(meetings: readonly Meeting[], ours: ReadonlySet<string>): Map<string, MeetingLook> {
  const listed = new Map<string, MeetingLook>()
  const doubled = new Set<string>()
  const seen = new Set<string>()
  for (const meeting of meetings) {
    const { meetingID } = meeting
    if (!ours.has(meetingID)) continue
    if (seen.has(meetingID)) doubled.add(meetingID)
    seen.add(meetingID)
    if (isWhole(meeting)) listed.set(meetingID, lookOf(meeting))
  }
  for (const meetingID of doubled) listed.delete(meetingID)
  return listed
}

/** Whether a list tells of a meeting what BBB does when asked about that one. */
function isWhole({
  createTime,
  internalMeetingID,
  running,
  participantCount,
  attendees,
  ...meeting
}: Meeting): boolean {
  const told = [createTime, internalMeetingID, running, participantCount, meeting.moderatorCount]
  return !told.includes(undefined) && (participantCount === 0 || attendees.length > 0)
}

function lookOf(info: Meeting): MeetingLook {
  const { createTime, internalMeetingID } = info
  if (createTime === undefined || internalMeetingID === undefined) {
    throw new BbbResponseUnreadable({ callName: 'getMeetingInfo', reason: 'missing-field', field: 'createTime' })
  }
  const isOver = info.hasBeenForciblyEnded === true || positive(info.endTime) !== undefined
  return {
    createTime,
    internalMeetingID,
    running: info.running ?? false,
    ended: isOver,
    participantCount: info.participantCount ?? 0,
    moderatorCount: info.moderatorCount ?? 0,
    attendees: info.attendees.flatMap(({ userID, fullName, role }) =>
      userID === undefined ? [] : [{ userID, fullName, role }],
    ),
    startTimeMs: positive(info.startTime),
  }
}

const states: readonly unknown[] = ['processing', 'processed', 'published', 'unpublished', 'deleted']

function foundOf(recording: Recording): FoundRecording {
  const metadata = new Map(Object.entries(recording.metadata).map(([key, value]) => [key.toLowerCase(), value]))
  return {
    recordID: recording.recordID,
    internalMeetingID: recording.internalMeetingID,
    meetingID: recording.meetingID ?? recording.recordID,
    name: metadata.get('name') ?? metadata.get('meetingname') ?? recording.name,
    state: states.includes(recording.state) ? (recording.state as FoundRecording['state']) : undefined,
    published: recording.published ?? recording.state === 'published',
    protected: recording.protected,
    description: metadata.get('description'),
    presenter: metadata.get('presenter'),
    subject: metadata.get('subject'),
    startTimeMs: positive(recording.startTime),
    endTimeMs: positive(recording.endTime),
    participants: recording.participants,
    sizeBytes: recording.size === undefined ? undefined : String(recording.size),
    formats: recording.playback.flatMap(formatOf),
    thumbnails: recording.playback.flatMap((format) =>
      (format.preview?.images ?? []).map(({ url, alt }) => ({ url, alt: alt ?? '' })),
    ),
  }
}

function formatOf({ type, url, length }: PlaybackFormat): FoundFormat[] {
  if (type === undefined || url === undefined) return []
  return [{ type, url, durationSeconds: length === undefined ? undefined : length * 60 }]
}

/** BBB writes 0 for a moment that has not come. */
function positive(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? value : undefined
}
