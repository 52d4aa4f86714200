import { randomBytes } from 'node:crypto'
import { eventually } from '../harness/eventually.ts'
import { type HostReceiver, startHostReceiver } from '../harness/host-receiver.ts'
import { letTimePass } from '../harness/let-time-pass.ts'
import { startWorld, type World } from '../harness/world.ts'
import { comeToRest } from '../invariants/come-to-rest.ts'
import type { Failpoint } from '../replica/failpoint.ts'
import type { Stage } from './flows.ts'

/** A world whose host is told everything, and whose replicas can be killed at every step. Close it. */
export async function startStage(store: 'postgres' | 'sqlite'): Promise<Stage & { close(): Promise<void> }> {
  const host: HostReceiver = await startHostReceiver()
  const world = await startWorld({
    store,
    replicas: store === 'sqlite' ? 1 : 2,
    replica: () => ({ failpoints: [] }),
    tenant: {
      webhooks: [{ url: host.url, secrets: ['env:CHAOS_WEBHOOK_SECRET'] }],
      retention: { trashDays: 0 },
    },
    variables: { CHAOS_WEBHOOK_SECRET: `whsec_${randomBytes(32).toString('base64')}` },
  }).catch(async (error: unknown) => {
    await host.close()
    throw error
  })
  return {
    world,
    host,
    async close() {
      await world.close()
      await host.close()
    },
  }
}

/**
 * Whoever comes there first dies, `work` going on meanwhile; then all run again.
 * @param options.whenDead looks at what it left
 * @returns where it died, if it did
 */
export async function killedAt(
  { replicas }: World,
  point: Omit<Failpoint, 'then'>,
  work: () => Promise<void>,
  { withinMs, whenDead }: { withinMs: number; whenDead?: () => Promise<void> },
): Promise<string | undefined> {
  await Promise.all(replicas.map((replica) => armAlive(replica, { ...point, then: 'kill' })))
  await work()
  const victim = await eventually('a replica dies', () => replicas.find(({ isRunning }) => !isRunning), {
    withinMs,
  }).catch(() => undefined)
  // What it said last can arrive after its end.
  const place = victim && (await eventually('it says where', () => victim.diedAt).catch(() => undefined))
  if (victim !== undefined) await whenDead?.()
  // Another may come there while it is told not to die.
  await Promise.all(replicas.map((replica) => armAlive(replica)))
  return place
}

/** Starts it first where it has died, and once more where it dies of what it had been armed with. */
async function armAlive(replica: World['replicas'][0], ...failpoints: readonly Failpoint[]): Promise<void> {
  for (let remaining = 3; ; remaining--) {
    if (!replica.isRunning) await replica.start()
    const died = replica.ended().then(() => false)
    const isArmed = await Promise.race([replica.arm(...failpoints).then(() => true), died]).catch(() => false)
    if (isArmed) return
    if (remaining === 0) throw new Error(`${replica.name} does not stay alive`)
    await replica.ended()
  }
}

/** A replica waits there, `work` going on, until `condition` holds too; then it dies, and all run again. */
export async function killedWhileWaiting(
  { replicas }: World,
  point: Omit<Failpoint, 'then'>,
  work: () => Promise<void>,
  condition: () => Promise<boolean>,
): Promise<void> {
  await Promise.all(replicas.map((replica) => armAlive(replica, { ...point, then: 'wait' })))
  const done = work()
  // BBB, whose connection may have died with a replica, says again after half a minute what it had to say.
  const victim = await eventually(
    'a replica waits there',
    () => replicas.find((replica) => replica.isWaitingAt(point)),
    { withinMs: 60_000 },
  )
  await eventually('the rest has come about', condition)
  await victim.stop('SIGKILL')
  await Promise.all(replicas.map((replica) => armAlive(replica)))
  await done
}

export async function restart(replicas: World['replicas']): Promise<void> {
  await Promise.all(replicas.filter(({ isRunning }) => !isRunning).map((replica) => replica.start()))
}

const open = {
  inbox: `select item_id, kind, attempts from inbox where done_at is null and parked_at is null`,
  webhooks: `select message_id, type, attempts from webhook_outbox where done_at is null`,
  meetings: `select meeting_row_id, room_id, state from meetings where state in ('creating', 'ending')`,
  recordings: `select recording_id, room_id, state from recordings
    where state in ('processing', 'ready', 'deleting') or (state = 'expected' and ended_at is not null)`,
}

/** Lets time pass until nothing is left to do. */
export async function untilQuiet(world: World): Promise<void> {
  const { database } = world
  let left: Record<string, object[]> = {}
  await eventually(
    'nothing is left to do',
    async () => {
      await letTimePass(database, 15)
      left = {}
      for (const [table, query] of Object.entries(open)) {
        const rows = await database.query(query)
        if (rows.length > 0) left[table] = rows
      }
      return Object.keys(left).length === 0
    },
    { withinMs: 120_000, everyMs: 400 },
  ).catch((cause: unknown) => {
    throw new Error(`still to do: ${JSON.stringify(left)}`, { cause })
  })
  await comeToRest(world)
}
