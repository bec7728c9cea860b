import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: { include: ['tests/**/*.test.ts'], globalSetup: ['@composed/kit/testing/global-setup'], testTimeout: 20_000 },
})
