import { ConfigurationError } from '@bbb-room/bff'
import { type Configuration, readConfiguration } from './read-configuration.ts'

/** The configuration, or the end of the program with the one message that names all that is wrong with it. */
export function configurationOrExit(): Configuration {
  try {
    return readConfiguration(process.env)
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error
    process.stderr.write(`${error.message}\n`)
    process.exit(1)
  }
}

/** Ends the program with one line: the system's code (`ECONNREFUSED`, `EADDRINUSE`), but no text that holds a value. */
export function exitWith(what: string): (error: unknown) => never {
  return (error) => {
    const code = error instanceof Error ? ((error as NodeJS.ErrnoException).code ?? error.name) : 'unknown'
    process.stderr.write(`${what}: ${code}\n`)
    process.exit(1)
  }
}
