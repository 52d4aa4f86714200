import { BbbResponseUnreadable } from '../errors/response-unreadable.ts'
import {
  type AnyShape,
  type Field,
  type NamedField,
  type RawFields,
  type RawValue,
  withoutPrototype,
} from './response-shape.ts'
import type { XmlEvents } from './xml-reader.ts'

type Target = Record<string, unknown>

/** The element that is open, by what it becomes. */
type Frame =
  | { kind: 'object'; shape: AnyShape; target: Target; ownText: string; property: string; into: Target | unknown[] }
  | { kind: 'list'; item: string; of: Field; target: unknown[] }
  | { kind: 'map'; target: Record<string, string> }
  | { kind: 'raw'; name: string; target: RawFields; ownText: string; into: Target }

/** Turns a document's events straight into the typed value of its root: no tree is built in between. */
export class ResponseBuilder implements XmlEvents {
  readonly #rootShape: AnyShape
  readonly #frames: Frame[] = []
  #root: Target | undefined
  #returncodes = 0

  /** The leaf that is open: its text is collected, elements inside it are not told apart. */
  #leaf: Field | undefined
  #leafName = ''
  #leafText = ''
  #leafDepth = 0

  constructor(rootShape: AnyShape) {
    this.#rootShape = rootShape
  }

  /** The value of the root, once the whole document was read. */
  result(): Target {
    if (this.#root === undefined) throw new BbbResponseUnreadable({ reason: 'empty' })
    return this.#root
  }

  open(name: string, attributes: Readonly<Record<string, string>>): void {
    if (this.#leaf !== undefined) {
      this.#leafDepth++
      return
    }
    const frame = this.#frames.at(-1)
    if (frame === undefined) this.#openRoot(name)
    else if (frame.kind === 'object') this.#openChild(frame, name, attributes)
    else if (frame.kind === 'list') this.#openItem(frame, name, attributes)
    else if (frame.kind === 'map') this.#openLeaf(mapEntry, name)
    else this.#openRaw(frame.target, name, attributes)
  }

  text(text: string): void {
    if (this.#leaf !== undefined) {
      this.#leafText = this.#leafText === '' ? text : this.#leafText + text
      return
    }
    const frame = this.#frames.at(-1)
    if (frame?.kind === 'raw' || (frame?.kind === 'object' && frame.shape.mixed)) frame.ownText += text
  }

  close(): void {
    if (this.#leaf !== undefined) {
      if (this.#leafDepth > 0) this.#leafDepth--
      else this.#closeLeaf(this.#leaf)
      return
    }
    const frame = this.#frames.pop()
    if (frame?.kind === 'object') this.#closeObject(frame)
    else if (frame?.kind === 'raw') closeRaw(frame)
  }

  #openRoot(name: string): void {
    if (name !== 'response') throw new BbbResponseUnreadable({ reason: /^html$/i.test(name) ? 'html' : 'wrong-root' })
    this.#root = newTarget(this.#rootShape)
    this.#frames.push({
      kind: 'object',
      shape: this.#rootShape,
      target: this.#root,
      ownText: '',
      property: '',
      into: this.#root,
    })
  }

  #openChild(frame: Frame & { kind: 'object' }, name: string, attributes: Readonly<Record<string, string>>): void {
    const field = frame.shape.fields.get(name) as NamedField | undefined
    if (field === undefined) {
      this.#openRaw(rawOf(frame.target), name, attributes)
      return
    }
    if (name === 'returncode' && this.#frames.length === 1 && ++this.#returncodes > 1) {
      throw new BbbResponseUnreadable({ reason: 'two-returncodes' })
    }
    this.#openField(field, field.property, frame.target, attributes)
  }

  #openItem(frame: Frame & { kind: 'list' }, name: string, attributes: Readonly<Record<string, string>>): void {
    if (name === frame.item) this.#openField(frame.of, '', frame.target, attributes)
    else this.#openLeaf(ignored, name)
  }

  #openField(
    field: Field,
    property: string,
    into: Target | unknown[],
    attributes: Readonly<Record<string, string>>,
  ): void {
    switch (field.kind) {
      case 'scalar':
        this.#openLeaf(field, property)
        return
      case 'map':
        this.#frames.push({ kind: 'map', target: (into as Target)[property] as Record<string, string> })
        return
      case 'object': {
        const target = newTarget(field.shape)
        if (field.shape.mixed) readAttributes(field.shape, target, attributes)
        this.#frames.push({ kind: 'object', shape: field.shape, target, ownText: '', property, into })
        return
      }
      case 'list': {
        const target = (into as Target)[property] as unknown[]
        if (field.item === undefined) this.#openField(field.of, '', target, attributes)
        else this.#frames.push({ kind: 'list', item: field.item, of: field.of, target })
        return
      }
      default:
        field satisfies never
    }
  }

  #openLeaf(field: Field, name: string): void {
    this.#leaf = field
    this.#leafName = name
    this.#leafText = ''
    this.#leafDepth = 0
  }

  #closeLeaf(field: Field): void {
    this.#leaf = undefined
    const text = this.#leafText.trim()
    const frame = this.#frames.at(-1)
    if (frame?.kind === 'map') frame.target[this.#leafName] = text
    else if (frame?.kind === 'list' && field.kind === 'scalar') frame.target.push(field.convert(text))
    else if (frame?.kind === 'object' && field.kind === 'scalar') assign(frame.target, this.#leafName, field, text)
  }

  #openRaw(into: Target, name: string, attributes: Readonly<Record<string, string>>): void {
    const target = withoutPrototype<RawValue>()
    for (const [key, value] of Object.entries(attributes)) target[`@${key}`] = value
    this.#frames.push({ kind: 'raw', name, target, ownText: '', into })
  }

  #closeObject(frame: Frame & { kind: 'object' }): void {
    const own = frame.shape.fields.get('#text') as NamedField | undefined
    if (own?.kind === 'scalar') assign(frame.target, own.property, own, frame.ownText.trim())
    // The root waits for the verdict: a refusal lacks everything that a success must have.
    if (this.#frames.length === 0) return
    complete(frame.shape, frame.target)
    if (Array.isArray(frame.into)) frame.into.push(frame.target)
    else frame.into[frame.property] = frame.target
  }
}

