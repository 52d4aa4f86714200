import type { Logger } from '@bbb-room/bff'
import { pino } from 'pino'

/** JSON lines on standard output. `LogFacts` is the allow-list of what can stand in them. */
export function createJsonLogger(level: string): Logger {
  const log = pino(
    { level, base: null, timestamp: pino.stdTimeFunctions.isoTime, messageKey: 'event' },
    pino.destination({ sync: true }),
  )
  return {
    debug: (event, facts) => log.debug(facts ?? {}, event),
    info: (event, facts) => log.info(facts ?? {}, event),
    warn: (event, facts) => log.warn(facts ?? {}, event),
    error: (event, facts) => log.error(facts ?? {}, event),
  }
}
