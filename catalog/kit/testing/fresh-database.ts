import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { inject } from 'vitest'

/** The URL of a new, empty database in the run's Postgres. Throws when the vitest configuration has no globalSetup for it. */
export async function freshDatabase(): Promise<string> {
  const url = inject('postgresUrl')
  if (!url)
    throw new Error(
      "No Postgres for this run: add globalSetup: ['@composed/kit/testing/global-setup'] to the vitest configuration",
    )
  const name = `test_${randomBytes(6).toString('hex')}`
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query(`CREATE DATABASE ${name} STRATEGY file_copy`)
  } finally {
    await client.end()
  }
  return url.replace('/compose?', `/${name}?`)
}
