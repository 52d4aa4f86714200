import { BbbInvalidConfiguration } from '../errors/invalid-input.ts'

/** The secrets a callback may be signed with: one, or current and previous ones. */
export type Secrets = string | readonly string[]

/** Blanks around a secret are an operator's slip, here as for the client. An empty one would verify anything. */
export function secretsToTry(secrets: Secrets): readonly string[] {
  const all = (typeof secrets === 'string' ? [secrets] : secrets).map((secret) => secret.trim())
  if (all.length === 0 || all.includes('')) {
    throw new BbbInvalidConfiguration({ option: 'secrets', rule: 'must hold at least one text, and no empty one' })
  }
  return all
}
