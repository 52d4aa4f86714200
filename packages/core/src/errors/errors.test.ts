import { inspect } from 'node:util'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { sampleAnswers } from '../shared-vectors.test-support.ts'
import { BbbError } from './bbb-error.ts'
import { BbbCallFailed, BbbSecretRefused, callFailed } from './call-failed.ts'
import { BbbCallbackRefused } from './callback-refused.ts'
import { BbbInvalidConfiguration, BbbInvalidRequest } from './invalid-input.ts'
import { meaningOf } from './message-keys.ts'
import { BbbResponseUnreadable } from './response-unreadable.ts'
import {
  BbbAborted,
  BbbCertificateRefused,
  BbbCircuitOpen,
  BbbRateLimited,
  BbbRedirectRefused,
  BbbTimeout,
  BbbUnreachable,
} from './transport-errors.ts'

const fromTransport = [
  BbbUnreachable,
  BbbCertificateRefused,
  BbbCircuitOpen,
  BbbRateLimited,
  BbbRedirectRefused,
  BbbTimeout,
  BbbAborted,
]

describe('every error', () => {
  it('SIGN-8: shows no secret of what caused it, in any form', () => {
    const canary = 'https://bbb.example.org/bigbluebutton/api/join?fullName=Ada+Lovelace&checksum=c0ffee'
    const cause = Object.assign(
      new TypeError(`Failed to parse URL from ${canary}`, {
        cause: Object.assign(new Error(canary), { code: canary, hostname: canary }),
      }),
      { input: canary },
    )
    const errors = [
      ...fromTransport.map((Kind) => new Kind({ callName: 'join', cause })),
      new BbbResponseUnreadable({ callName: 'join', reason: 'malformed', cause }),
      new BbbUnreachable({ cause: new Error(canary) }),
      new BbbUnreachable({ cause: canary }),
      new BbbUnreachable({ cause: { code: canary } }),
      new BbbUnreachable({ cause: Object.assign(new Error('x'), { name: canary }) }),
      callFailed({ callName: 'join', messageKey: canary, bbbMessage: canary }),
      callFailed({ callName: 'join', messageKey: 'checksumError', bbbMessage: canary }),
      new BbbInvalidRequest({ parameter: canary, rule: 'is wrong' }),
      new BbbInvalidConfiguration({ option: 'baseUrl', rule: 'is wrong' }),
      new BbbCallbackRefused('signature'),
    ]
    for (const error of errors) {
      const forms = [
        inspect(error, { depth: 9, showHidden: true }),
        JSON.stringify(error),
        String(error),
        error.message,
        error.stack ?? '',
        JSON.stringify(Object.fromEntries(Object.entries(error))),
        inspect(error.cause, { depth: 9 }),
      ]
      expect(forms.join('\n')).not.toMatch(/c0ffee|Lovelace|bbb\.example/)
    }
    expect(errors).toHaveLength(17)
  })
  it('says what went wrong below it', () => {
    const refused = new TypeError('fetch failed', {
      cause: Object.assign(new Error('connect'), { code: 'ECONNREFUSED' }),
    })
    expect(new BbbUnreachable({ cause: refused }).cause).toBe('ECONNREFUSED')
    expect(new BbbUnreachable({ cause: new RangeError('x') }).cause).toBe('RangeError')
    expect(new BbbUnreachable({ cause: 7 }).cause).toBe('unknown cause')
    const inner = new BbbTimeout({ callName: 'end' })
    expect(new BbbUnreachable({ cause: inner }).cause).toBe(inner)
    expect(new BbbTimeout({})).not.toHaveProperty('cause')
  })
  it('has a code, a name and one base', () => {
    const codes = fromTransport
      .map((Kind) => new Kind({ callName: 'end' }))
      .map((error) => [error.name, error.code, error.kind, error.retryable, error.messageIsForPeople])
    expect(codes).toEqual([
      ['BbbUnreachable', 'BBB_UNREACHABLE', 'temporary', true, true],
      ['BbbCertificateRefused', 'BBB_CERTIFICATE_REFUSED', 'protocol', false, false],
      ['BbbCircuitOpen', 'BBB_CIRCUIT_OPEN', 'temporary', true, true],
      ['BbbRateLimited', 'BBB_RATE_LIMITED', 'temporary', true, true],
      ['BbbRedirectRefused', 'BBB_REDIRECT_REFUSED', 'protocol', false, false],
      ['BbbTimeout', 'BBB_TIMEOUT', 'temporary', true, true],
      ['BbbAborted', 'BBB_ABORTED', 'other', false, false],
    ])
    expect(new BbbCallbackRefused('claims')).toBeInstanceOf(BbbError)
    expect(callFailed({ callName: 'end', messageKey: 'checksumError' })).toBeInstanceOf(BbbSecretRefused)
    expect(callFailed({ callName: 'end', messageKey: 'notFound' })).not.toBeInstanceOf(BbbSecretRefused)
    expect(
      JSON.parse(JSON.stringify(callFailed({ callName: 'end', messageKey: 'notFound', httpStatus: 200 }))),
    ).toEqual({
      name: 'BbbCallFailed',
      message: 'BBB does not know it (any more).',
      code: 'BBB_CALL_FAILED',
      kind: 'notFound',
      callName: 'end',
      messageKey: 'notFound',
      retryable: false,
      messageIsForPeople: false,
      httpStatus: 200,
    })
  })
})

