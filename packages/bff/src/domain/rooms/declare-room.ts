import type { RoomDeclaration, RoomDeclared } from '@bbb-room/bff-api'
import type { TenantConfig } from '../../config/bff-config.ts'
import { BffFailure } from '../../failure.ts'
import type { Permit } from '../../policy/permit.ts'
import type { Room } from '../../ports/store.ts'
import type { Services } from '../services.ts'
import { timestamp } from '../timestamp.ts'
import { hashAccessCode } from './access-code.ts'
import { isOnRegisteredHost } from './presentation-hosts.ts'

/**
 * Makes a room, or replaces its settings; what is absent takes the tenant's default. A meeting that runs keeps the
 * parameters it was made with.
 * @throws {BffFailure} `INVALID_REQUEST` for a presentation from a host that the tenant has not registered
 */
export function createDeclareRoom({
  store,
  clock,
  random,
  tenantOf,
  pseudonyms,
}: Pick<Services, 'store' | 'clock' | 'random' | 'tenantOf' | 'pseudonyms'>) {
  return async (
    permit: Permit<'room:declare'>,
    declaration: RoomDeclaration,
  ): Promise<{ made: boolean; room: RoomDeclared }> => {
    const { tenantId, roomId, actor } = permit
    const tenant = tenantOf(tenantId)
    refuseForeignPresentations(declaration, tenant)
    const { access_code: accessCode, ...declared } = declaration
    const now = clock.now()
    const room: Room = {
      roomId,
      settings: { ...tenant.rooms.defaults, ...declared },
      accessCodeHash: accessCode === undefined ? null : await hashAccessCode(accessCode, random),
      createdAt: now,
      updatedAt: now,
    }
    const { made, createdAt } = await store.withTenant(tenantId, async (rows) => {
      const result = await rows.rooms.declare(room)
      await rows.audit.append({
        at: now,
        action: result.made ? 'room:make' : 'room:change',
        actor: { person: pseudonyms.userIdOf(tenantId, actor.subject) },
        roomId,
      })
      return result
    })
    return {
      made,
      room: {
        ...room.settings,
        room: roomId,
        has_access_code: room.accessCodeHash !== null,
        created_at: timestamp(createdAt),
        updated_at: timestamp(now),
      },
    }
  }
}

function refuseForeignPresentations(declaration: RoomDeclaration, tenant: TenantConfig): void {
  const fields = (declaration.presentations ?? []).flatMap(({ url }, place) =>
    isOnRegisteredHost(url, tenant)
      ? []
      : [{ path: `presentations.${place}.url`, message: 'is not on a registered host' }],
  )
  if (fields.length > 0) throw new BffFailure('INVALID_REQUEST', { fields })
}
