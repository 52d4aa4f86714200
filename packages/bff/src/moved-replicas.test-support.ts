import { startFakeBbb, type FakeBbb, type FakeBbbOptions } from '@bbb-room/fake-bbb'
import { createHostIssuer } from './auth/host-issuer.test-support.ts'
import { createMovedClock, type MovedClock } from './moved-clock.test-support.ts'
import type { MeetingGateway } from './ports/meeting-gateway.ts'
import type { Store } from './ports/store.ts'
import { startBff, type TestBff, type TestBffOptions } from './routes/start-bff.test-support.ts'
import { openSqliteStore } from './storage/sqlite-store.ts'

/** Replicas on one store, in front of one BBB, in a time that stands still until moved. Close it. */
export interface MovedReplicas {
  clock: MovedClock
  bbb: FakeBbb
  store: Store
  /** Those that run. */
  replicas: TestBff[]
  startReplica(): Promise<TestBff>
  stopReplicas(): Promise<void>
  close(): Promise<void>
}

export async function startMovedReplicas(options: {
  replicas: number
  bbb?: Partial<FakeBbbOptions>
  tenants?: TestBffOptions['tenants']
  /** Stands between the BFF and BBB; what it waits for besides BBB is not waited for when time moves. */
  wrapGateway?: (gateway: MeetingGateway, clock: MovedClock) => MeetingGateway
}): Promise<MovedReplicas> {
  const clock = createMovedClock()
  const bbb = await startFakeBbb({
    secret: 'kT3qWz8nVb5mXc7rLp2sAe9dFg4h-0123456789',
    clock: clock.manual,
    recordingDelayMs: { processing: Infinity },
    journalLimit: 1_000_000,
    ...options.bbb,
  })
  const opened = await openSqliteStore({ file: ':memory:' }, { clock })
  const store = clock.watchStore(opened)
  const tenants = options.tenants ?? { acme: {} }
  const issuers = new Map(Object.keys(tenants).map((id) => [id, createHostIssuer(`https://${id}.example`)]))
  const replicas: TestBff[] = []

  const startReplica = async () => {
    const wrapGateway = (gateway: MeetingGateway) => {
      const watched = clock.watchGateway(gateway)
      return options.wrapGateway?.(watched, clock) ?? watched
    }
    const replica = await startBff({ clock, store, sharedBbb: bbb, issuers, tenants, wrapGateway })
    replicas.push(replica)
    return replica
  }
  const stopReplicas = async () => {
    const stopped = replicas.splice(0).map((replica) => replica.close())
    // Who stops looks up from sleep now and then to see whether all is done.
    await clock.advance(1000)
    await Promise.all(stopped)
  }

  for (let n = 0; n < options.replicas; n++) await startReplica()
  return {
    clock,
    bbb,
    store,
    replicas,
    startReplica,
    stopReplicas,
    async close() {
      await stopReplicas()
      await bbb.close()
      await opened.close()
    },
  }
}
