import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

const shared = { testTimeout: 40_000, hookTimeout: 60_000, isolate: false, pool: 'threads' as const, experimental: { viteModuleRunner: false } }

// Scenarios come first, because what components run until their end counts as reused. Axe looks at the pages while the
// others run, so it is asked last.
const order = ['scenarios', 'pages', 'contract', 'wiring', 'resilience', 'accessibility']

class InOrder extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ moduleId }: TestSpecification) => {
      const at = order.findIndex((name) => moduleId.endsWith(`/service/tests/${name}.test.ts`))
      return at < 0 ? order.indexOf('contract') : at
    }
    return (await super.sort(files)).sort((a, b) => place(a) - place(b))
  }
}

export default defineConfig({
  test: {
    // One Postgres, and one place in which the service runs for all files.
    globalSetup: ['@composed/kit/testing/place/setup'],
    sequence: { sequencer: InOrder },
    projects: [
      // Last, one after the other; the tests of one file run at the same time.
      {
        test: {
          ...shared,
          name: 'service',
          include: ['service/tests/**/*.test.ts'],
          maxWorkers: 1,
          maxConcurrency: 12,
          sequence: { groupOrder: 1 },
        },
      },
      // Each component by itself, and first: what has passed holds for every service that has it. On all cores, of which
      // vitest leaves one idle unless told otherwise.
      {
        test: {
          ...shared,
          name: 'components',
          include: ['components/*/tests/**/*.test.ts'],
          maxWorkers: '100%',
          sequence: { groupOrder: 0 },
        },
      },
    ],
  },
})
