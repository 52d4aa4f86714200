import { readFileSync } from 'node:fs'

/** A small file's text without white space around it; `undefined` when it is missing, unreadable or empty. */
export function readTextFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim() || undefined
  } catch {
    return undefined
  }
}
