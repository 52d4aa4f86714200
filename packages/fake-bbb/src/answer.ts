import { childText, parentElement, textElement, type XmlElement } from './xml/element.ts'

/**
 * Which part of the server made the document; each has its own layout. `template`: one element a line;
 * `crlfTemplate`: the same from a file with other line ends. `recordings`: the recordings writer. `fixed`: ready-made
 * text on one line. `hooks`: the webhooks process, one line too.
 */
export type XmlProducer = 'template' | 'crlfTemplate' | 'recordings' | 'fixed' | 'hooks'

/** A document with the root `response`. */
export interface XmlAnswer {
  readonly kind: 'xml'
  readonly producer: XmlProducer
  readonly root: XmlElement
  /** 200 unless given; a balancer's profile may change it. */
  readonly status?: number
  readonly headers?: Readonly<Record<string, string>>
}

/** `builder` indents by four; `library` writes one line and escapes `< > & ' =`. */
export interface JsonAnswer {
  readonly kind: 'json'
  readonly producer: 'builder' | 'library'
  readonly value: unknown
}

/** Bytes as they are: pages, redirects, errors of the web server in front. */
export interface PlainAnswer {
  readonly kind: 'plain'
  readonly status: number
  readonly headers: Readonly<Record<string, string | readonly string[]>>
  readonly body: string | Uint8Array
}

export type Answer = XmlAnswer | JsonAnswer | PlainAnswer

const response = (children: readonly (XmlElement | undefined)[]) => parentElement('response', children)

/** SUCCESS with these elements after the return code. */
export function succeed(children: readonly (XmlElement | undefined)[], producer: XmlProducer = 'template'): XmlAnswer {
  return { kind: 'xml', producer, root: response([textElement('returncode', 'SUCCESS'), ...children]) }
}

/** `messageKey` and `message`, in this order. */
export function messageElements(messageKey: string, message: string): XmlElement[] {
  return [textElement('messageKey', messageKey), textElement('message', message)]
}

/** FAILED with a key and an English text. */
export function fail(messageKey: string, message: string, producer: XmlProducer = 'template'): XmlAnswer {
  const children = [textElement('returncode', 'FAILED'), ...messageElements(messageKey, message)]
  return { kind: 'xml', producer, root: response(children) }
}

/** FAILED in the older shape: a list of errors and no key of its own. */
export function failWithErrors(errors: readonly { key: string; message: string }[]): XmlAnswer {
  const items = errors.map(({ key, message }) =>
    parentElement('error', [textElement('key', key), textElement('message', message)]),
  )
  const children = [textElement('returncode', 'FAILED'), parentElement('errors', items)]
  return { kind: 'xml', producer: 'template', root: response(children) }
}

/** `{"response":{…}}` */
export function json(producer: JsonAnswer['producer'], members: Readonly<Record<string, unknown>>): JsonAnswer {
  return { kind: 'json', producer, value: { response: members } }
}

/** A 302 that no cache keeps. */
export function redirect(location: string, headers: Readonly<Record<string, string>> = {}): PlainAnswer {
  return {
    kind: 'plain',
    status: 302,
    headers: { Location: location, 'Cache-Control': 'no-cache', ...headers },
    body: '',
  }
}

/** An HTML page that no cache keeps. */
export function html(body: string, headers: Readonly<Record<string, string>> = {}, status = 200): PlainAnswer {
  const own = { 'Content-Type': 'text/html; charset=utf-8', 'Cache-Control': 'no-store', ...headers }
  return { kind: 'plain', status, headers: own, body }
}

/** A text for people and tests to read. */
export function plainText(status: number, body: string): PlainAnswer {
  return { kind: 'plain', status, headers: { 'Content-Type': 'text/plain; charset=utf-8' }, body }
}

const NGINX_REASONS: Readonly<Record<number, string>> = {
  401: 'Authorization Required',
  403: 'Forbidden',
  404: 'Not Found',
  405: 'Not Allowed',
  413: 'Request Entity Too Large',
  414: 'Request-URI Too Large',
  429: 'Too Many Requests',
  500: 'Internal Server Error',
  502: 'Bad Gateway',
  503: 'Service Temporarily Unavailable',
  504: 'Gateway Time-out',
}

/** The web server's own error page. */
export function nginxPage(status: number, headers: Readonly<Record<string, string>> = {}): PlainAnswer {
  const title = `${status} ${NGINX_REASONS[status] ?? 'Error'}`
  const body = [
    '<html>',
    `<head><title>${title}</title></head>`,
    '<body>',
    `<center><h1>${title}</h1></center>`,
    '<hr><center>nginx</center>',
    '</body>',
    '</html>',
    '',
  ].join('\r\n')
  return { kind: 'plain', status, headers: { 'Content-Type': 'text/html', ...headers }, body }
}

/** @returns what the answer says of itself, for the journal and for choosing a status */
export function verdictOf(answer: Answer): { returncode: string | undefined; messageKey: string | undefined } {
  if (answer.kind === 'xml') {
    return { returncode: childText(answer.root, 'returncode'), messageKey: childText(answer.root, 'messageKey') }
  }
  if (answer.kind === 'plain') return { returncode: undefined, messageKey: undefined }
  const members = (answer.value as { response?: Record<string, unknown> }).response ?? {}
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined)
  return { returncode: text(members['returncode']), messageKey: text(members['messageKey']) }
}
