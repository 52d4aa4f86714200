import type { RoomDiagnosis } from '@bbb-room/bff-api'
import type { TenantConfig } from '../../config/bff-config.ts'
import type { Permit } from '../../policy/permit.ts'
import type { ServerLook } from '../../ports/meeting-gateway.ts'
import type { Services } from '../services.ts'
import { timestamp } from '../timestamp.ts'
import { roomOrDefault } from './room-snapshot.ts'

/** However many ask, BBB is examined no more often than that. */
const keptMs = 30_000

interface Look {
  readonly at: number
  readonly tenant: TenantConfig
  readonly server: Promise<ServerLook>
}

/**
 * The BFF's side of what can keep a tenant's rooms from working. One look for all who ask at the same time.
 * @throws {BffFailure} `NOT_FOUND`
 */
export function createDiagnoseRoom({
  readSnapshot,
  gateways,
  tenantOf,
  clock,
}: Pick<Services, 'readSnapshot' | 'gateways' | 'tenantOf' | 'clock'>) {
  const looks = new Map<string, Look>()

  const lookAt = (tenant: TenantConfig): Look => {
    const at = clock.now()
    const known = looks.get(tenant.id)
    if (known?.tenant === tenant && Math.abs(at - known.at) < keptMs) return known
    const origins = tenant.frameOrigins
    const server = gateways(tenant.id).examine({
      now: () => clock.now(),
      enterBy: tenant.display.mode === 'frame' ? { origins } : undefined,
    })
    const look = { at, tenant, server }
    looks.set(tenant.id, look)
    return look
  }

  return async ({ tenantId, roomId }: Permit<'room:diagnose'>): Promise<Omit<RoomDiagnosis, 'has_referrer'>> => {
    const tenant = tenantOf(tenantId)
    const { snapshot } = await readSnapshot(tenantId, roomId)
    roomOrDefault(snapshot, tenant, roomId, clock.now())
    const { at, server } = lookAt(tenant)
    const { failure, version, isSecretAccepted, clockOffsetSeconds, entry } = await server
    return {
      checked_at: timestamp(at),
      display: tenant.display.mode,
      frame_origins: [...tenant.frameOrigins],
      without_session: tenant.display.dangerouslyAllowRequestsWithoutSession,
      bbb: {
        origin: new URL(tenant.bbb.baseUrl).origin,
        failure: failure ?? null,
        version: version ?? null,
        is_secret_accepted: isSecretAccepted ?? null,
        clock_offset_seconds: clockOffsetSeconds ?? null,
        entry: entry
          ? {
              failure: entry.failure ?? null,
              origins: [...entry.origins],
              x_frame_options: entry.xFrameOptions ?? null,
              frame_ancestors: entry.frameAncestors ?? null,
              cookie: entry.cookie ?? null,
            }
          : null,
      },
    }
  }
}
