import { expect, it } from 'vitest'
import { createPrometheusMetrics } from './prometheus-metrics.ts'

it('names counters and durations as Prometheus expects', async () => {
  const metrics = createPrometheusMetrics()
  metrics.count('launches', { kind: 'join' })
  metrics.count('bbb_room_failures_total', { code: 'NOT_FOUND' })
  metrics.observe('request', 0.2, { route: '/x' })
  const text = await metrics.text()
  expect(text).toContain('bbb_room_launches_total{kind="join"} 1')
  expect(text).toContain('bbb_room_failures_total{code="NOT_FOUND"} 1')
  expect(text).toContain('bbb_room_request_seconds_count{route="/x"} 1')
  expect(text).toContain('process_cpu_user_seconds_total')
})

it('counts on when labels come and go', async () => {
  const metrics = createPrometheusMetrics()
  metrics.count('launches', { kind: 'join' })
  metrics.count('launches', { kind: 'join', tenant: 'acme' })
  metrics.count('launches')
  const text = await metrics.text()
  expect(text).toContain('bbb_room_launches_total{kind="join"} 2')
  expect(text).toContain('bbb_room_launches_total{kind=""} 1')
})
