import type { BbbClient, Hook } from '@bbb-room/core'

/**
 * Registers an address for events of every meeting, unless it is. The add-on never changes a registration: one for other
 * events, left by an earlier version of ours, is taken away first.
 */
export async function registerWebhook(bbb: BbbClient, url: string, eventIDs: readonly string[]): Promise<void> {
  const wanted = [...eventIDs].sort().join()
  const present = await hooksAt(bbb, url)
  if (present.some((hook) => hook.permanentHook === true || eventsOf(hook) === wanted)) return
  for (const { hookID } of present) await bbb.hooks.destroy(hookID)
  await bbb.hooks.create({ callbackURL: url, eventID: eventIDs })
}

/** At most one, by the add-on's own rule. */
export async function hooksAt(bbb: BbbClient, url: string): Promise<Hook[]> {
  const { hooks } = await bbb.hooks.list()
  return hooks.filter(({ callbackURL }) => callbackURL === url)
}

function eventsOf({ eventID = '' }: Hook): string {
  return eventID.split(',').sort().join()
}
