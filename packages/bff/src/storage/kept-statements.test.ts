import { expect, it } from 'vitest'
import type { SqliteDatabase, SqliteStatement } from 'kysely'
import { keepStatements } from './kept-statements.ts'
import { createCompiledQueries } from './tenant-scope.ts'

it('prepares each statement once, and forgets whichever was not used for longest of very many', () => {
  const prepared: string[] = []
  const database: SqliteDatabase = {
    prepare(text) {
      prepared.push(text)
      return {} as SqliteStatement
    },
    close: () => undefined,
  }
  const kept = keepStatements(database)
  expect(kept.prepare('select 1')).toBe(kept.prepare('select 1'))
  expect(prepared).toEqual(['select 1'])
  for (let n = 0; n < 299; n++) kept.prepare(`select 2, ${n}`)
  kept.prepare('select 1')
  for (let n = 0; n < 300; n++) {
    expect(prepared.filter((text) => text === 'select 1')).toHaveLength(1)
    kept.prepare(`select 3, ${n}`)
  }
  kept.prepare('select 1')
  expect(prepared.filter((text) => text === 'select 1')).toHaveLength(2)
})

it('builds a query once, and refuses values that stand in another order than in the query', () => {
  const compiled = createCompiledQueries()
  let built = 0
  const build = (parameters: unknown[]) => () => {
    built++
    return { compile: () => ({ sql: 'select ?, ?', parameters }) as never }
  }
  compiled.with('a', [1, 2], build([1, 2]))
  expect(compiled.with('a', [3, 4], build([3, 4]))).toMatchObject({ sql: 'select ?, ?', parameters: [3, 4] })
  expect(built).toBe(1)
  expect(() => compiled.with('b', [1, 2], build([2, 1]))).toThrow('another order')
})
