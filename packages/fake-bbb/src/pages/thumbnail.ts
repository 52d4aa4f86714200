import { crc32, deflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

function chunk(type: string, data: Uint8Array): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), data])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(typed))
  return Buffer.concat([length, typed, check])
}

/** A picture of a slide as a PNG: white paper, a blue bar for its title, grey lines for its text. */
export function thumbnailPng(width: number, height: number): Buffer {
  const colourAt = (x: number, y: number) => {
    const isInside = x > width * 0.1 && x < width * 0.9
    if (isInside && y > height * 0.16 && y < height * 0.3 && x < width * 0.6) return [0x0f, 0x70, 0xd7]
    const line = Math.floor((y - height * 0.42) / (height * 0.13))
    const isLine = y > height * 0.42 && line < 4 && (y - height * 0.42) % (height * 0.13) < height * 0.05
    return isInside && isLine && x < width * (0.9 - line * 0.1) ? [0xc9, 0xd3, 0xdc] : [0xff, 0xff, 0xff]
  }
  const rows = Array.from({ length: height }, (_row, y) => [
    0,
    ...Array.from({ length: width }, (_column, x) => colourAt(x, y)).flat(),
  ])
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2, 0, 0, 0], 8)
  const pixels = deflateSync(Buffer.from(rows.flat()))
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))])
}
