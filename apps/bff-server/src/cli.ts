import { text } from 'node:stream/consumers'
import { auditCommand, usage } from './audit-command.ts'
import { callbacksCommand, callbacksUsage } from './callbacks-command.ts'
import { configurationOrExit, exitWith } from './configuration-or-exit.ts'
import { openOwnerStore, openStore } from './open-store.ts'
import { recordingsCommand, recordingsUsage } from './recordings-command.ts'
import { subjectsCommand, subjectsUsage } from './subjects-command.ts'
import { systemClock as clock } from './system-clock.ts'
import { tenantsCommand, tenantsUsage } from './tenants-command.ts'
import { webhooksCommand, webhooksUsage } from './webhooks-command.ts'

const commands = ['audit', 'callbacks', 'recordings', 'subjects', 'tenants', 'webhooks'] as const
const [command, ...words] = process.argv.slice(2)
if (command === 'serve') {
  await import('./main.ts')
} else if (isCommand(command)) {
  const { environment, config, tenants } = configurationOrExit()
  const store = await openStore(environment, { clock }).catch(exitWith('BBB_ROOM_STORE cannot be opened'))
  const ports = {
    store,
    write: (text: string) => process.stdout.write(text),
    writeError: (text: string) => process.stderr.write(text),
  }
  const tenantIds = tenants.map(({ id }) => id)
  const run = {
    audit: () => auditCommand(words, { ...ports, tenantIds }),
    callbacks: () => callbacksCommand(words, { ...ports, tenantIds }),
    recordings: () => recordingsCommand(words, { ...ports, tenantIds }),
    subjects: () =>
      subjectsCommand(words, { ...ports, keys: config.keys, tenantIds, readInput: () => text(process.stdin) }),
    tenants: () =>
      tenantsCommand(words, { ...ports, tenants, openOwnerStore: () => openOwnerStore(environment, store) }),
    webhooks: () => webhooksCommand(words, { ...ports, tenants }),
  }
  process.exitCode = await run[command]()
  await store.close()
} else {
  const others =
    `${usage}${callbacksUsage}${recordingsUsage}${subjectsUsage}${tenantsUsage}${webhooksUsage}`.replaceAll(
      'Usage:',
      '      ',
    )
  process.stderr.write(`Usage: cli.js serve                  the BFF\n${others}`)
  process.exitCode = 2
}

function isCommand(word: string | undefined): word is (typeof commands)[number] {
  return commands.some((command) => command === word)
}
