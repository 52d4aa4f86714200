import { type ChecksumAlgorithm, computeChecksum } from './checksum.ts'

/**
 * What a server hashes for parameters that come as a form: nothing of them (2.6.18, 2.7.8, 3.0 and Scalelite), the
 * parameters sorted by name (older BBB), or the form's text (bbblb).
 */
export type FormSigning = 'unsigned' | 'sorted' | 'verbatim'

/**
 * Signs parameters that travel in the body, for addresses that get too long. With `unsigned` the checksum does not cover
 * them and never changes: only TLS protects them.
 * @returns the body, with the checksum in it
 */
export function signedForm(
  form: FormSigning,
  call: { callName: string; query: string; secret: string; algorithm: ChecksumAlgorithm },
): string {
  const { callName, query, secret, algorithm } = call
  const sorted = () => query.split('&').toSorted(byName).join('&')
  const signed = form === 'unsigned' ? '' : form === 'sorted' ? sorted() : query
  return `${query}&checksum=${computeChecksum(callName, signed, secret, algorithm)}`
}

/** By the name alone, as Java sorts texts: by their UTF-16 units. */
function byName(left: string, right: string): number {
  const [a = '', b = ''] = [left, right].map((pair) => pair.split('=', 1)[0])
  return a < b ? -1 : a > b ? 1 : 0
}
