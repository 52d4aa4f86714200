import { BffFailure } from '../../failure.ts'
import type { Permit } from '../../policy/permit.ts'
import type { createEndLiveMeeting } from '../meetings/end-meeting.ts'
import type { Services } from '../services.ts'

/** Ends what runs in the room and takes it away; its recordings stay on BBB until somebody deletes them. */
export function createRemoveRoom(
  { store, clock, pseudonyms }: Pick<Services, 'store' | 'clock' | 'pseudonyms'>,
  endLiveMeeting: ReturnType<typeof createEndLiveMeeting>,
) {
  return async (permit: Permit<'room:delete'>): Promise<void> => {
    const { tenantId, roomId, actor } = permit
    await endLiveMeeting(permit)
    await store.withTenant(tenantId, async ({ rooms, audit }) => {
      if (!(await rooms.remove(roomId))) throw new BffFailure('NOT_FOUND')
      await audit.append({
        at: clock.now(),
        action: 'room:remove',
        actor: { person: pseudonyms.userIdOf(tenantId, actor.subject) },
        roomId,
      })
    })
  }
}
