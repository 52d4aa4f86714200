import type { Answer, XmlAnswer } from '../answer.ts'
import type { Call } from '../calls/call.ts'
import type { ChecksumAlgorithm } from '../checksum.ts'
import type { RandomBytes } from '../random-text.ts'

/** The product that this server plays: BigBlueButton itself, or one of the balancers that imitate it. */
export type ProfileName = 'bbb' | 'scalelite' | 'b3scale' | 'b3lb' | 'bbblb'

/** What is hashed for a form sent to an address without a query. */
export type FormBodies =
  /** Nothing of it: call name and secret only. Current servers. */
  | 'unsigned'
  /** Its parameters, sorted by name and encoded again. Up to 2.6.17 and 2.7.7. */
  | 'sorted'
  /** Its text. bbblb. */
  | 'verbatim'

/** A document ready to be sent. */
export interface WrittenXml {
  readonly body: string
  readonly contentType: string
  readonly status: number
}

/** How a product differs from the others. */
export interface Profile {
  readonly name: ProfileName
  /** Begins and ends with a slash. */
  readonly basePath: string
  readonly algorithms: readonly ChecksumAlgorithm[]
  readonly formBodies: FormBodies
  /** Longest external meeting id it takes, in characters. */
  readonly longestMeetingID: number
  /** Calls answered in a way of its own; `undefined` for those it does not offer. */
  readonly calls: Readonly<Record<string, Call | undefined>>
  /** The node behind a balancer that sends browsers there: where it lives on this server, and its own secret. */
  readonly node: { readonly path: string; readonly secret: string } | undefined
  /** What it says of calls it does not offer. */
  readonly unknownCall: (callName: string) => Answer
  readonly checksumFailed: (verdict: 'missing' | 'wrong') => XmlAnswer
  /** A parameter that must be there is not. */
  readonly missing: (name: string, message: string) => XmlAnswer
  readonly recordIdOf: (random: RandomBytes, internalMeetingID: string) => string
  /** The meeting id that the end callback names. */
  readonly reportedMeetingID: (meetingID: string) => string
  write(answer: XmlAnswer): WrittenXml
}
