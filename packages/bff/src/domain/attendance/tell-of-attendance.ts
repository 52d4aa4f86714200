import type { Meeting, TenantStore } from '../../ports/store.ts'
import type { TellHost } from '../webhooks/tell-host.ts'

/** Tells the host that a meeting's attendance can be read: when it is over, and again when BBB told what people did. */
export async function tellOfAttendance(
  { tellHost }: { tellHost: TellHost },
  tenantId: string,
  rows: Pick<TenantStore, 'attendance' | 'webhooks'>,
  { roomId, meetingRowId }: Pick<Meeting, 'roomId' | 'meetingRowId'>,
  at: number,
): Promise<void> {
  const participants = (await rows.attendance.countPeople([meetingRowId])).get(meetingRowId) ?? 0
  if (participants === 0) return
  const data = { room: roomId, meeting: meetingRowId, participants }
  await tellHost(rows, tenantId, { type: 'attendance.ready', data }, at)
}
