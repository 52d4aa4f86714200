import { exportAudit, type Store, verifyAudit } from '@bbb-room/bff'

export const usage = `Usage: cli.js audit export TENANT    every row as a JSON line
       cli.js audit verify [TENANT]  computes the chain of hashes again, of all tenants unless one is named
`

export interface AuditPorts {
  store: Store
  /** Of the configuration. */
  tenantIds: readonly string[]
  write: (text: string) => void
  writeError: (text: string) => void
}

/**
 * Reads the audit log for an operator.
 * @param words behind `audit`
 * @returns the exit code: 0, 1 for a chain that is broken, 2 for words that are not understood
 */
export async function auditCommand(words: readonly string[], ports: AuditPorts): Promise<0 | 1 | 2> {
  const [verb, tenantId, ...rest] = words
  const isKnown = tenantId === undefined || ports.tenantIds.includes(tenantId)
  if (rest.length > 0 || !isKnown) return refuse(isKnown ? usage : 'The configuration has no such tenant.\n', ports)
  if (verb === 'export' && tenantId !== undefined) {
    for await (const row of exportAudit(ports.store, tenantId)) ports.write(`${JSON.stringify(row)}\n`)
    return 0
  }
  if (verb !== 'verify') return refuse(usage, ports)
  let isIntact = true
  for (const each of tenantId === undefined ? ports.tenantIds : [tenantId]) {
    const check = await verifyAudit(ports.store, each)
    isIntact &&= check.intact
    ports.write(`${JSON.stringify({ tenantId: each, ...check })}\n`)
  }
  return isIntact ? 0 : 1
}

function refuse(text: string, { writeError }: AuditPorts): 2 {
  writeError(text)
  return 2
}
