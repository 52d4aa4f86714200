import { defineConfig } from 'vitest/config'

/** The small sizes wait more than they work; the promised ones have the machine to themselves. */
const isFull = process.env['BBB_ROOM_CHAOS'] === 'full'

export default defineConfig({
  test: {
    testTimeout: 120_000,
    hookTimeout: 120_000,
    include: ['src/**/*.test.ts'],
    fileParallelism: !isFull,
    maxWorkers: 3,
  },
})
