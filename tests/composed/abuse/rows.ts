import pg from 'pg'

/** Each row of each table of the parts, by a digest, with whether it names one of those that tries may change. */
export type Rows = Map<string, Map<string, boolean>>

// What changes by being looked at: sessions of pages and of the provider, tries to sign in, how far the audit
// chain is verified and where it ends.
const restless = ['session', 'oidc_record', 'sign_in_attempt', 'checkpoint', 'head', 'trail']

export interface RowReader {
  read(changeable?: readonly string[]): Promise<Rows>
  /** Waits until no event and no flow is under way. */
  settled(): Promise<void>
  query<Row>(sql: string, values?: unknown[]): Promise<Row[]>
  close(): Promise<void>
}

export async function openRows(databaseUrl: string): Promise<RowReader> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const query = async <Row>(sql: string, values?: unknown[]) => (await client.query(sql, values)).rows as Row[]
  const tables = () =>
    query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'channels') AND NOT tablename = ANY ($1) ORDER BY 1`,
      [restless],
    )
  const under = async () => {
    const jobs = `SELECT count(*)::int AS n FROM channels.job WHERE state IN ('created', 'active', 'retry') AND start_after <= now()`
    const flows = (await tables()).map(({ name }) => name).filter((name) => name.endsWith('.flow'))
    const counts = [jobs, ...flows.map((name) => `SELECT count(*)::int AS n FROM ${name} WHERE state = 'open'`)]
    const [found] = await query<{ n: number }>(
      `SELECT sum(n)::int AS n FROM (${counts.join(' UNION ALL ')}) AS all_counts`,
    )
    return found!.n
  }
  return {
    query,
    async read(changeable = []) {
      const names = (await tables()).map(({ name }) => name)
      const parts = names.map(
        (name) =>
          `SELECT '${name}' AS name, md5(row::text) AS digest, coalesce(row::text LIKE ANY ($1), false) AS may FROM ${name} AS row`,
      )
      const patterns = changeable.map((text) => `%${text}%`)
      const rows = await query<{ name: string; digest: string; may: boolean }>(parts.join(' UNION ALL '), [patterns])
      const found: Rows = new Map(names.map((name) => [name, new Map()]))
      for (const { name, digest, may } of rows) found.get(name)!.set(digest, may)
      return found
    },
    async settled() {
      for (const deadline = Date.now() + 90_000; Date.now() < deadline; ) {
        if ((await under()) === 0) return
        await new Promise((resolve) => setTimeout(resolve, 40))
      }
      throw new Error('events or flows are still under way after 90 s')
    },
    close: () => client.end(),
  }
}

/** What was there and is not, or is another, and with `added` also what is new. Rows that may change are left out. */
export function changesIn(before: Rows, after: Rows, added: 'added' | 'kept'): string[] {
  const lost = [...before].flatMap(([table, rows]) => {
    const now = after.get(table)
    if (!now) return [`the table ${table} is gone`]
    const gone = [...rows].filter(([digest, may]) => !may && !now.has(digest))
    return gone.length > 0 ? [`${gone.length} rows of ${table} are gone or changed`] : []
  })
  if (added === 'kept') return lost
  const more = [...after].flatMap(([table, rows]) => {
    const known = before.get(table)
    const fresh = [...rows].filter(([digest, may]) => !may && !known?.has(digest))
    return fresh.length > 0 ? [`${fresh.length} rows of ${table} are new or changed`] : []
  })
  return [...lost, ...more]
}
