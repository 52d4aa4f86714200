import { eventually } from '../harness/eventually.ts'
import type { World } from '../harness/world.ts'
import { differentViews } from './find-violations.ts'
import { readRows } from './rows.ts'

/**
 * Waits until our view of what runs equals BBB's and no callback is left in the inbox. Gives up quietly: what then
 * still differs, the checks tell.
 * @param withinMs a meeting whose `create` was cut off is waited for a minute
 */
export async function comeToRest(world: World, { withinMs = 90_000 }: { withinMs?: number } = {}): Promise<void> {
  for (const { bbb } of world.tenants) await bbb.settled()
  const isAtRest = async () => {
    const rows = await readRows(world.database)
    const isWorkedOff = rows.inbox.every((row) => row.done_at !== null || row.parked_at !== null)
    return isWorkedOff && differentViews(world.tenants, rows).length === 0
  }
  await eventually('all is at rest', isAtRest, { withinMs, everyMs: 200 }).catch(() => undefined)
}
