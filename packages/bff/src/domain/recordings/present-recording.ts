import type { Recording } from '@bbb-room/bff-api'
import type { TenantConfig } from '../../config/bff-config.ts'
import type { LedgerRecording, RecordedFormat } from '../../ports/store.ts'
import { timestampOrNull } from '../timestamp.ts'
import { isChangeable } from './find-managed.ts'

/** Formats that only those who manage recordings are shown. */
const privateFormats = ['statistics']

/** The formats somebody can play: on a host of the tenant's list, whatever BBB says. */
export function playableFormats(line: LedgerRecording, tenant: TenantConfig, manages: boolean): RecordedFormat[] {
  if (line.state !== 'published' || !line.published) return []
  return line.formats.filter(
    ({ type, url }) => isRegistered(url, tenant) && (manages || !privateFormats.includes(type)),
  )
}

/** Whether an address that BBB tells is on a host of the tenant's list. */
export function isRegistered(url: string, tenant: TenantConfig): boolean {
  return URL.canParse(url) && tenant.playbackOrigins.includes(new URL(url).origin)
}

/** What keeps a line off every list is nobody's to be told. */
function reasonOf({ state, reason }: LedgerRecording): Recording['reason'] {
  return (state === 'deleting' || state === 'missing') && reason !== 'unused' ? reason : null
}

export function presentRecording(
  line: LedgerRecording,
  tenant: TenantConfig,
  rights: { play: boolean; manage: boolean; captions: boolean; roomName: string },
): Recording {
  const formats = playableFormats(line, tenant, rights.manage)
  return {
    id: line.recordingId,
    room: line.roomId,
    name: line.name ?? rights.roomName,
    state: line.state,
    published: line.published,
    protected: line.protected,
    description: line.description,
    presenter: line.presenter,
    subject: line.subject,
    reason: reasonOf(line),
    restorable_until: line.state === 'deleting' ? timestampOrNull(line.trashedUntil) : null,
    started_at: timestampOrNull(line.startedAt),
    ended_at: timestampOrNull(line.endedAt),
    duration_seconds: line.durationSeconds,
    participants: line.participants,
    size_bytes: line.sizeBytes,
    formats: formats.map(({ type, durationSeconds }) => ({ type, duration_seconds: durationSeconds })),
    thumbnails: formats.length === 0 ? [] : line.thumbnails.filter(({ url }) => isRegistered(url, tenant)),
    can: {
      play: rights.play && formats.length > 0,
      manage: rights.manage,
      protect: rights.manage && line.protected !== null && isChangeable(line),
      captions: rights.manage && rights.captions && isChangeable(line),
    },
  }
}
