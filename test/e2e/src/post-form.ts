import { once } from 'node:events'
import { request, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'

/** Posts a form as a navigation would; `fetch` would say of itself that it is none. Redirects are not followed. */
export async function postForm(
  address: string,
  fields: Record<string, string>,
  origin: string | undefined,
): Promise<{ status: number; headers: IncomingHttpHeaders }> {
  const body = new URLSearchParams(fields).toString()
  const sent = request(address, {
    method: 'POST',
    headers: {
      'Content-Type': 'application/x-www-form-urlencoded',
      'Content-Length': Buffer.byteLength(body),
      ...(origin !== undefined && { Origin: origin }),
    },
  })
  sent.end(body)
  const [answer] = (await once(sent, 'response')) as [IncomingMessage]
  answer.resume()
  await once(answer, 'end')
  return { status: answer.statusCode ?? 0, headers: answer.headers }
}
