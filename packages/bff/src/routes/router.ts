import { problemSchema } from '@bbb-room/bff-api'
import { OpenAPIHono, type Hook } from '@hono/zod-openapi'
import type { z } from 'zod'
import type { BffEnv } from '../bff-env.ts'
import { BffFailure } from '../failure.ts'

/** A router whose routes are validated by their schemas; what does not fit is a failure of ours. */
export function createRouter(): OpenAPIHono<BffEnv> {
  return new OpenAPIHono<BffEnv>({ defaultHook: refuseInvalid })
}

/** An address that cannot be one of ours never existed; anything else that does not fit is named, without its value. */
const refuseInvalid: Hook<unknown, BffEnv, string, unknown> = (result) => {
  if (result.success) return
  if (result.target === 'param') throw new BffFailure('NOT_FOUND')
  throw new BffFailure('INVALID_REQUEST', { fields: result.error.issues.map(fieldOf) })
}

function fieldOf(issue: z.core.$ZodIssue): { path: string; message: string } {
  const path = issue.path.join('.')
  switch (issue.code) {
    case 'unrecognized_keys':
      return { path, message: 'has a field that is not known' }
    case 'invalid_type':
      return { path, message: `must be of type ${issue.expected}` }
    default:
      return { path, message: issue.code.replaceAll('_', ' ') }
  }
}

/** An answer with a JSON body, for the OpenAPI document. */
export function json<S extends z.ZodType>(description: string, schema: S) {
  return { description, content: { 'application/json': { schema } } }
}

/** The failures a route may answer with besides those of every route. */
export function problem(description: string) {
  return { description, content: { 'application/problem+json': { schema: problemSchema } } }
}

/** What every authenticated route may answer with. */
export const commonFailures = {
  400: problem('The request does not fit.'),
  401: problem('No valid access token.'),
  403: problem('Not allowed, or from a page that is not registered.'),
  404: problem('Nothing that this token may know of.'),
  429: problem('Too many requests.'),
  503: problem('BBB or the store is away; `retry_after` says when to ask again.'),
}

export const bearer = [{ accessToken: [] }]
