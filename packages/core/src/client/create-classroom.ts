import { create, type CreateParameters, type MeetingCreated } from '../calls/create.ts'
import type { MeetingInfo } from '../calls/get-meeting-info.ts'
import { BbbError } from '../errors/bbb-error.ts'
import { BbbCallFailed } from '../errors/call-failed.ts'
import { BbbInvalidRequest } from '../errors/invalid-input.ts'
import { BbbResponseUnreadable } from '../errors/response-unreadable.ts'
import { type CreateModules, writeModules } from '../protocol/modules-xml.ts'
import type { BbbRequest } from '../protocol/send.ts'
import type { FormSigning } from '../protocol/sign-form.ts'
import type { Deadline } from '../transport/deadline.ts'
import type { Caller, CallOptions, CallToMake } from './caller.ts'
import { requireSameMeeting } from './echo.ts'
import { findMeeting } from './meeting-info.ts'

/** A meeting that is open now. */
export interface Classroom {
  meetingID: string
  /** Names this run of the meeting, and later its recording. */
  internalMeetingID: string
  /** Milliseconds since 1970. Give it to `joinUrl`. */
  createTime: number
  /** Must not reach a browser. Absent on newer servers. */
  attendeePW?: string
  /** Must not reach a browser. Absent on newer servers. */
  moderatorPW?: string
  voiceBridge?: string
  dialNumber?: string
  /** Minutes, 0 for no limit. */
  duration?: number
  hasUserJoined?: boolean
}

/** What `createClassroom` found or made. */
export interface ClassroomCreated {
  /** True if this call made the meeting. False if it was there, or if it cannot be known who made it. */
  created: boolean
  meeting: Classroom
}

/** Options of `create` and `createClassroom`. */
export interface CreateOptions extends CallOptions, CreateModules {
  /**
   * Sends the parameters in the body, for addresses above 7 kB that web servers refuse. Which of the ways works depends on
   * the server's version; with `unsigned`, the current one, nothing but TLS protects them. Not together with modules.
   */
  dangerouslySendAsForm?: FormSigning | undefined
}

const pauseMs = 1_000
const usualFileTimeoutMs = 60_000

/** The share of the time that one attempt may take, so that there is time left to ask what became of it. */
const attemptShare = 0.6

/**
 * Opens a meeting, however often it is asked for.
 *
 * BBB's own `create` is almost safe to repeat; this closes its gaps: other passwords than before (`idNotUnique`) and a
 * lost answer make it look before it tries again, and a meeting that has ended but is still remembered is waited for.
 */
export async function createClassroom(
  caller: Caller,
  parameters: CreateParameters,
  options: CreateOptions,
): Promise<ClassroomCreated> {
  const call = createCall(parameters, options)
  const { body } = call
  const deadline = caller.startDeadline(
    'create',
    options,
    body && Math.max(usualFileTimeoutMs, caller.configuration.timeoutMs),
  )
  try {
    return await openOnce(caller, call, deadline)
  } finally {
    deadline.clear()
  }
}

/** The body that carries documents and settings; `undefined` when there are none. */
export function bodyOf(options: CreateModules): BbbRequest['body'] {
  const content = writeModules('create', options)
  // A charset after the type makes 2.6.18 and 2.7.8 refuse the call.
  return content === undefined ? undefined : { contentType: 'application/xml', content }
}

/** The call that `create` makes; parameters are either in the address or in the body, never in both. */
export function createCall(parameters: CreateParameters, options: CreateOptions): CreateCall {
  const body = bodyOf(options)
  const form = options.dangerouslySendAsForm
  if (form !== undefined && body !== undefined) {
    const rule = 'cannot be combined with presentations and modules'
    throw new BbbInvalidRequest({ callName: 'create', parameter: 'dangerouslySendAsForm', rule })
  }
  return { definition: create, parameters, body, form }
}

