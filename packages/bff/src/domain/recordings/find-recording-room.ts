import { BffFailure } from '../../failure.ts'
import type { Services } from '../services.ts'

/**
 * Which room a recording belongs to, so that policy can be asked about that room.
 * @throws {BffFailure} `NOT_FOUND` also for a recording that was deleted
 */
export function createFindRecordingRoom({ store }: Pick<Services, 'store'>) {
  return async (tenantId: string, recordingId: string): Promise<string> => {
    const line = await store.withTenant(tenantId, ({ recordings }) => recordings.get(recordingId))
    if (line === undefined || line.state === 'deleted') throw new BffFailure('NOT_FOUND')
    return line.roomId
  }
}
