import { listWebhookEndpoints, resumeWebhookEndpoint, type Store, type TenantConfig } from '@bbb-room/bff'

export const webhooksUsage = `Usage: cli.js webhooks list TENANT            which addresses of the host answered 410, by place
       cli.js webhooks resume TENANT PLACE    lets events go there again
`

export interface WebhooksPorts {
  store: Store
  tenants: readonly Pick<TenantConfig, 'id' | 'webhooks'>[]
  write: (text: string) => void
  writeError: (text: string) => void
}

/**
 * Shows an operator the addresses that webhooks go to, and takes one up again.
 * @param words behind `webhooks`
 * @returns the exit code: 0, or 2 for words that are not understood
 */
export async function webhooksCommand(words: readonly string[], ports: WebhooksPorts): Promise<0 | 2> {
  const [verb, tenantId, place, ...rest] = words
  const tenant = ports.tenants.find(({ id }) => id === tenantId)
  if (tenant === undefined || rest.length > 0) return refuse(ports, tenantId !== undefined && rest.length === 0)
  if (verb === 'list' && place === undefined) {
    for (const endpoint of await listWebhookEndpoints(ports.store, tenant)) {
      ports.write(`${JSON.stringify(endpoint)}\n`)
    }
    return 0
  }
  if (verb !== 'resume' || place === undefined || !/^\d$/.test(place)) return refuse(ports, false)
  if (await resumeWebhookEndpoint(ports.store, tenant, Number(place))) return 0
  ports.writeError('The tenant has no address at that place.\n')
  return 2
}

function refuse({ writeError }: WebhooksPorts, isTenantUnknown: boolean): 2 {
  writeError(isTenantUnknown ? 'The configuration has no such tenant.\n' : webhooksUsage)
  return 2
}
