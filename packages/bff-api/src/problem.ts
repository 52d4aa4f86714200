import { z } from 'zod'

/**
 * Every failure the BFF answers with, and its HTTP status. Codes are API: they are added, never renamed.
 * A room that is not open yet, full or over is not here: those are {@link JoinState states}.
 */
export const failureStatus = {
  INVALID_REQUEST: 400,
  TOKEN_MISSING: 401,
  TOKEN_INVALID: 401,
  TOKEN_EXPIRED: 401,
  SIGN_IN_NEEDED: 401,
  NOT_ALLOWED: 403,
  ORIGIN_NOT_ALLOWED: 403,
  ACCESS_CODE_WRONG: 403,
  SIGN_IN_FAILED: 403,
  TICKET_INVALID: 403,
  TICKET_EXPIRED: 403,
  TICKET_USED: 403,
  NOT_FOUND: 404,
  METHOD_NOT_ALLOWED: 405,
  CONFLICT: 409,
  MEETING_REPLACED: 409,
  BODY_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  MISDIRECTED_REQUEST: 421,
  IDEMPOTENCY_KEY_REUSED: 422,
  CAPTIONS_INVALID: 422,
  RATE_LIMITED: 429,
  INTERNAL_ERROR: 500,
  NOT_SUPPORTED_BY_BBB: 501,
  BBB_REFUSED: 502,
  BBB_SECRET_REFUSED: 503,
  BBB_UNAVAILABLE: 503,
  SIGN_IN_UNAVAILABLE: 503,
  STORE_UNAVAILABLE: 503,
  CALLBACK_UNVERIFIED: 503,
  OVERLOADED: 503,
} as const

export type FailureCode = keyof typeof failureStatus

export const failureCodes = Object.keys(failureStatus) as [FailureCode, ...FailureCode[]]

/**
 * The body of every failure, `application/problem+json`.
 * @see https://www.rfc-editor.org/rfc/rfc9457
 */
export const problemSchema = z.object({
  type: z.string().meta({ description: 'Address of the documentation of this code, or `about:blank`.' }),
  title: z.string().meta({ description: 'One sentence, English, safe to show.' }),
  status: z.int().min(400).max(599),
  code: z.enum(failureCodes).meta({ description: 'Stable: branch on this.' }),
  detail: z.string().optional().meta({ description: 'What to do about it. Never a name, token or address.' }),
  request_id: z.string().meta({ description: 'Stands in the logs of the BFF too.' }),
  retryable: z.boolean().meta({ description: 'Whether the same request can succeed later, unchanged.' }),
  retry_after: z.int().min(0).optional().meta({ description: 'Seconds; equals the `Retry-After` header.' }),
  server_time: z.string().optional().meta({ description: 'With token failures: the BFF clock, to find a wrong one.' }),
  errors: z
    .array(
      z.object({
        path: z.string(),
        message: z.string(),
        line: z.int().min(1).optional().meta({ description: 'In a text of several lines: which.' }),
        rule: z.string().optional().meta({ description: 'With CAPTIONS_INVALID: one of `captionRuleSchema`.' }),
      }),
    )
    .optional()
    .meta({ description: 'With INVALID_REQUEST and CAPTIONS_INVALID: what was wrong, and where. Never the value.' }),
})

export type Problem = z.infer<typeof problemSchema>
