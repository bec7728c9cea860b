import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'service',
          include: ['service/tests/**/*.test.ts'],
          testTimeout: 40_000,
          hookTimeout: 60_000,
          isolate: false,
          pool: 'threads',
        },
      },
    ],
  },
})
