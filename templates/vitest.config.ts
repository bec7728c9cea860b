import { defineConfig } from 'vitest/config'

const shared = { testTimeout: 40_000, hookTimeout: 60_000, isolate: false, pool: 'threads' as const }

/** The service as a whole, run for real; one group of files after the other. */
const group = (name: string, groupOrder: number, maxWorkers: number, files: string[]) => ({
  test: {
    ...shared,
    name,
    include: files.map((file) => `service/tests/${file}.test.ts`),
    maxConcurrency: 12,
    maxWorkers,
    sequence: { groupOrder },
  },
})

export default defineConfig({
  test: {
    // One Postgres, and one place in which the service runs for all files.
    globalSetup: ['@composed/kit/testing/place/setup'],
    projects: [
      // First, because what components run until its end counts as reused.
      group('service-scenarios', 0, 1, ['scenarios']),
      group('service', 1, 2, ['contract', 'wiring', 'pages', '!(scenarios|contract|wiring|pages|resilience)']),
      // Last and alone, because it breaks things.
      group('service-resilience', 2, 1, ['resilience']),
      // Each component by itself.
      { test: { ...shared, name: 'components', include: ['components/*/tests/**/*.test.ts'], sequence: { groupOrder: 3 } } },
    ],
  },
})
