import { TokenHolder } from '../controllers/token-holder.ts'
import { RoomError } from '../room-error.ts'
import { createBffClient, type BffClient } from './bff-client.ts'
import { checkedEndpoint } from './endpoint.ts'
import { requestToken, type GetAccessToken } from './request-token.ts'

/** What an element says of its room and of the way to a token. Read anew each time a token is needed. */
export interface RoomAddress {
  readonly endpoint?: string | undefined
  readonly room?: string | undefined
  readonly tokenEndpoint?: string | undefined
  readonly getAccessToken?: GetAccessToken | undefined
}

/** A checked address, and an authorised client for it. */
export interface RoomConnection {
  readonly base: string
  readonly room: string
  readonly tokens: TokenHolder
  readonly client: BffClient
}

/**
 * @param firstBase the base URL that this element began with. It keeps it for life: whoever can change an attribute
 * later cannot have a token sent elsewhere.
 * @throws {RoomError} `CONFIG_INVALID`
 */
export const connectToRoom = (address: RoomAddress, firstBase: string | undefined): RoomConnection => {
  const base = checkedEndpoint(address.endpoint)
  if (firstBase && firstBase !== base) throw new RoomError('CONFIG_INVALID', { fix: 'endpoint' })
  const { room } = address
  if (!room || !/^[\w-]{1,64}$/.test(room)) throw new RoomError('CONFIG_INVALID', { fix: 'room="…"' })
  const tokens = new TokenHolder(() => {
    const { getAccessToken, tokenEndpoint } = address
    return requestToken({ room, endpoint: base, getAccessToken, tokenEndpoint })
  })
  return { base, room, tokens, client: createBffClient(base, tokens) }
}
