import type { TenantConfig } from '../../config/bff-config.ts'
import type { MeetingParameters } from '../../ports/meeting-gateway.ts'
import type { RoomSettings } from '../../ports/store.ts'
import { isOnRegisteredHost } from '../rooms/presentation-hosts.ts'

/** What BBB is told of a room, from a closed list. */
export function meetingParameters(settings: RoomSettings, tenant: TenantConfig): MeetingParameters {
  return withoutAbsent({
    name: settings.name,
    welcome: settings.welcome === undefined ? undefined : escapeHtml(settings.welcome),
    maxParticipants: settings.max_participants,
    record: settings.record ?? false,
    autoStartRecording: settings.auto_start_recording,
    guestPolicy: settings.guest_policy,
    muteOnStart: settings.mute_on_start,
    webcamsOnlyForModerator: settings.webcams_only_for_moderator,
    lockPrivateChat: settings.lock_private_chat,
    lockPublicChat: settings.lock_public_chat,
    lockCameras: settings.lock_cameras,
    lockMicrophones: settings.lock_microphones,
    lockNotes: settings.lock_notes,
    durationMinutes: settings.duration_minutes,
    // A host may have been taken off the list since the room was declared.
    presentations: settings.presentations?.filter(({ url }) => isOnRegisteredHost(url, tenant)),
    tellActivity: tenant.attendance.activity ? true : undefined,
    allowRequestsWithoutSession: tenant.display.dangerouslyAllowRequestsWithoutSession ? true : undefined,
  })
}

type WithAbsent<T> = { [K in keyof T]: T[K] | undefined }

function withoutAbsent(parameters: WithAbsent<MeetingParameters> & Pick<MeetingParameters, 'name' | 'record'>) {
  return Object.fromEntries(
    Object.entries(parameters).filter(([, value]) => value !== undefined),
  ) as unknown as MeetingParameters
}

/** BBB shows the welcome as HTML: here it is text. */
function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character)
}
