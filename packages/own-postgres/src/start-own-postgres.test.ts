import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { postgresIsInstalled } from './programs.ts'
import { type OwnPostgres, startOwnPostgres } from './start-own-postgres.ts'

describe.runIf(postgresIsInstalled)('a PostgreSQL of a test’s own', () => {
  let folder: string
  let postgres: OwnPostgres
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'bbb-room-own-'))
    postgres = await startOwnPostgres({ folder })
  }, 60_000)
  afterEach(async () => {
    await postgres.close()
    rmSync(folder, { recursive: true, force: true })
  })

  const count = async () => (await postgres.query<{ n: number }>('select count(*) as n from things'))[0]?.n

  it.each(['immediate', 'kill'] as const)(
    'keeps what was committed through %s',
    async (how) => {
      await postgres.query('create table things (id int)')
      await postgres.query('insert into things values ($1)', [1])
      const open = await postgres.connect()
      await open.query('begin')
      await open.query('insert into things values (2)')
      await postgres.stop(how)
      await expect(postgres.query('select 1')).rejects.toThrow()
      await open.end().catch(() => undefined)
      await postgres.start()
      expect(await count()).toBe(1)
    },
    60_000,
  )

  it('lets the application own nothing', async () => {
    await postgres.query('create table things (id int)')
    expect(postgres.urlFor('application')).toBe(`postgres://application@127.0.0.1:${postgres.port}/postgres`)
    const rights = await postgres.query(`select has_table_privilege('application', 'things', 'select') as may`)
    expect(rights).toEqual([{ may: false }])
  }, 60_000)

  it('leaves the folder that was given to whoever gave it', async () => {
    await postgres.close()
    expect(existsSync(folder)).toBe(true)
  }, 60_000)
})
