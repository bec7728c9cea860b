import type { TestProject } from 'vitest/node'
import { startDatabase } from './database.ts'

declare module 'vitest' {
  interface ProvidedContext {
    postgresUrl: string
  }
}

/** For `globalSetup` of a vitest configuration: one Postgres for the whole run. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const running = await startDatabase()
  project.provide('postgresUrl', running.url)
  return () => running.stop()
}
