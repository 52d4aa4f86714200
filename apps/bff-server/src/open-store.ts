import { type Clock, migratePostgres, openPostgresStore, openSqliteStore, type Store } from '@bbb-room/bff'
import type { Environment } from './env.ts'

/** Opens what `BBB_ROOM_STORE` names; tables are made or updated first. */
export async function openStore(environment: Environment, ports: { clock: Clock }): Promise<Store> {
  const { BBB_ROOM_STORE: store, BBB_ROOM_STORE_OWNER: ownerUrl } = environment
  if (store.startsWith('sqlite:')) return openSqliteStore({ file: store.slice('sqlite:'.length) }, ports)
  if (ownerUrl !== undefined) {
    const applicationRole = decodeURIComponent(new URL(store).username)
    await migratePostgres({ ownerUrl, ...(applicationRole !== '' && { applicationRole }) })
  }
  return openPostgresStore({ url: store })
}

/** As the owner of the tables, who may delete what the application role may not; `undefined` where nobody says who. */
export function openOwnerStore(environment: Environment, store: Store): Promise<Store | undefined> {
  const { BBB_ROOM_STORE: address, BBB_ROOM_STORE_OWNER: ownerUrl } = environment
  if (address.startsWith('sqlite:')) return Promise.resolve(store)
  return Promise.resolve(ownerUrl === undefined ? undefined : openPostgresStore({ url: ownerUrl }))
}
