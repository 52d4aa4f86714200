import type { Parameter, ParameterTable } from './parameters.ts'
import { type AnyShape, type RawFields, type Shape, shape, text } from './response-shape.ts'

/** What every answer of BBB holds. A refusal is thrown, so an answer that was returned says `SUCCESS`. */
export interface BbbAnswer {
  returncode: 'SUCCESS'
  /** BBB's key of a remark, such as `duplicateWarning`. Empty or absent where there is none. */
  messageKey?: string
  /** BBB's own English text, different from version to version. */
  message?: string
  /** Elements that this package does not know, under BBB's names. Absent when there were none. */
  raw?: RawFields
}

/** A call that takes no parameters. */
export type NoParameters = Readonly<Record<string, never>>

/** Everything known of one BBB call. */
export interface CallDefinition<Parameters, Result> {
  readonly name: string
  /** True if the call changes nothing, so that it may be repeated. */
  readonly isRead: boolean
  readonly parameters: ParameterTable<Parameters>
  readonly response: Shape<Result>
  /** True for answers without the usual `response` around them. */
  readonly isBare?: boolean
}

/** One entry of a failure's list, the older way to say why. */
interface ListedError {
  key?: string
  message?: string
}

const listedError = shape<ListedError>({ key: text, message: text })

type AnswerFields<T> = Parameters<typeof shape<Omit<T, keyof BbbAnswer>>>

/** The shape of an answer: what every answer holds, and the fields of this one. */
export function answer<T extends BbbAnswer>(
  fields: AnswerFields<T>[0],
  options: { required?: readonly (keyof T & string)[]; finish?: (value: T) => void } = {},
): Shape<T> {
  const all = {
    returncode: text,
    messageKey: text,
    message: text,
    errors: { kind: 'list', item: 'error', of: { kind: 'object', shape: listedError } },
    ...fields,
  } as Parameters<typeof shape<T>>[0]
  return shape<T>(all, options)
}

/** For answers that are recognised but not used: everything but the remark is kept under `raw`. */
export const anyAnswer: AnyShape = answer<BbbAnswer>({})

/** A call of whatever parameters and answer. */
export interface AnyCall {
  readonly name: string
  readonly isRead: boolean
  readonly parameters: Readonly<Record<string, Parameter>>
  readonly response: AnyShape
  readonly isBare?: boolean
}