type CreateCall = CallToMake<CreateParameters, MeetingCreated>

async function openOnce(caller: Caller, call: CreateCall, deadline: Deadline): Promise<ClassroomCreated> {
  const { meetingID } = call.parameters
  let triesAfterLostAnswer = 1
  for (;;) {
    try {
      const found = await createOrFind(caller, call, deadline)
      if (found !== 'ended') return found
    } catch (error) {
      if (!isOutcomeUnknown(error) || deadline.signal.aborted) throw error
      const meeting = await findOpenMeeting(caller, meetingID, deadline, error)
      if (meeting !== undefined && meeting !== 'ended') return { created: false, meeting }
      if (triesAfterLostAnswer-- < 1) throw error
      if (meeting === undefined) continue
    }
    if (deadline.remainingMs() <= pauseMs) {
      throw new BbbCallFailed({ callName: 'create', messageKey: 'meetingForciblyEnded' })
    }
    await deadline.wait(pauseMs)
  }
}

async function createOrFind(caller: Caller, call: CreateCall, deadline: Deadline): Promise<ClassroomCreated | 'ended'> {
  const { parameters } = call
  const attempt = deadline.within(deadline.remainingMs() * attemptShare)
  try {
    const answer = await caller.callWithin(call, attempt)
    if (parameters.isBreakout !== true) requireSameMeeting('create', parameters.meetingID, answer.meetingID)
    if (answer.hasBeenForciblyEnded === true) return 'ended'
    return { created: answer.messageKey !== 'duplicateWarning', meeting: classroomOf(answer) }
  } catch (error) {
    if (!isTaken(error)) throw deadline.failure() ?? error
    const meeting = await findOpenMeeting(caller, parameters.meetingID, deadline, error)
    // Neither open nor ended: it was forgotten just now.
    return meeting === undefined || meeting === 'ended' ? 'ended' : { created: false, meeting }
  } finally {
    attempt.clear()
  }
}

async function findOpenMeeting(caller: Caller, meetingID: string, deadline: Deadline, reason: unknown) {
  const meeting = await findMeeting(caller, meetingID, deadline).catch(() => {
    throw reason
  })
  if (meeting?.hasBeenForciblyEnded === true) return 'ended'
  const { createTime, internalMeetingID } = meeting ?? {}
  if (meeting === undefined) return undefined
  if (createTime === undefined || internalMeetingID === undefined) throw reason
  return classroomOf({ ...meeting, createTime, internalMeetingID })
}

function classroomOf(
  from: MeetingCreated | (MeetingInfo & Pick<MeetingCreated, 'createTime' | 'internalMeetingID'>),
): Classroom {
  const { meetingID, internalMeetingID, createTime, attendeePW, moderatorPW, voiceBridge, dialNumber, duration } = from
  return {
    meetingID,
    internalMeetingID,
    createTime,
    ...(attendeePW === undefined ? {} : { attendeePW }),
    ...(moderatorPW === undefined ? {} : { moderatorPW }),
    ...(voiceBridge === undefined ? {} : { voiceBridge }),
    ...(dialNumber === undefined ? {} : { dialNumber }),
    ...(duration === undefined ? {} : { duration }),
    ...(from.hasUserJoined === undefined ? {} : { hasUserJoined: from.hasUserJoined }),
  }
}

function isTaken(error: unknown): error is BbbCallFailed {
  return error instanceof BbbCallFailed && /^(idNotUnique|NotUniqueMeetingID)$/.test(error.messageKey ?? '')
}

/** The answer was lost or says nothing of what happened: the meeting may exist now. */
function isOutcomeUnknown(error: unknown): boolean {
  if (!(error instanceof BbbError)) return false
  if (error.code === 'BBB_CIRCUIT_OPEN' || error.code === 'BBB_RATE_LIMITED') return false
  return error.retryable || (error instanceof BbbResponseUnreadable && error.reason !== 'html')
}
