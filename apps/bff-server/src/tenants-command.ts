import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs'
import { checkServer, cutOffTokens, removeTenant, type Store, type TenantConfig } from '@bbb-room/bff'

export const tenantsUsage = `Usage: cli.js tenants check [TENANT]          asks BBB whether it takes each secret
       cli.js tenants cut-off TENANT [TIME]   refuses tokens issued before now, or that RFC 3339 time
       cli.js tenants remove TENANT FILE      exports the audit log of a tenant that is configured no more
                                              to FILE, then deletes all its rows
`

export interface TenantsPorts {
  /** For `remove`, of the owner of the tables; `undefined` where the configuration does not say who that is. */
  openOwnerStore: () => Promise<Store | undefined>
  store: Store
  tenants: readonly TenantConfig[]
  write: (text: string) => void
  writeError: (text: string) => void
}

type ExitCode = 0 | 1 | 2

/**
 * Does for an operator what concerns a whole tenant.
 * @param words behind `tenants`
 * @returns the exit code: 0, 1 for a secret that is not taken or a tenant that cannot be removed now, 2 for words that
 * are not understood
 */
export async function tenantsCommand(words: readonly string[], ports: TenantsPorts): Promise<ExitCode> {
  const [verb, tenantId, last, ...rest] = words
  const { tenants } = ports
  if (rest.length > 0) return refuse(tenantsUsage, ports)
  const isConfigured = tenants.some(({ id }) => id === tenantId)
  if (verb === 'remove' && tenantId !== undefined && last !== undefined) {
    if (isConfigured)
      return refuse('Take the tenant out of the configuration first, and reload every replica.\n', ports)
    return remove(tenantId, last, ports)
  }
  const isKnown = verb === 'check' || verb === 'cut-off'
  if (isKnown && tenantId !== undefined && !isConfigured) {
    return refuse('The configuration has no such tenant.\n', ports)
  }
  if (verb === 'check' && last === undefined) {
    return check(tenantId === undefined ? tenants : tenants.filter(({ id }) => id === tenantId), ports)
  }
  if (verb === 'cut-off' && tenantId !== undefined) return cutOff(tenantId, last, ports)
  return refuse(tenantsUsage, ports)
}

async function check(tenants: readonly TenantConfig[], { write }: TenantsPorts): Promise<ExitCode> {
  let areAllTaken = true
  for (const tenant of tenants) {
    const secrets = await checkServer(tenant)
    // The previous one may be refused already.
    areAllTaken &&= secrets.includes('accepted')
    write(`${JSON.stringify({ tenantId: tenant.id, secrets })}\n`)
  }
  return areAllTaken ? 0 : 1
}

async function cutOff(tenantId: string, time: string | undefined, ports: TenantsPorts): Promise<ExitCode> {
  const moment = time === undefined ? undefined : Date.parse(time)
  const form = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/
  if (time !== undefined && (!form.test(time) || Number.isNaN(moment))) {
    return refuse('TIME is written as 2026-11-25T17:30:00Z.\n', ports)
  }
  const counts = await cutOffTokens(ports.store, tenantId, moment)
  if (counts === undefined) return refuse('That time is still to come.\n', ports)
  ports.write(`${JSON.stringify({ tokensRefusedBefore: new Date(counts).toISOString() })}\n`)
  return 0
}

async function remove(tenantId: string, file: string, ports: TenantsPorts): Promise<ExitCode> {
  const store = await ports.openOwnerStore()
  if (store === undefined) return refuse('Only the owner of the tables can: set BBB_ROOM_STORE_OWNER.\n', ports)
  let audit: number
  try {
    audit = openSync(file, 'wx', 0o600)
  } catch {
    return refuse('FILE is there already, or cannot be written.\n', ports)
  }
  const removal = await exportAndRemove(store).finally(() => (store === ports.store ? undefined : store.close()))
  if (removal === undefined) {
    ports.writeError('Rows were added meanwhile: something still serves the tenant. Nothing was deleted.\n')
    return 1
  }
  ports.write(`${JSON.stringify(removal)}\n`)
  return 0

  function exportAndRemove(owner: Store): ReturnType<typeof removeTenant> {
    return removeTenant(owner, tenantId, {
      keep: (row) => void writeSync(audit, `${JSON.stringify(row)}\n`),
      isKept: () => {
        fsyncSync(audit)
        closeSync(audit)
        return Promise.resolve()
      },
    })
  }
}

function refuse(text: string, { writeError }: TenantsPorts): 2 {
  writeError(text)
  return 2
}
