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
    await reach('before', `answer ${request.method} ${patternOf(new URL(request.url).pathname)}`)
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
      const steps: string[] = []
      const result = await store.withTenant(breakTenant(tenantId), async (rows) => {
        steps.length = 0
        const worked = await work(watchRows(breakRows(rows), steps))
        for (const step of steps) await reach('before', `commit ${step}`)
        return worked
      })
      for (const step of steps) await reach('after', `commit ${step}`)
      return result
    },
  }
}

function watchRows(rows: TenantStore, steps: string[]): TenantStore {
  const tables = Object.entries(rows).map(([table, queries]) => [table, watchQueries(table, queries as Queries, steps)])
  return Object.fromEntries(tables) as TenantStore
}

type Queries = Readonly<Record<string, (...given: unknown[]) => Promise<unknown>>>

function watchQueries(table: string, queries: Queries, steps: string[]): Queries {
  const watchedQueries = Object.entries(queries).map(([name, query]) => {
    const step = `${table}.${name}`
    const through: typeof query = async (...given) => {
      steps.push(step)
      await reach('before', step)
      const answer = await query(...given)
      await reach('after', step)
      return answer
    }
    return [name, through]
  })
  return Object.fromEntries(watchedQueries) as Queries
}
