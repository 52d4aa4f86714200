import { auditCommand, usage } from './audit-command.ts'
import { configurationOrExit, exitWith } from './configuration-or-exit.ts'
import { openStore } from './open-store.ts'
import { systemClock as clock } from './system-clock.ts'

const [command, ...words] = process.argv.slice(2)
if (command === 'serve') {
  await import('./main.ts')
} else if (command === 'audit') {
  const { environment, tenants } = configurationOrExit()
  const store = await openStore(environment, { clock }).catch(exitWith('BBB_ROOM_STORE cannot be opened'))
  process.exitCode = await auditCommand(words, {
    store,
    tenantIds: tenants.map(({ id }) => id),
    write: (text) => process.stdout.write(text),
    writeError: (text) => process.stderr.write(text),
  })
  await store.close()
} else {
  process.stderr.write(`Usage: cli.js serve                  the BFF\n${usage.replace('Usage:', '      ')}`)
  process.exitCode = 2
}
