import { BffFailure } from '../failure.ts'

/** Where a page of a list ends that is sorted by a moment, newest first, and then by an id. */
export interface ListCursor {
  /** Epoch milliseconds. */
  at: number
  id: string
}

export function writeCursor({ at, id }: ListCursor): string {
  return `${at}.${id}`
}

/** @throws {BffFailure} `INVALID_REQUEST` */
export function readCursor(cursor: string): ListCursor {
  const match = /^(\d{1,15})\.([A-Za-z0-9_-]{1,64})$/.exec(cursor)
  if (match?.[1] === undefined || match[2] === undefined) {
    throw new BffFailure('INVALID_REQUEST', { fields: [{ path: 'cursor', message: 'is not one of ours' }] })
  }
  return { at: Number(match[1]), id: match[2] }
}
