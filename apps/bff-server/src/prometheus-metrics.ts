import type { MetricLabels, Metrics } from '@bbb-room/bff'
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client'

interface Kept<T> {
  metric: T
  labelNames: readonly string[]
}

/**
 * Metrics as Prometheus reads them. A metric is made when it is first counted, with the labels it has then; later it
 * takes those labels only, since counting must never be what fails.
 */
export function createPrometheusMetrics(): Metrics & { text(): Promise<string>; contentType: string } {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const counters = new Map<string, Kept<Counter>>()
  const histograms = new Map<string, Kept<Histogram>>()

  function keep<T>(kept: Map<string, Kept<T>>, name: string, labels: MetricLabels, make: (labelNames: string[]) => T) {
    let found = kept.get(name)
    if (found === undefined) {
      const labelNames = Object.keys(labels)
      found = { metric: make(labelNames), labelNames }
      kept.set(name, found)
    }
    const known = Object.fromEntries(found.labelNames.map((label) => [label, labels[label] ?? '']))
    return { metric: found.metric, labels: known }
  }

  const described = (name: string, labelNames: string[]) => ({
    name,
    help: name.replace(/^bbb_room_/, '').replaceAll('_', ' '),
    labelNames,
    registers: [registry],
  })

  return {
    count(name, given = {}) {
      const fullName = nameOf(name, '_total')
      const { metric, labels } = keep(counters, fullName, given, (names) => new Counter(described(fullName, names)))
      metric.inc(labels)
    },
    observe(name, seconds, given = {}) {
      const fullName = nameOf(name, '_seconds')
      const { metric, labels } = keep(histograms, fullName, given, (names) => new Histogram(described(fullName, names)))
      metric.observe(labels, seconds)
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

/** @see https://prometheus.io/docs/practices/naming/ */
function nameOf(name: string, unit: '_total' | '_seconds'): string {
  const prefixed = name.startsWith('bbb_room_') ? name : `bbb_room_${name}`
  return prefixed.endsWith(unit) ? prefixed : `${prefixed}${unit}`
}
