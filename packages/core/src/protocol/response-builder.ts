import { BbbResponseUnreadable } from '../errors/response-unreadable.ts'
import { type AnyShape, type Field, type RawFields, type RawValue, shape, withoutPrototype } from './response-shape.ts'
import type { XmlEvents } from './xml-reader.ts'

type Target = Record<string, unknown>

/** The element that is open, by what it becomes. One form for all of them keeps the reader fast. */
interface Frame {
  kind: 'object' | 'list' | 'map' | 'raw'
  /** What is filled. */
  target: Target | unknown[]
  /** Where the finished target goes; `undefined` if it is there already. */
  into: Target | unknown[] | undefined
  /** Under which name. */
  property: string
  /** Of an object; the others have no fields. */
  shape: AnyShape
  /** Of a list: what its items are called and become. */
  item: string | undefined
  of: Field | undefined
  /** Text beside the elements, where it counts. */
  ownText: string
}

type Attributes = Readonly<Record<string, string>>

/** Turns a document's events straight into the typed value of its root: no tree is built in between. */
export class ResponseBuilder implements XmlEvents {
  readonly #rootShape: AnyShape
  readonly #root: Target
  readonly #frames: Frame[] = []
  #top: Frame | undefined
  #returncodes = 0

  /** The leaf that is open: its text is collected, elements inside it are not told apart. */
  #leaf: Field | undefined
  #leafName = ''
  #leafText = ''
  #leafDepth = 0

  constructor(rootShape: AnyShape) {
    this.#rootShape = rootShape
    this.#root = newTarget(rootShape)
  }

  /** The value of the root, once the whole document was read. */
  result(): Target {
    return this.#root
  }

  open(name: string, attributes: Attributes): void {
    if (this.#leaf !== undefined) {
      this.#leafDepth++
      return
    }
    const frame = this.#top
    if (frame === undefined) this.#openRoot(name)
    else if (frame.kind === 'object') this.#openChild(frame, name, attributes)
    else if (frame.kind === 'map') this.#openLeaf(mapEntry, name)
    else if (frame.kind === 'raw') this.#openRaw(frame.target as RawFields, name, attributes)
    else if (name === frame.item && frame.of !== undefined) this.#openField(frame.of, '', frame.target, attributes)
    else this.#openLeaf(ignored, name)
  }

  text(text: string): void {
    if (this.#leaf !== undefined) {
      this.#leafText = this.#leafText === '' ? text : this.#leafText + text
      return
    }
    const frame = this.#top
    if (frame !== undefined && (frame.kind === 'raw' || frame.shape.mixed)) frame.ownText += text
  }

  close(): void {
    if (this.#leaf === undefined) this.#closeFrame()
    else if (this.#leafDepth > 0) this.#leafDepth--
    else this.#closeLeaf(this.#leaf)
  }

  #push(frame: Frame): void {
    this.#top = frame
    this.#frames.push(frame)
  }

  #openRoot(name: string): void {
    if (name !== 'response') throw new BbbResponseUnreadable({ reason: /^html$/i.test(name) ? 'html' : 'wrong-root' })
    this.#push(objectFrame(this.#rootShape, this.#root, '', undefined))
  }

  #openChild(frame: Frame, name: string, attributes: Attributes): void {
    const target = frame.target as Target
    const field = frame.shape.fields.get(name)
    if (field === undefined) {
      this.#openRaw(rawOf(target), name, attributes)
      return
    }
    if (name === 'returncode' && this.#frames.length === 1 && ++this.#returncodes > 1) {
      throw new BbbResponseUnreadable({ reason: 'two-returncodes' })
    }
    this.#openField(field, field.property, target, attributes)
  }

  #openField(field: Field, property: string, into: Target | unknown[], attributes: Attributes): void {
    switch (field.kind) {
      case 'scalar':
        this.#openLeaf(field, property)
        return
      case 'map':
        this.#push(plainFrame('map', (into as Target)[property] as Target, undefined, ''))
        return
      case 'object': {
        const target = newTarget(field.shape)
        if (field.shape.mixed) readAttributes(field.shape, target, attributes)
        this.#push(objectFrame(field.shape, target, property, into))
        return
      }
      default: {
        field satisfies Field & { kind: 'list' }
        const target = (into as Target)[property] as unknown[]
        if (field.item === undefined) this.#openField(field.of, '', target, attributes)
        else this.#push(listFrame(field.item, field.of, target))
      }
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
    const frame = this.#top
    if (field.kind !== 'scalar' || frame === undefined) return
    const text = this.#leafText.trim()
    if (frame.kind === 'map') (frame.target as Target)[this.#leafName] = text
    else if (frame.kind === 'list') (frame.target as unknown[]).push(field.convert(text))
    else assign(frame.target as Target, this.#leafName, field, text)
  }

  #openRaw(into: RawFields, name: string, attributes: Attributes): void {
    const target = withoutPrototype<RawValue>()
    for (const [key, value] of Object.entries(attributes)) target[`@${key}`] = value
    this.#push(plainFrame('raw', target, into, name))
  }

  #closeFrame(): void {
    const frame = this.#frames.pop()
    this.#top = this.#frames.at(-1)
    // The root waits for the verdict: a refusal lacks everything that a success must have.
    if (frame?.into === undefined) return
    if (frame.kind === 'raw')
      closeRaw(frame.into as RawFields, frame.property, frame.target as RawFields, frame.ownText)
    else closeObject(frame, frame.into)
  }
}

const noShape: AnyShape = shape({})
const mapEntry: Field = { kind: 'scalar', convert: (text) => text }
const ignored: Field = { kind: 'map' }

function objectFrame(shape: AnyShape, target: Target, property: string, into: Frame['into']): Frame {
  return { kind: 'object', target, into, property, shape, item: undefined, of: undefined, ownText: '' }
}

function listFrame(item: string, of: Field, target: unknown[]): Frame {
  return { kind: 'list', target, into: undefined, property: '', shape: noShape, item, of, ownText: '' }
}

function plainFrame(kind: 'map' | 'raw', target: Target, into: Frame['into'], property: string): Frame {
  return { kind, target, into, property, shape: noShape, item: undefined, of: undefined, ownText: '' }
}

function closeObject({ shape, target: filled, property, ownText }: Frame, into: Target | unknown[]): void {
  const target = filled as Target
  const own = shape.fields.get('#text')
  if (own?.kind === 'scalar') assign(target, own.property, own, ownText.trim())
  complete(shape, target)
  if (Array.isArray(into)) into.push(target)
  else into[property] = target
}

/** Makes values with their lists and maps, all empty. */
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
export function addRaw(target: RawFields, name: string, value: RawValue): void {
  const present = target[name]
  if (present === undefined) target[name] = value
  else if (Array.isArray(present)) present.push(value)
  else target[name] = [present, value]
}

function closeRaw(into: RawFields, name: string, target: RawFields, ownText: string): void {
  const text = ownText.trim()
  if (Object.keys(target).length === 0) addRaw(into, name, text)
  else {
    if (text !== '') target['#text'] = text
    addRaw(into, name, target)
  }
}

function readAttributes(shape: AnyShape, target: Target, attributes: Attributes): void {
  for (const name in attributes) {
    const value = attributes[name] as string
    const field = shape.attributes.get(name)
    if (field?.kind === 'scalar') assign(target, field.property, field, value.trim())
    else rawOf(target)[`@${name}`] = value
  }
}
