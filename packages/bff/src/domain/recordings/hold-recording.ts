import type { Store } from '../../ports/store.ts'

/**
 * Puts a recording on legal hold, or takes it off: neither a person, nor its age, nor the end of its trash period deletes
 * it until then. For operators; audited.
 * @returns `held` or `released` when that was done now, `unchanged` when it was so before, `too-late` when BBB may have
 * been told to delete it, `unknown` when the tenant has no such recording
 */
export async function holdRecording(
  store: Store,
  tenantId: string,
  recordingId: string,
  isHeld: boolean,
): Promise<'held' | 'released' | 'unchanged' | 'too-late' | 'unknown'> {
  const at = await store.now()
  for (;;) {
    const outcome = await store.withTenant(tenantId, async ({ recordings, audit }) => {
      const line = await recordings.get(recordingId)
      if (line === undefined) return 'unknown'
      if (line.legalHold === isHeld) return 'unchanged'
      const mayBeGone = line.state === 'deleting' && (line.trashedUntil ?? 0) <= at
      if (isHeld && (line.state === 'deleted' || mayBeGone)) return 'too-late'
      if (!(await recordings.save({ ...line, legalHold: isHeld, nextLookAt: line.nextLookAt === null ? null : at })))
        return undefined
      const action = isHeld ? 'recording:hold' : 'recording:release'
      await audit.append({ at, action, actor: 'operator', roomId: line.roomId, recordingId })
      return isHeld ? 'held' : 'released'
    })
    if (outcome !== undefined) return outcome
  }
}
