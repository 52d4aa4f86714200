import { type Answer, fail } from '../answer.ts'
import type { CallContext } from './call.ts'
import { meetingIdProblem } from './find-meeting.ts'

const BOOLEANS = [
  'record',
  'autoStartRecording',
  'allowStartStopRecording',
  'recordFullDurationMedia',
  'notifyRecordingIsOn',
  'meetingKeepEvents',
  'endWhenNoModerator',
  'muteOnStart',
  'allowModsToUnmuteUsers',
  'allowModsToEjectCameras',
  'allowPromoteGuestToModerator',
  'allowRequestsWithoutSession',
  'webcamsOnlyForModerator',
  'multiUserWhiteboardEnabled',
  'lockSettingsDisableCam',
  'lockSettingsDisableMic',
  'lockSettingsDisablePrivateChat',
  'lockSettingsDisablePublicChat',
  'lockSettingsDisableNotes',
  'lockSettingsHideUserList',
  'lockSettingsLockOnJoin',
  'lockSettingsLockOnJoinConfigurable',
  'lockSettingsHideViewersCursor',
  'lockSettingsHideViewersAnnotation',
  'isBreakout',
  'freeJoin',
  'preUploadedPresentationOverrideDefault',
]

const NUMBERS = [
  'duration',
  'maxParticipants',
  'logoutTimer',
  'meetingExpireIfNoUserJoinedInMinutes',
  'meetingExpireWhenLastUserLeftInMinutes',
  'endWhenNoModeratorDelayInMinutes',
  'learningDashboardCleanupDelayInMinutes',
  'userCameraCap',
  'meetingCameraCap',
  'maxPinnedCameras',
  'maxNumPages',
  'sequence',
  'voiceBridge',
]

const GUEST_POLICIES = ['ALWAYS_ACCEPT', 'ALWAYS_DENY', 'ASK_MODERATOR', 'ALWAYS_ACCEPT_AUTH']

/** @returns the first thing wrong with the parameters of `create`, `undefined` when nothing is */
export function createProblem(context: CallContext): Answer | undefined {
  const { params, world } = context
  const idProblem = meetingIdProblem(context)
  if (idProblem) return idProblem
  const name = params.get('name')
  if (!name) return world.profile.missing('name', 'You must provide a meeting name')
  if (name.length < 2 || name.length > 256) return invalid('Meeting name must be between 2 and 256 characters')

  const given = (names: readonly string[]) =>
    names.flatMap((each) => (params.get(each) ? [{ name: each, value: params.get(each) ?? '' }] : []))
  const password = given(['attendeePW', 'moderatorPW']).find(({ value }) => value.length < 2 || value.length > 64)
  if (password) return invalid(`Password ${password.name} must be between 2 and 64 characters`)
  const boolean = given(BOOLEANS).find(({ value }) => !/^(?:true|false)$/i.test(value))
  if (boolean) return invalid(`Param ${boolean.name} must be either true or false`)
  const number = given(NUMBERS).find(({ value }) => !/^\d{1,10}$/.test(value))
  if (number) return invalid(`Param ${number.name} must be a number`)
  const policy = params.get('guestPolicy')
  if (policy && !GUEST_POLICIES.includes(policy)) return invalid('Param guestPolicy is not valid')

  if (params.get('isBreakout')?.toLowerCase() !== 'true') return undefined
  const parent = params.get('parentMeetingID')
  if (!parent) return fail('parentMeetingIdMissing', 'No parent meeting ID was provided for the breakout room')
  if (!world.meetings.getByInternalId(parent)) {
    return fail('parentMeetingDoesNotExist', 'No parent meeting exists for the breakout room')
  }
  return undefined
}

const invalid = (message: string) => fail('validationError', message)
