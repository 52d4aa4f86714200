/** Secrets that stand in documentation: BBB's API page, BBB's public test server, and what people type as a start. */
const published = new Set([
  '639259d4-9dd8-4b25-bf01-95f9567eaf4b',
  '8cd8ef52e8e101574e400365b55e11a6',
  '330a8b08c3b4c61533e1d0c5ce1ac88f',
])

const placeholder =
  /change[-_ ]?me|replace[-_ ]?me|example|placeholder|your[-_ ]?(own[-_ ]?)?(secret|key)|bbb[-_ ]?secret/i

/**
 * Why a secret must not be used, as a sentence without the secret; `undefined` when nothing is wrong with it.
 * @param minimumBytes 32 for keys of ours; BBB makes its own secrets longer than 16
 */
export function findSecretWeakness(text: string, minimumBytes: number): string | undefined {
  const trimmed = text.trim()
  if (trimmed === '') return 'is empty'
  if (published.has(trimmed) || placeholder.test(trimmed)) return 'is an example value: use one of your own'
  const size = new TextEncoder().encode(trimmed).length
  if (size < minimumBytes) return `is too short: ${minimumBytes} bytes or more`
  if (new Set(trimmed).size < 8) return 'repeats a few characters: use random bytes'
  return undefined
}
