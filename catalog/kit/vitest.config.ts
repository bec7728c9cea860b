import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    include: ['tests/**/*.test.ts'],
    globalSetup: ['testing/global-setup.ts'],
    testTimeout: 20_000,
  },
})
