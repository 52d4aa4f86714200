/** Labels come from closed sets (codes, routes, tenants), never from what a request said. */
export type MetricLabels = Readonly<Record<string, string>>

/** Counters and durations; the program turns them into Prometheus text. */
export interface Metrics {
  count(name: string, labels?: MetricLabels): void
  /** @param seconds how long it took */
  observe(name: string, seconds: number, labels?: MetricLabels): void
}
