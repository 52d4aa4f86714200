/**
 * The ways in which a text can hide in another: as it is, in JSON, percent-encoded, as a query writes it, in hex, and in
 * base64 at each of the three offsets, in both alphabets.
 */
export function formsOf(text: string): string[] {
  const bytes = Buffer.from(text)
  const inner = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '')
    // The first and the last letters depend on what stands beside it.
    return encoded.slice(offset === 0 ? 0 : offset + 1, (bytes.length + offset) % 3 === 0 ? undefined : -1)
  })
  const base64 = inner.flatMap((each) => [each, each.replaceAll('+', '-').replaceAll('/', '_')])
  const query = new URLSearchParams({ x: text }).toString().slice(2)
  const percent = encodeURIComponent(text)
  return [
    ...new Set([
      text,
      JSON.stringify(text).slice(1, -1),
      percent,
      percent.toLowerCase(),
      query,
      bytes.toString('hex'),
      ...base64,
    ]),
  ]
}
