/** What BBB sent and no table here names: text for a leaf, else an object without prototype; repeats make an array. */
export type RawValue = string | number | boolean | null | RawFields | RawValue[]

/** Elements that were not known, under BBB's names. Attributes are `@name`, text beside them is `#text`. */
export interface RawFields {
  [name: string]: RawValue
}

/** A number of bytes: a `bigint` where a number would be rounded (above 2^53 − 1). */
export type ByteCount = number | bigint

/** Text by key, in an object without prototype: a key named `__proto__` is plain data. */
export type TextMap = Record<string, string>

/** How one element becomes a value. */
export type Field =
  | { kind: 'scalar'; convert: (text: string) => unknown }
  | { kind: 'map' }
  | { kind: 'object'; shape: AnyShape }
  /** `item` is the element's name below the wrapper; without it the element itself is the item, and repeats. */
  | { kind: 'list'; item: string | undefined; of: Field }

/** What is read of an element. */
export interface Shape<T> {
  readonly fields: ReadonlyMap<string, NamedField>
  /** The attributes among the fields, under their bare names. */
  readonly attributes: ReadonlyMap<string, NamedField>
  readonly required: readonly (keyof T & string)[]
  /** Lists and maps: present, if only empty, whether BBB sent them or not. */
  readonly collections: readonly (readonly [name: string, kind: 'list' | 'map'])[]
  /** True if attributes or the element's own text are read. */
  readonly mixed: boolean
  readonly finish: ((value: T) => void) | undefined
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- a table of shapes of different types
export type AnyShape = Shape<any>

type Fields<T> = { readonly [K in keyof Required<Omit<T, 'raw'>>]: Field }

/** Describes an element by its children: `{ '@width': integer }` is an attribute, `'#text'` the element's own text. */
export function shape<T extends object>(
  fields: Fields<T>,
  options: {
    required?: readonly (keyof T & string)[]
    /** Names on the wire where they are not the name of the field. */
    wireNames?: Partial<Record<keyof T & string, string>>
    finish?: (value: T) => void
  } = {},
): Shape<T> {
  const entries = Object.entries<Field>(fields as Record<string, Field>)
  const wireNames: Record<string, string | undefined> = options.wireNames ?? {}
  const fieldsOnTheWire = new Map(entries.map(([name, field]) => [wireNames[name] ?? name, named(field, name)]))
  return {
    fields: fieldsOnTheWire,
    attributes: new Map(
      [...fieldsOnTheWire].flatMap(([name, field]) => (name.startsWith('@') ? [[name.slice(1), field]] : [])),
    ),
    required: options.required ?? [],
    collections: entries.flatMap(([name, { kind }]) => (kind === 'list' || kind === 'map' ? [[name, kind]] : [])),
    mixed: [...fieldsOnTheWire.keys()].some((name) => name.startsWith('@') || name.startsWith('#')),
    finish: options.finish,
  }
}

/** A field knows the name of the property that it fills. */
export type NamedField = Field & { property: string }

function named(field: Field, property: string): NamedField {
  return { ...field, property }
}

/** Text as it came, without blanks at its ends. Never a number, whatever it looks like. */
export const text: Field = { kind: 'scalar', convert: (text) => text }

/** `true` or `false` in any case; anything else is no value. */
export const boolean: Field = {
  kind: 'scalar',
  convert: (text) => {
    if (text === 'true') return true
    if (text === 'false') return false
    const lower = text.toLowerCase()
    return lower === 'true' ? true : lower === 'false' ? false : undefined
  },
}

const digits = /^-?\d{1,15}$/

/** A whole number below 2^53, with or without the thousands commas of BBB up to 2.6.3. */
export const integer: Field = {
  kind: 'scalar',
  convert: (text) => {
    if (digits.test(text)) return Number(text)
    const value = /^-?\d[\d,]*$/.test(text) ? Number(text.replaceAll(',', '')) : NaN
    return Number.isSafeInteger(value) ? value : undefined
  },
}

/** A number of bytes, which may exceed 2^53. */
export const byteCount: Field = {
  kind: 'scalar',
  convert: (text): ByteCount | undefined => {
    if (digits.test(text)) return Number(text)
    if (!/^\d[\d,]*$/.test(text)) return undefined
    const value = BigInt(text.replaceAll(',', ''))
    return value > BigInt(Number.MAX_SAFE_INTEGER) ? value : Number(value)
  },
}

/** Text by key; the keys are free. */
export const map: Field = { kind: 'map' }

/** An element with children of its own. */
export function object<T extends object>(of: Shape<T>): Field {
  return { kind: 'object', shape: of }
}

/** A wrapper around items, `attendees` around `attendee`: always an array, whichever way BBB writes an empty one. */
export function list(item: string, of: Field): Field {
  return { kind: 'list', item, of }
}

/** An element that repeats without a wrapper. */
export function repeated(of: Field): Field {
  return { kind: 'list', item: undefined, of }
}

/** An object for keys that come from outside: there is no prototype to reach. */
export function withoutPrototype<T>(): Record<string, T> {
  return Object.create(null) as Record<string, T>
}
