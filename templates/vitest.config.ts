import { BaseSequencer, type TestSpecification } from 'vitest/node'
import { defineConfig } from 'vitest/config'

// Scenarios come first, because what components run until their end counts as reused; what breaks things comes last.
const order = ['scenarios', 'contract', 'wiring', 'pages', 'resilience']

class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = (file: TestSpecification) => order.findIndex((name) => file.moduleId.endsWith(`/${name}.test.ts`))
    return [...files].sort((a, b) => place(a) - place(b))
  }
}

const shared = { testTimeout: 40_000, hookTimeout: 60_000, isolate: false, pool: 'threads' as const }

/** Two groups: the service as a whole, run for real, and each component by itself. */
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          ...shared,
          name: 'service',
          include: ['service/tests/**/*.test.ts'],
          globalSetup: ['@composed/kit/testing/place/setup'],
          fileParallelism: false,
          maxConcurrency: 12,
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...shared,
          name: 'components',
          include: ['components/*/tests/**/*.test.ts'],
          globalSetup: ['@composed/kit/testing/global-setup'],
          sequence: { groupOrder: 1 },
        },
      },
    ],
    sequence: { sequencer: InOrder },
  },
})