describe('message keys', () => {
  const kinds: Record<string, string[]> = {
    auth: ['checksumError', 'missingSession'],
    invalidRequest: [
      'validationError',
      'missingParamMeetingID',
      'missingParameterMeetingID',
      'unsupportedContentType',
      'parentMeetingIdMissing',
      'MissingParam',
      'missingParamFullName',
      'Params required',
      'invalidPassword',
      'missingParamRecordID',
      'missingParamPublish',
      'paramError',
      'invalidKind',
      'invalidLang',
      'empty_uploaded_text_track',
      'missingParameters',
      'sizeError',
      'clientError',
      'missingParamCallbackURL',
      'missingParamHookID',
    ],
    conflict: [
      'idNotUnique',
      'nonUniqueVoiceBridge',
      'NotUniqueMeetingID',
      'mismatchCreateTimeParam',
      'mismatchCreateTime',
    ],
    notFound: [
      'notFound',
      'invalidMeetingIdentifier',
      'invalidMeetingId',
      'recordingNotFound',
      'noRecordings',
      'noCaptionsFound',
      'parentMeetingDoesNotExist',
      'destroyMissingHook',
    ],
    ended: ['meetingForciblyEnded'],
    denied: ['guestDeniedAccess', 'guestDeny', 'guestInvalid', 'guestWait', 'seatWait', 'invalidResponse'],
    full: ['maxParticipantsReached'],
    temporary: ['internalError', 'serverUnavailable', 'serverTagUnavailable', 'b3scale_server_error'],
    unsupported: ['unsupportedRequest', 'notImplemented', 'apiNotEnabled', 'configNotFound'],
    other: ['upload_text_track_failed', 'createHookError', 'listHookError', 'destroyHookError'],
  }
  it.for(Object.entries(kinds))('mean %s', ([kind, keys]) => {
    expect(keys.map((key) => [key, meaningOf(key).kind])).toEqual(keys.map((key) => [key, kind]))
    for (const key of keys) expect(meaningOf(key).message).toMatch(/\.$/)
  })
  it('are all known, of those that the samples hold', () => {
    const failed = sampleAnswers.filter(
      ({ expected }) => expected.returncode !== 'SUCCESS' && (expected.messageKey ?? '') !== '',
    )
    expect(
      failed.filter(({ expected }) => meaningOf(expected.messageKey ?? '').message === 'BBB refused the call.'),
    ).toEqual([])
  })
  it('that are unknown mean a refusal, and nothing breaks', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (messageKey) => {
        const error = callFailed({ callName: 'end', messageKey })
        expect(error.code === 'BBB_CALL_FAILED' || messageKey === 'checksumError').toBe(true)
        expect(error.messageKey ?? messageKey).toBe(messageKey)
      }),
    )
    expect(meaningOf(undefined).kind).toBe('other')
    expect(meaningOf('__proto__').kind).toBe('other')
    expect(new BbbCallFailed({ callName: 'end', messageKey: 'x'.repeat(65) }).messageKey).toBeUndefined()
    expect(new BbbCallFailed({ callName: 'end', messageKey: 'x'.repeat(64) }).messageKey).toBe('x'.repeat(64))
  })
  it('that say too little are read with their text', () => {
    const kindOf = (messageKey: string | undefined, bbbMessage: string) =>
      new BbbCallFailed({ callName: 'x', messageKey, bbbMessage }).kind
    expect(kindOf('validationError', 'A meeting with that ID does not exist')).toBe('notFound')
    expect(kindOf(undefined, 'Meeting with id [nope] not found.')).toBe('notFound')
    expect(kindOf('validationError', 'too long')).toBe('invalidRequest')
    expect(kindOf('idNotUnique', 'not found')).toBe('conflict')
    expect(kindOf('b3scale_server_error', 'unknown resource "hooks"')).toBe('unsupported')
    expect(kindOf('b3scale_server_error', 'no backends available')).toBe('temporary')
  })
  it('tell what a person may read', () => {
    const forPeople = Object.values(kinds)
      .flat()
      .filter((key) => meaningOf(key).forPeople)
    expect(forPeople.toSorted()).toEqual([
      'b3scale_server_error',
      'guestDeniedAccess',
      'guestDeny',
      'guestInvalid',
      'guestWait',
      'internalError',
      'invalidMeetingId',
      'invalidMeetingIdentifier',
      'invalidResponse',
      'maxParticipantsReached',
      'meetingForciblyEnded',
      'mismatchCreateTime',
      'mismatchCreateTimeParam',
      'missingSession',
      'seatWait',
      'serverUnavailable',
    ])
  })
})

describe('an unreadable answer', () => {
  it.for([
    [undefined, true],
    [200, true],
    [302, true],
    [399, true],
    [400, false],
    [401, false],
    [404, false],
    [408, true],
    [413, false],
    [425, true],
    [429, true],
    [499, false],
    [500, true],
    [504, true],
  ] as const)('with status %s is worth another try: %s', ([httpStatus, retryable]) => {
    const error = new BbbResponseUnreadable({ reason: 'html', httpStatus })
    expect([error.retryable, error.kind]).toEqual([retryable, retryable ? 'temporary' : 'protocol'])
  })
})
