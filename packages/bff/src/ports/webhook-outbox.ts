/** One event on its way to one address of the host. */
export interface OutgoingWebhook {
  /** Becomes `webhook-id`: the same on every attempt, and for every address that the event goes to. */
  messageId: string
  endpointId: string
  type: string
  /** The JSON text that is signed and sent, byte for byte on every attempt. */
  body: string
  createdAt: number
  attempts: number
}

/** `delivered`, or why no further attempt is made. */
export type WebhookOutcome = 'delivered' | 'given-up' | 'endpoint-gone' | 'endpoint-removed'

/** What is still to be told to the host. Rows are added by the transaction that made the change they tell of. */
export interface WebhookOutbox {
  add(webhooks: readonly Omit<OutgoingWebhook, 'attempts'>[]): Promise<void>
  /** Webhooks whose turn it is, oldest first, and nobody else's task until `busyUntil`. */
  claimDue(now: number, busyUntil: number, limit: number): Promise<OutgoingWebhook[]>
  nextDueAt(): Promise<number | undefined>
  postpone(webhook: Pick<OutgoingWebhook, 'messageId' | 'endpointId'>, until: number): Promise<void>
  finish(webhook: Pick<OutgoingWebhook, 'messageId' | 'endpointId'>, outcome: WebhookOutcome, at: number): Promise<void>
  /** The address answered that it is gone: nothing more is sent to it until {@link resume}. */
  stop(endpointId: string, at: number): Promise<void>
  resume(endpointId: string): Promise<void>
  stopped(): Promise<ReadonlySet<string>>
  /** Forgets what was finished before that moment. */
  purge(before: number): Promise<number>
}
