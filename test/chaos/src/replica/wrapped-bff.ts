import { createBff as create, type Bff, type BffConfig, type BffPorts, type Store } from '@bbb-room/bff'
import { breakClock, breakRows, breakTenant } from './broken-builds.js'
import { reach } from './failpoints.js'

export * from '@bbb-room/bff'

/** The BFF, with a failpoint before and after everything it asks of its store and before every answer. */
export function createBff(config: BffConfig, ports: BffPorts): Bff {
  const bff = create(config, { ...ports, store: watched(ports.store) })
  const app = new Proxy(bff.app, {
    get(target, name, receiver) {
      const value: unknown = Reflect.get(target, name, receiver)
      return name === 'fetch' ? fetchThrough(target) : value
    },
  })
  return { ...bff, app }
}

type App = Bff['app']

function fetchThrough(app: App): App['fetch'] {
  return async (request, ...rest) => {
    const answer = await app.fetch(request, ...rest)
    const { pathname } = new URL(request.url)
    await reach('before', `answer ${request.method} ${patternOf(pathname)}`, pathname)
    return answer
  }
}

/** `/t/acme/v1/rooms/maths/join` is `/rooms/:id/join`. */
function patternOf(path: string): string {
  const inner = path.replace(/^\/t\/[^/]+\/v1/, '')
  return inner.replace(/^(\/rooms|\/recordings|\/callbacks\/meeting-ended)\/[^/]+/, '$1/:id')
}

type TenantStore = Parameters<Parameters<Store['withTenant']>[1]>[0]

function watched(store: Store): Store {
  return {
    ...store,
    now: () => breakClock(store),
    async withTenant(tenantId, work) {
      const steps: Step[] = []
      const result = await store.withTenant(breakTenant(tenantId), async (rows) => {
        steps.length = 0
        const worked = await work(watchRows(breakRows(rows), steps))
        for (const { step, given } of steps) await reach('before', `commit ${step}`, given)
        return worked
      })
      for (const { step, given } of steps) await reach('after', `commit ${step}`, given)
      return result
    },
  }
}

interface Step {
  readonly step: string
  readonly given: readonly unknown[]
}

function watchRows(rows: TenantStore, steps: Step[]): TenantStore {
  const tables = Object.entries(rows).map(([table, queries]) => [table, watchQueries(table, queries as Queries, steps)])
  return Object.fromEntries(tables) as TenantStore
}

type Queries = Readonly<Record<string, (...given: unknown[]) => Promise<unknown>>>

function watchQueries(table: string, queries: Queries, steps: Step[]): Queries {
  const watchedQueries = Object.entries(queries).map(([name, query]) => {
    const step = `${table}.${name}`
    const through: typeof query = async (...given) => {
      steps.push({ step, given })
      await reach('before', step, given)
      const answer = await query(...given)
      await reach('after', step, given)
      return answer
    }
    return [name, through]
  })
  return Object.fromEntries(watchedQueries) as Queries
}
