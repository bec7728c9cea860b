import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

// What a test waits for comes late where others keep the machine busy.
const expect = { poll: { timeout: 10_000 } }
// No file changes what the next one sees, and loading compose or the kit for each takes as long as many of them.
const shared = { expect, isolate: false }
const patient = { ...shared, testTimeout: 60_000, hookTimeout: 120_000 }

/** What takes longest begins first, so that no core waits for it at the end; the small tests fill what is left. */
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const place = ({ project }: TestSpecification) => ['whole', 'catalog', 'core'].indexOf(project.name)
    return (await super.sort(files)).sort((a, b) => place(a) - place(b))
  }
}

/** `core`: pure steps and small parts. `catalog`: kit and components. `whole`: compose run as its users run it. */
export default defineConfig({
  test: {
    globalSetup: ['tests/support/temporary-folder.ts'],
    // Much of a test is waiting for other processes, so two go on at once however few cores there are.
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          ...patient,
          name: 'core',
          include: ['tests/{goal,plan,workspace,verification,cli,mcp,model,repository}/**/*.test.ts'],
        },
      },
      {
        test: {
          ...patient,
          name: 'catalog',
          include: ['catalog/kit/tests/**/*.test.ts', 'catalog/components/*/tests/**/*.test.ts'],
          globalSetup: ['@composed/kit/testing/global-setup'],
        },
      },
      {
        test: {
          ...shared,
          testTimeout: 240_000,
          hookTimeout: 240_000,
          maxConcurrency: 2,
          name: 'whole',
          include: ['tests/composed/**/*.test.ts'],
        },
      },
    ],
  },
})
