import { type Answer, fail, html, nginxPage, type PlainAnswer } from '../answer.ts'
import type { Fault } from '../faults.ts'
import type { Profile } from '../profiles/profile.ts'

const LANDING_PAGE = `<!DOCTYPE html>
<html lang="en"><head><meta charset="utf-8"><title>BigBlueButton</title></head><body><h1>Welcome</h1><p>Please sign in<br>&nbsp;&copy;</body></html>
`

const plain = (status: number, headers: PlainAnswer['headers'], body: PlainAnswer['body']): PlainAnswer => ({
  kind: 'plain',
  status,
  headers,
  body,
})

/** What a fault answers in the server's stead; `undefined` where the server's own answer is used. */
export function faultAnswer(fault: Fault, profile: Profile): Answer | undefined {
  switch (fault.kind) {
    case 'status':
      return nginxPage(fault.status, fault.retryAfter === undefined ? {} : { 'Retry-After': String(fault.retryAfter) })
    case 'html':
      return html(LANDING_PAGE)
    case 'empty':
      return plain(200, { 'Content-Type': 'text/xml;charset=utf-8' }, '')
    case 'redirect':
      return plain(fault.status ?? 302, { Location: fault.location }, '')
    case 'body':
      return plain(fault.status ?? 200, { 'Content-Type': fault.contentType ?? 'text/xml;charset=utf-8' }, fault.body)
    case 'checksumError':
      return profile.checksumFailed('wrong')
    case 'failed':
      return fail(fault.messageKey, fault.message ?? 'Something went wrong')
    case 'hang':
    case 'reset':
      return plain(200, {}, '')
    case 'delay':
    case 'drip':
    case 'cut':
    case 'answerForAnother':
    case 'duplicates':
    case 'foreignRecordings':
    case 'pretend':
      return undefined
  }
}