const mapEntry: Field = { kind: 'scalar', convert: (text) => text }
const ignored: Field = { kind: 'map' }

/** A value with its lists and maps, all empty. */
export function newTarget(shape: AnyShape): Target {
  const target: Target = {}
  for (const [name, kind] of shape.collections) target[name] = kind === 'list' ? [] : withoutPrototype<string>()
  return target
}

/** Converts a text and stores it; what does not convert is kept under `raw`, as it came. */
export function assign(target: Target, property: string, field: Field & { kind: 'scalar' }, text: string): void {
  const value = field.convert(text)
  if (value !== undefined) target[property] = value
  else if (text !== '') rawOf(target)[property] = text
}

/** Checks what must be there, and lets the shape have its last word. */
export function complete(shape: AnyShape, target: Target): void {
  for (const field of shape.required) {
    if (target[field] === undefined) throw new BbbResponseUnreadable({ reason: 'missing-field', field })
  }
  shape.finish?.(target)
}

/** Where unknown elements of a value go. */
export function rawOf(target: Target): RawFields {
  return (target['raw'] ??= withoutPrototype<RawValue>()) as RawFields
}

/** Adds a value under a name; a second one under the same name makes an array. */
export function addRaw(target: Target, name: string, value: RawValue): void {
  const present = target[name]
  if (present === undefined) target[name] = value
  else if (Array.isArray(present)) present.push(value)
  else target[name] = [present, value]
}

function closeRaw({ into, name, target, ownText }: Frame & { kind: 'raw' }): void {
  const text = ownText.trim()
  if (Object.keys(target).length === 0) addRaw(into, name, text)
  else {
    if (text !== '') target['#text'] = text
    addRaw(into, name, target)
  }
}

function readAttributes(shape: AnyShape, target: Target, attributes: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(attributes)) {
    const field = shape.fields.get(`@${name}`) as NamedField | undefined
    if (field?.kind === 'scalar') assign(target, field.property, field, value.trim())
    else rawOf(target)[`@${name}`] = value
  }
}
