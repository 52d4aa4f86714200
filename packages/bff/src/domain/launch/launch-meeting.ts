import { BffFailure } from '../../failure.ts'
import { authorize } from '../../policy/authorize.ts'
import { effectiveRole } from '../../policy/room-policy.ts'
import type { SecretUrl } from '../../ports/meeting-gateway.ts'
import { displayName } from '../identity/display-name.ts'
import type { Services } from '../services.ts'
import { createAdmitLaunches } from './admit-launches.ts'
import { createLaunchPlayback } from './launch-playback.ts'
import { runTogether } from './run-together.ts'
import type { TicketClaims, VerifiedTicket } from './ticket-office.ts'
import { actorOf } from './ticket-use.ts'

type Needs = Pick<
  Services,
  | 'store'
  | 'clock'
  | 'gateways'
  | 'pseudonyms'
  | 'tickets'
  | 'addresses'
  | 'tenantOf'
  | 'wakeWorker'
  | 'log'
  | 'metrics'
>
type JoinClaims = Extract<TicketClaims, { kind: 'join' }>

/** Bounds how long one transaction takes, and how many values one statement has. */
const mostTogether = 100

/**
 * Turns a ticket into the one address that it is for. Consumed, checked again and audited, and that is committed before
 * anything is answered: an address was never given without its row, and never twice.
 * @param origin of the page that posted the form
 * @throws {BffFailure} `ORIGIN_NOT_ALLOWED`, `TICKET_*`, `MEETING_REPLACED`, `NOT_ALLOWED`
 */
export function createLaunch(services: Needs) {
  const launchJoin = createLaunchJoin(services)
  const launchPlayback = createLaunchPlayback(services)

  return async (tenantId: string, ticket: string, origin: string | undefined): Promise<SecretUrl> => {
    const verified = await services.tickets.verify(ticket, tenantId)
    const { claims } = verified
    if (origin === undefined || origin !== claims.origin) throw new BffFailure('ORIGIN_NOT_ALLOWED')
    return claims.kind === 'join' ? launchJoin(verified, claims) : launchPlayback(verified, claims)
  }
}

function createLaunchJoin(services: Needs) {
  const admitTogether = runTogether(createAdmitLaunches(services), mostTogether)
  const { gateways, pseudonyms, addresses, tenantOf, wakeWorker, log, metrics } = services

  return async (verified: VerifiedTicket, claims: JoinClaims): Promise<SecretUrl> => {
    const permit = authorize(actorOf(claims, verified), 'meeting:join', claims.room)
    const { tenantId, roomId, actor } = permit
    const tenant = tenantOf(tenantId)
    const role = effectiveRole(actor.roleCeiling, tenant.roles[actor.wayIn])
    const userId = pseudonyms.userIdOf(tenantId, actor.subject)

    const admission = await admitTogether(tenantId, { permit, userId, ticket: verified, meetingRowId: claims.meeting })
    if (admission instanceof BffFailure) throw admission
    const { meetingID, made } = admission

    wakeWorker(tenantId)
    log.info('meeting-launched', { tenantId, roomId, meetingId: claims.meeting })
    metrics.count('bbb_room_launches_total', { tenant: tenantId, kind: 'join' })
    const returnAddress = addresses.return(tenantId, roomId, claims.origin)
    return gateways(tenantId).joinUrl({
      meetingID,
      createTime: made.createTime,
      fullName: displayName(tenant.names, { name: actor.name, role, userId }),
      role: role === 'moderator' ? 'MODERATOR' : 'VIEWER',
      userID: userId,
      guest: actor.wayIn === 'guest',
      logoutUrl: returnAddress,
      errorRedirectUrl: returnAddress,
    })
  }
}
