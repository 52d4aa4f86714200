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
 * The base URL that an element began with. It keeps it for life, whatever it does: whoever can change an attribute later
 * cannot have a token sent elsewhere.
 */
export class FirstBase {
  #base: string | undefined

  /** Absent until the element has had a well-formed one. */
  get base(): string | undefined {
    return this.#base
  }

  /**
   * @returns the checked base URL, which is the first one from the first call on
   * @throws {RoomError} `CONFIG_INVALID` for a malformed one, and for another one than the first
   */
  keep(endpoint: string | undefined): string {
    const base = checkedEndpoint(endpoint)
    this.#base ??= base
    if (this.#base !== base) throw new RoomError('CONFIG_INVALID', { fix: `endpoint="${this.#base}"` })
    return base
  }
}

/**
 * @param firstBase of this element; one for its whole life
 * @throws {RoomError} `CONFIG_INVALID`
 */
export const connectToRoom = (address: RoomAddress, firstBase: FirstBase): RoomConnection => {
  const base = firstBase.keep(address.endpoint)
  const { room } = address
  if (!room || !/^[\w-]{1,64}$/.test(room)) throw new RoomError('CONFIG_INVALID', { fix: 'room="…"' })
  const tokens = new TokenHolder(() => {
    const { getAccessToken, tokenEndpoint } = address
    return requestToken({ room, endpoint: base, getAccessToken, tokenEndpoint })
  })
  return { base, room, tokens, client: createBffClient(base, tokens) }
}
