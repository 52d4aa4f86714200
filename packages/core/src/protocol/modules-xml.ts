import XMLBuilder from 'fast-xml-builder'
import { BbbInvalidRequest } from '../errors/invalid-input.ts'

/** A document for the presentation area. BBB fetches `url` itself, or takes `content`. */
export type PresentationDocument = {
  /** Needs an extension that BBB can convert: pdf, pptx, odp, png, … */
  filename: string
  /** Shown first. */
  current?: boolean
  /** May be downloaded by everyone. False unless given. */
  downloadable?: boolean
  /** May be removed from the meeting. True unless given. */
  removable?: boolean
} & (
  | {
      /** https, reachable by the BBB server; a short-lived address is best. */
      url: string
      content?: never
    }
  | {
      /** The file itself; 30 MB at most by BBB's default. */
      content: Uint8Array
      url?: never
    }
)

/** What travels in the body of `create` beside its parameters. */
export interface CreateModules {
  presentations?: readonly PresentationDocument[] | undefined
  /** Since 3.0: merged over the client's settings, where the operator allows it. */
  clientSettingsOverride?: Readonly<Record<string, unknown>> | undefined
  /** Since 3.0.33. */
  sharedNotesInitialContentJson?: Readonly<Record<string, unknown>> | undefined
  /** Since 3.0.33. */
  sharedNotesInitialContentMarkdown?: string | undefined
}

const builder = new XMLBuilder({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  textNodeName: '#text',
  suppressBooleanAttributes: false,
})

/**
 * Writes the XML body of `create` and `insertDocument`.
 * @returns `undefined` if there is nothing to send
 * @throws {BbbInvalidRequest} for a character that XML cannot hold, or an address that is not http or https
 * @see https://docs.bigbluebutton.org/development/api/#pre-upload-slides
 */
export function writeModules(callName: string, modules: CreateModules): string | undefined {
  const documents = (modules.presentations ?? []).map((document) => writeDocument(callName, document))
  const written: object[] = documents.length === 0 ? [] : [{ '@name': 'presentation', document: documents }]
  const { clientSettingsOverride, sharedNotesInitialContentJson, sharedNotesInitialContentMarkdown } = modules
  const texts = {
    clientSettingsOverride: clientSettingsOverride && JSON.stringify(clientSettingsOverride),
    sharedNotesInitialContentJson: sharedNotesInitialContentJson && JSON.stringify(sharedNotesInitialContentJson),
    sharedNotesInitialContentMarkdown,
  }
  for (const [name, content] of Object.entries(texts)) {
    if (content !== undefined) written.push({ '@name': name, '#text': xmlText(callName, name, content) })
  }
  return written.length === 0 ? undefined : builder.build({ modules: { module: written } })
}

function writeDocument(callName: string, document: PresentationDocument): object {
  const filename = xmlText(callName, 'filename', document.filename)
  if (filename.trim() === '')
    throw new BbbInvalidRequest({ callName, parameter: 'filename', rule: 'must not be empty' })
  const flags = {
    ...(document.current === undefined ? {} : { '@current': String(document.current) }),
    '@removable': String(document.removable ?? true),
    '@downloadable': String(document.downloadable ?? false),
  }
  if (document.content !== undefined) {
    return { '@name': filename, ...flags, '#text': Buffer.from(document.content).toString('base64') }
  }
  const url = xmlText(callName, 'url', document.url)
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new BbbInvalidRequest({ callName, parameter: 'url', rule: 'must be an absolute http or https address' })
  }
  return { '@url': url, '@filename': filename, ...flags }
}

// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const notForXml = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/u

function xmlText(callName: string, parameter: string, text: string): string {
  if (notForXml.test(text)) {
    throw new BbbInvalidRequest({ callName, parameter, rule: 'must not hold characters that XML forbids' })
  }
  return text
}
