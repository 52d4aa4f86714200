import type { Logger, Metrics } from '@bbb-room/bff'

/**
 * A fault that nobody handled is counted, told by its kind, and survived: one request's bug is not everybody's outage.
 * Its message is not told, as nobody knows what stands in it.
 */
export function surviveFaults(
  process: NodeJS.Process,
  { logger, metrics }: { logger: Logger; metrics: Metrics },
): void {
  const survive = (kind: string) => (fault: unknown) => {
    metrics.count('unhandled_faults', { kind })
    logger.error('unhandled-fault', { reason: fault instanceof Error ? fault.name : 'unknown', code: kind })
  }
  process.on('unhandledRejection', survive('rejection'))
  process.on('uncaughtException', survive('exception'))
}
