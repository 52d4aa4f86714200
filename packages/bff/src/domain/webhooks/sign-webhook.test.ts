import { randomBytes } from 'node:crypto'
import fc from 'fast-check'
import { Webhook } from 'standardwebhooks'
import { describe, expect, it } from 'vitest'
import { Secret } from '../../config/secret.ts'
import { readWebhookKey } from '../../config/webhook-key.ts'
import { signWebhook } from './sign-webhook.ts'

const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`
const keyOf = (secret: string) => readWebhookKey(new Secret(secret))!
const secret = newSecret()
const message = { messageId: 'msg_1', body: JSON.stringify({ type: 'meeting.ended', data: { room: 'Ünïcode 🎓' } }) }

describe('signWebhook', () => {
  it('SSRF-7: the public verifier accepts what we sign, whatever the body', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        const body = JSON.stringify({ text })
        const headers = { ...signWebhook({ messageId: 'msg_p', body }, [keyOf(secret)], Date.now()) }
        expect(new Webhook(secret).verify(body, headers)).toEqual({ text })
      }),
      { numRuns: 200 },
    )
  })

  it('SSRF-7: a receiver with either key accepts it while the key rotates, one with neither does not', () => {
    const [current, previous, foreign] = [newSecret(), newSecret(), newSecret()]
    const headers = { ...signWebhook(message, [keyOf(current), keyOf(previous)], Date.now()) }
    expect(headers['webhook-signature'].split(' ')).toHaveLength(2)
    for (const known of [current, previous]) new Webhook(known).verify(message.body, headers)
    expect(() => new Webhook(foreign).verify(message.body, headers)).toThrow()
  })

  it('SSRF-7: the public verifier refuses another id, time or body', () => {
    const headers = { ...signWebhook(message, [keyOf(secret)], Date.now()) }
    const receiver = new Webhook(secret)
    const earlier = String(Number(headers['webhook-timestamp']) - 1)
    expect(() => receiver.verify(message.body, { ...headers, 'webhook-id': 'msg_2' })).toThrow()
    expect(() => receiver.verify(message.body, { ...headers, 'webhook-timestamp': earlier })).toThrow()
    expect(() => receiver.verify(`${message.body} `, headers)).toThrow()
    const late = { ...signWebhook(message, [keyOf(secret)], Date.now() - 301_000) }
    expect(() => receiver.verify(message.body, late)).toThrow()
  })
})

describe('readWebhookKey', () => {
  it.each([
    ['no prefix', randomBytes(32).toString('base64')],
    ['too few bytes', `whsec_${randomBytes(23).toString('base64')}`],
    ['too many bytes', `whsec_${randomBytes(65).toString('base64')}`],
    ['no base64', 'whsec_not-base64-at-all-but-long-enough-to-be-it'],
  ])('refuses a secret with %s', (_name, text) => {
    expect(readWebhookKey(new Secret(text))).toBeUndefined()
  })
})
