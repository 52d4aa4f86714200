import { EventEmitter } from 'node:events'
import { expect, it } from 'vitest'
import { surviveFaults } from './survive-faults.ts'

it('DOS-7: a fault that nobody handled is counted and told by its kind, never by its text', () => {
  const told: unknown[] = []
  const counted: unknown[] = []
  const tell = (event: string, facts?: object) => void told.push({ event, ...facts })
  const program = new EventEmitter()
  surviveFaults(program as NodeJS.Process, {
    logger: { debug: tell, info: tell, warn: tell, error: tell },
    metrics: { count: (name, labels) => void counted.push({ name, labels }), observe: () => undefined },
  })
  program.emit('unhandledRejection', new TypeError('canary'))
  program.emit('unhandledRejection', 'canary')
  program.emit('uncaughtException', new RangeError('canary'))
  expect(told).toEqual([
    { event: 'unhandled-fault', reason: 'TypeError', code: 'rejection' },
    { event: 'unhandled-fault', reason: 'unknown', code: 'rejection' },
    { event: 'unhandled-fault', reason: 'RangeError', code: 'exception' },
  ])
  expect(counted).toHaveLength(3)
})
