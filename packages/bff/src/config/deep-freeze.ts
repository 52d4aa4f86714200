import { Secret } from './secret.ts'

/** Freezes plain objects and arrays all the way down. Secrets, maps and keys stay as they are: their types are closed. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== 'object' || value === null || value instanceof Secret || Object.isFrozen(value)) return value
  if (!Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype) return value
  for (const member of Object.values(value)) deepFreeze(member)
  return Object.freeze(value)
}
