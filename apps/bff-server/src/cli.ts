import { auditCommand, usage } from './audit-command.ts'
import { configurationOrExit, exitWith } from './configuration-or-exit.ts'
import { openStore } from './open-store.ts'
import { systemClock as clock } from './system-clock.ts'
import { webhooksCommand, webhooksUsage } from './webhooks-command.ts'

const [command, ...words] = process.argv.slice(2)
if (command === 'serve') {
  await import('./main.ts')
} else if (command === 'audit' || command === 'webhooks') {
  const { environment, tenants } = configurationOrExit()
  const store = await openStore(environment, { clock }).catch(exitWith('BBB_ROOM_STORE cannot be opened'))
  const ports = {
    store,
    write: (text: string) => process.stdout.write(text),
    writeError: (text: string) => process.stderr.write(text),
  }
  process.exitCode =
    command === 'audit'
      ? await auditCommand(words, { ...ports, tenantIds: tenants.map(({ id }) => id) })
      : await webhooksCommand(words, { ...ports, tenants })
  await store.close()
} else {
  const others = `${usage}${webhooksUsage}`.replaceAll('Usage:', '      ')
  process.stderr.write(`Usage: cli.js serve                  the BFF\n${others}`)
  process.exitCode = 2
}
