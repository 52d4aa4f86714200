import type { Kysely } from 'kysely'
import { addColumns } from './add-columns.ts'

/** What people wrote on a recording, as BBB has it. */
export async function recordingTexts(db: Kysely<unknown>): Promise<void> {
  await addColumns(db, 'recordings', [
    ['description', 'text'],
    ['presenter', 'text'],
    ['subject', 'text'],
  ])
}
