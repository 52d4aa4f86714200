import { BbbResponseUnreadable } from '../errors/response-unreadable.ts'

/** Decodes UTF-8 that arrives in pieces, strictly. */
export interface Utf8Decoder {
  /** @throws {BbbResponseUnreadable} for bytes that are no UTF-8 */
  decode(bytes: Uint8Array): string
  /** @throws {BbbResponseUnreadable} if the last character was cut */
  end(): void
}

/**
 * Each piece is decoded up to its last whole character, and the rest put before the next. Node has a fast way for whole
 * texts; its decoder for streams takes three times as long.
 */
export function createUtf8Decoder(): Utf8Decoder {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })
  let cut = new Uint8Array()
  return {
    decode: (piece) => {
      const bytes = cut.length === 0 ? piece : Buffer.concat([cut, piece])
      const end = endOfLastCharacter(bytes)
      cut = Uint8Array.from(bytes.subarray(end))
      try {
        return decoder.decode(bytes.subarray(0, end))
      } catch {
        throw new BbbResponseUnreadable({ reason: 'not-utf8' })
      }
    },
    end: () => {
      if (cut.length > 0) throw new BbbResponseUnreadable({ reason: 'not-utf8' })
    },
  }
}

/** Where a character begins that goes on beyond the end; the end itself if there is none. */
function endOfLastCharacter(bytes: Uint8Array): number {
  for (const [index, byte] of bytes.subarray(-3).toReversed().entries()) {
    if (byte < 0x80) break
    if (byte >= 0xc0) {
      const present = index + 1
      const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2
      return length > present ? bytes.length - present : bytes.length
    }
  }
  return bytes.length
}
