import { BbbResponseUnreadable } from '../errors/response-unreadable.ts'
import { addRaw, assign, complete, newTarget, rawOf } from './response-builder.ts'
import { type AnyShape, type Field, type RawValue, withoutPrototype } from './response-shape.ts'

type Target = Record<string, unknown>

/**
 * Reads the JSON that some calls answer with, by the same tables as XML.
 * @param text begins with a brace
 * @param isBare true for answers without `response` around them
 */
export function readJson(text: string, shape: AnyShape, isBare: boolean, maxDepth: number): Target {
  const document = parse(text)
  const root = isBare ? document : document['response']
  if (!isObject(root)) throw new BbbResponseUnreadable({ reason: 'wrong-root' })
  const target = newTarget(shape)
  readFields(shape, target, root, maxDepth)
  return target
}

function parse(text: string): Target {
  try {
    return JSON.parse(text) as Target
  } catch {
    throw new BbbResponseUnreadable({ reason: 'malformed' })
  }
}

function readFields(shape: AnyShape, target: Target, from: Target, depth: number): void {
  for (const [name, value] of Object.entries(from)) {
    const field = shape.fields.get(name)
    if (field === undefined || !readField(field, field.property, target, value, depth)) {
      addRaw(rawOf(target), name, toRaw(value, depth))
    }
  }
}

/** False if the value is not of the field's kind. */
function readField(field: Field, property: string, target: Target, value: unknown, depth: number): boolean {
  switch (field.kind) {
    case 'scalar':
      if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') return value === null
      assign(target, property, field, String(value).trim())
      return true
    case 'object':
      if (!isObject(value)) return false
      target[property] = readItem(field.shape, value, depth)
      return true
    case 'list':
      if (!Array.isArray(value)) return false
      target[property] = (value as unknown[]).map((item) => {
        if (field.of.kind === 'object' && isObject(item)) return readItem(field.of.shape, item, depth)
        return toRaw(item, depth)
      })
      return true
    case 'map':
      return false
  }
}

function readItem(shape: AnyShape, from: Target, depth: number): Target {
  const target = newTarget(shape)
  readFields(shape, target, from, depth - 1)
  complete(shape, target)
  return target
}

function toRaw(value: unknown, depth: number): RawValue {
  if (depth <= 0) throw new BbbResponseUnreadable({ reason: 'too-deep' })
  if (Array.isArray(value)) return value.map((item) => toRaw(item, depth - 1))
  if (!isObject(value)) return value as RawValue
  const copy = withoutPrototype<RawValue>()
  for (const [name, item] of Object.entries(value)) copy[name] = toRaw(item, depth - 1)
  return copy
}

function isObject(value: unknown): value is Target {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
