import { type Answer, fail, nginxPage } from '../answer.ts'
import { type Call, contentTypesOf } from '../calls/call.ts'
import { type ChecksumVerdict, judgeChecksum, withoutChecksum } from '../checksum.ts'
import type { World } from '../world.ts'
import { type BbbRequest, mediaType } from './read-request.ts'

/** Routes one request to its call, once method, body type and checksum are found right. */
export async function answerCall(
  world: World,
  callName: string,
  request: BbbRequest,
  { pretend }: { readonly pretend: boolean },
): Promise<Answer> {
  const { profile } = world
  const call = Object.hasOwn(profile.calls, callName) ? profile.calls[callName] : undefined
  const isAbsent = callName.startsWith('hooks/') && !world.settings.webhooks
  if (!call || isAbsent) return profile.unknownCall(callName)
  if (!call.methods.includes(request.method as 'GET')) return nginxPage(405, { Allow: call.methods.join(', ') })
  if (!hasAcceptedBody(world, call, request)) {
    return fail('unsupportedContentType', 'POST request Content-Type is missing or unsupported')
  }
  return (
    checksumProblem(world, callName, call, request) ?? call.answer({ world, request, params: request.params, pretend })
  )
}

function hasAcceptedBody(world: World, call: Call, { method, body, contentType }: BbbRequest): boolean {
  if (method !== 'POST' || body.length === 0) return true
  const isXmlWithParameters = /xml\s*;/i.test(contentType ?? '')
  if (isXmlWithParameters && world.quirks.has('no-charset')) return false
  return contentTypesOf(call).includes(mediaType(contentType))
}

function checksumProblem(world: World, callName: string, call: Call, request: BbbRequest): Answer | undefined {
  if (call.checksum === 'none') return undefined
  const verdict = request.hasParameterTwice ? 'wrong' : judge(world, callName, call, request)
  if (verdict === 'right') return undefined
  if (call.checksum === 'api') return world.profile.checksumFailed(verdict === 'missing' ? 'missing' : 'wrong')
  if (verdict === 'length') return nginxPage(500)
  return fail('checksumError', 'You did not pass the checksum security check.', 'hooks')
}

function judge(world: World, callName: string, call: Call, request: BbbRequest): ChecksumVerdict {
  const { secrets, algorithms, quirks } = world
  const checksum = request.params.get('checksum')
  const signed = signedQuery(world, request)
  const rawQuery = quirks.has('reencoded-query')
    ? new URLSearchParams(withoutChecksum(signed, checksum ?? '')).toString()
    : signed
  return judgeChecksum({ callName, rawQuery, checksum, secrets, algorithms, ignoreCase: call.checksum === 'api' })
}

/** The text that stands for the query when a form came to an address without one. */
function signedQuery(world: World, request: BbbRequest): string {
  if (request.rawQuery !== '' || mediaType(request.contentType) !== 'application/x-www-form-urlencoded') {
    return request.rawQuery
  }
  if (world.quirks.has('sorted-forms') || world.profile.formBodies === 'sorted') {
    const pairs = [...new URLSearchParams(request.body.toString('utf8'))].filter(([name]) => name !== 'checksum')
    return new URLSearchParams(pairs.sort(([a], [b]) => (a < b ? -1 : 1))).toString()
  }
  return world.profile.formBodies === 'verbatim' ? request.body.toString('utf8') : ''
}
