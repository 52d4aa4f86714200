import { createHash, createHmac } from 'node:crypto'
import type { Answer, Client } from './client.ts'
import type { World } from './world.ts'

/** Sends one callback. @param recordID what a recording is told of as, where it is of one */
type Send = (recordID: string) => Promise<Answer>

/** What BBB would send of the first tenant's first meeting, with its secret and to the addresses that it was given. */
export function genuineCallbacks(
  { tenants, replicas, origin }: World,
  client: Client,
): Record<'meeting-ended' | 'recording-ready' | 'webhook', Send> {
  const { bbbSecret, bbb, id } = tenants[0]!
  const [created] = bbb.journal.of('create')
  const { meetingID = '', meetingEndedURL = '' } = created?.params ?? {}
  const post = (path: string, fields: Record<string, string>) =>
    client.request(replicas[0]!, 'POST', path, { body: new URLSearchParams(fields) })
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  return {
    'meeting-ended': () => client.request(replicas[0]!, 'GET', meetingEndedURL.split('/v1')[1] ?? ''),
    'recording-ready': (recordID) => {
      const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ meeting_id: meetingID, record_id: recordID })}`
      const mac = createHmac('sha256', bbbSecret).update(text).digest('base64url')
      return post('/callbacks/recording-ready', { signed_parameters: `${text}.${mac}` })
    },
    webhook: (recordID) => {
      const attributes = { meeting: { 'external-meeting-id': meetingID }, 'record-id': recordID }
      const event = JSON.stringify([{ data: { type: 'event', id: 'rap-published', attributes, event: { ts: 1 } } }])
      const fields = { domain: 'bbb.example', event, timestamp: '1' }
      const checksum = createHash('sha256')
        .update(`${origin}/t/${id}/v1/callbacks/webhook${new URLSearchParams(fields).toString()}${bbbSecret}`)
        .digest('hex')
      return post(`/callbacks/webhook?checksum=${checksum}`, fields)
    },
  }
}
