import type { IncomingMessage } from 'node:http'

/** A request as the server understood it. */
export interface BbbRequest {
  readonly method: string
  readonly path: string
  /** As it came, still encoded, without the question mark. */
  readonly rawQuery: string
  readonly headers: Readonly<Record<string, string>>
  readonly contentType: string | undefined
  readonly body: Buffer
  /** Query and form parameters, decoded, rid of control characters and trimmed. The first of a name counts. */
  readonly params: ReadonlyMap<string, string>
  /** A form sent one of the query's parameters again. */
  readonly hasParameterTwice: boolean
  /** The text of each file of a multipart form, by field name. */
  readonly files: ReadonlyMap<string, string>
}

/** Bodies above this are cut off with 413, as by the web server in front. */
const BODY_LIMIT = 32 * 1024 * 1024

/** The body was too big. */
export class BodyTooLarge extends Error {}

/** @throws {BodyTooLarge} */
export async function readRequest(message: IncomingMessage): Promise<BbbRequest> {
  const target = message.url ?? '/'
  const at = target.indexOf('?')
  const path = at === -1 ? target : target.slice(0, at)
  const rawQuery = at === -1 ? '' : target.slice(at + 1)
  const headers = Object.fromEntries(
    Object.entries(message.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  )
  const body = await readBody(message)
  const contentType = headers['content-type']
  const form = await readForm(contentType, body)

  const query = new URLSearchParams(rawQuery)
  const params = new Map<string, string>()
  const parameters = [...query, ...form.fields]
  for (const [name, value] of parameters) if (!params.has(name)) params.set(name, clean(value))
  return {
    method: message.method ?? 'GET',
    path,
    rawQuery,
    headers,
    contentType,
    body,
    params,
    hasParameterTwice: form.fields.some(([name]) => query.has(name)),
    files: form.files,
  }
}

const clean = (value: string) => value.replace(/\p{Cc}/gu, '').trim()

async function readBody(message: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of message as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > BODY_LIMIT) throw new BodyTooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** The part of a Content-Type that names the type. */
export const mediaType = (contentType: string | undefined): string =>
  (contentType?.split(';')[0] ?? '').trim().toLowerCase()

async function readForm(
  contentType: string | undefined,
  body: Buffer,
): Promise<{ fields: [string, string][]; files: Map<string, string> }> {
  const files = new Map<string, string>()
  const fields: [string, string][] = []
  const type = mediaType(contentType)
  if (type === 'application/x-www-form-urlencoded') {
    fields.push(...new URLSearchParams(body.toString('utf8')))
  } else if (type === 'multipart/form-data') {
    const message = new Response(new Uint8Array(body), { headers: { 'Content-Type': contentType ?? '' } })
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- discouraged for servers; bodies here are small
    const form = await message.formData().catch(() => new FormData())
    for (const [name, value] of form) {
      if (typeof value === 'string') fields.push([name, value])
      else files.set(name, await value.text())
    }
  }
  return { fields, files }
}

/** @returns the value of a cookie sent with the request */
export function cookieOf(request: BbbRequest, name: string): string | undefined {
  const pairs = (request.headers['cookie'] ?? '').split(';').map((pair) => pair.trim())
  return pairs.find((pair) => pair.startsWith(`${name}=`))?.slice(name.length + 1)
}
