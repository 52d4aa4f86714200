import { describe, expect, it } from 'vitest'
import { verifyRecordingReady } from '../callbacks/recording-ready.ts'
import { callDefinitions } from '../calls/index.ts'
import { normaliseBaseUrl } from './base-url.ts'
import type { ChecksumAlgorithm } from './checksum.ts'
import { writeModules } from './modules-xml.ts'
import { collectParameters } from './parameters.ts'
import { signCall } from './sign-call.ts'

const baseUrl = 'https://bbb.example.org/bigbluebutton'
const room = { meetingID: 'algebra-101', name: 'Algebra' }
const create = (changes: object) => () => collectParameters('create', definition('create'), { ...room, ...changes })
const definition = (callName: string) => callDefinitions.get(callName)?.parameters ?? {}
const sign = (changes: object) => () => signCall({ baseUrl, callName: 'end', secret: 'a secret', ...changes })
const presentation = (document: { url?: string; filename?: string; content?: string }) => () =>
  writeModules('create', { presentations: [{ filename: 'a.pdf', ...document } as never] })

describe('a refusal says what is wrong and how it has to be', () => {
  it.for<[string, () => unknown]>([
    ['algorithm must be sha256, sha384 or sha512.', sign({ algorithm: 'md5' as ChecksumAlgorithm })],
    ['algorithm is SHA-1, which needs dangerouslyAllowSha1.', sign({ algorithm: 'sha1' })],
    ['secret must not be empty.', sign({ secret: '' })],
    ['callName must be the name of a call.', sign({ callName: 'end?' })],
    ['params must not hold a name that ends in checksum.', sign({ params: { checksum: 'x' } })],
    ['baseUrl must be an absolute address.', () => normaliseBaseUrl('/bigbluebutton')],
    ['baseUrl must be https; plain http needs dangerouslyAllowHttp.', () => normaliseBaseUrl('http://x.org')],
    ['baseUrl must not hold a user name or password.', () => normaliseBaseUrl('https://me@x.org')],
    ['baseUrl must not hold a query or fragment.', () => normaliseBaseUrl('https://x.org/?a')],
    ['name is required.', () => collectParameters('create', definition('create'), { meetingID: 'm1' })],
    ['nonsense is not a parameter of this call.', create({ nonsense: 1 })],
    ['record must be true or false.', create({ record: 'yes' })],
    ['guestPolicy must be one of ', create({ guestPolicy: 'always' })],
    [', ALWAYS_DENY', create({ guestPolicy: 'always' })],
    [
      'disabledFeatures must be a list of texts without commas and control characters.',
      create({ disabledFeatures: 7 }),
    ],
    ['logoutURL must be an absolute http or https address of at most 4096 characters.', create({ logoutURL: '/bye' })],
    ['groups must be an object or array.', create({ groups: 7 })],
    ['meta must be an object or a Map.', create({ meta: 'text' })],
    ['meta must be an object or a Map.', create({ meta: 7 })],
    ['meta must not hold a name that ends in checksum.', create({ meta: { 'my-checksum': 'x' } })],
    ['meta must not hold the same key twice, in whatever case.', create({ meta: { a: 'x', A: 'y' } })],
    ['filename must not be empty.', presentation({ filename: '', content: 'eA==' })],
    ['url must be an absolute http or https address.', presentation({ url: 'file:///etc/passwd' })],
    ['must not hold characters that XML forbids.', presentation({ url: 'https://x.org/a.pdf', filename: 'a\u0000' })],
  ])('%s', ([message, refused]) => {
    expect(refused).toThrow(message)
  })
  it('secrets must hold at least one text, and no empty one.', async () => {
    for (const secrets of [[], ['']]) {
      await expect(verifyRecordingReady('a.b.c', secrets)).rejects.toThrow(
        'secrets must hold at least one text, and no empty one.',
      )
    }
  })
})

describe('an address', () => {
  it.for(['http://x.org/', 'https://x.org/', 'HTTPS://x.org/'])('may be %s', (logoutURL) => {
    expect(create({ logoutURL })()).toContainEqual(['logoutURL', logoutURL])
    expect(presentation({ url: logoutURL })).not.toThrow()
  })
  it.for(['xhttps://x.org/', 'httpsx://x.org/', 'httpx://x.org/', 'ftp://x.org/'])('may not be %s', (logoutURL) => {
    expect(create({ logoutURL })).toThrow('logoutURL')
    expect(presentation({ url: logoutURL })).toThrow('url')
  })
})

it('a list is refused for one bad item among good ones, and a map leaves out what is null', () => {
  expect(create({ disabledFeatures: ['chat', 'a,b'] })).toThrow('disabledFeatures')
  expect(create({ meta: { a: null, b: undefined, c: 'x' } })()).toEqual([
    ['meetingID', 'algebra-101'],
    ['name', 'Algebra'],
    ['meta_c', 'x'],
  ])
})
