import type { MetricLabels, Metrics } from '@bbb-room/bff'
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client'

/** Metrics as Prometheus reads them. A metric is made when it is first counted, with the labels it has then. */
export function createPrometheusMetrics(): Metrics & { text(): Promise<string>; contentType: string } {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const counters = new Map<string, Counter>()
  const histograms = new Map<string, Histogram>()
  const found = <T>(kept: Map<string, T>, name: string, make: (help: { name: string; help: string }) => T): T => {
    const metric = kept.get(name) ?? make({ name: fullName(name), help: name.replaceAll('_', ' ') })
    kept.set(name, metric)
    return metric
  }
  const registered = (labels: MetricLabels) => ({ labelNames: Object.keys(labels), registers: [registry] })
  return {
    count: (name, labels = {}) =>
      found(counters, name, (named) => new Counter({ ...named, ...registered(labels) })).inc(labels),
    observe: (name, seconds, labels = {}) =>
      found(histograms, name, (named) => new Histogram({ ...named, ...registered(labels) })).observe(labels, seconds),
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}

function fullName(name: string): string {
  return name.startsWith('bbb_room_') ? name : `bbb_room_${name.replaceAll('-', '_')}`
}
