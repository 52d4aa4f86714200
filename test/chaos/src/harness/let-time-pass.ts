import type { Database } from './database.ts'

const moments: readonly [table: string, ...columns: string[]][] = [
  ['meetings', 'created_at', 'next_look_at', 'close_watch_until'],
  ['recordings', 'expected_since', 'next_look_at', 'absent_since'],
  ['inbox', 'next_attempt_at'],
  ['webhook_outbox', 'next_attempt_at'],
  ['leases', 'expires_at'],
]

/**
 * Moves everything that waits nearer by `seconds`, in the database, as if that time had passed: whoever took a task and
 * died lets go of it then.
 */
export async function letTimePass(database: Database, seconds: number): Promise<void> {
  for (const [table, ...columns] of moments) {
    const sets = columns.map((column) => `${column} = ${column} - ${Math.round(seconds * 1000)}`)
    await database.query(`update ${table} set ${sets.join(', ')}`)
  }
}
