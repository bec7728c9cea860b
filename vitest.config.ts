import { defineConfig } from 'vitest/config'

const patient = { testTimeout: 60_000, hookTimeout: 120_000 }

/** `core`: pure steps and small parts. `catalog`: kit and components. `whole`: compose run as its users run it. */
export default defineConfig({
  test: {
    globalSetup: ['tests/support/temporary-folder.ts'],
    projects: [
      {
        test: {
          ...patient,
          name: 'core',
          include: ['tests/{goal,plan,workspace,verification,cli,mcp,model,repository}/**/*.test.ts'],
          sequence: { groupOrder: 0 },
        },
      },
      {
        test: {
          ...patient,
          name: 'catalog',
          include: ['catalog/kit/tests/**/*.test.ts', 'catalog/components/*/tests/**/*.test.ts'],
          globalSetup: ['@composed/kit/testing/global-setup'],
          maxWorkers: 2,
          sequence: { groupOrder: 1 },
        },
      },
      {
        test: {
          testTimeout: 240_000,
          hookTimeout: 240_000,
          name: 'whole',
          maxConcurrency: 2,
          include: ['tests/composed/**/*.test.ts'],
          fileParallelism: false,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
})
