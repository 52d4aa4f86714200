import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts'],
    testTimeout: 20_000,
    coverage: {
      provider: 'v8',
      include: ['src/protocol/**', 'src/callbacks/**'],
      exclude: ['**/*.test.ts', '**/*.test-support.ts'],
      reporter: ['text', 'json-summary'],
      thresholds: { branches: 100 },
    },
  },
})
