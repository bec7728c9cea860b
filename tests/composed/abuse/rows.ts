import pg from 'pg'

/** Of each table: its rows by digest, with whether they name one of those that tries may change. */
export type Rows = Map<string, Map<string, boolean>>
/** Of each table: one digest of all its rows. */
export type State = Map<string, string>

// What changes by being looked at: sessions of pages and of the provider, what is counted against limits, how far the
// audit chain is verified and where it ends.
const restless = ['session', 'oidc_record', 'sign_in_attempt', 'kit_taken', 'checkpoint', 'head', 'trail']

// Only ever added to, and swept: who repeats a request, and which events were taken.
const bookkeeping = ['kit_idempotency', 'kit_inbox']

export interface RowReader {
  read(changeable: readonly string[]): Promise<Rows>
  state(): Promise<State>
  /** Waits until no event and no flow is under way. */
  settled(): Promise<void>
  query<Row>(sql: string, values?: unknown[]): Promise<Row[]>
  close(): Promise<void>
}

export async function openRows(databaseUrl: string): Promise<RowReader> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  const query = async <Row>(sql: string, values?: unknown[]) => (await client.query(sql, values)).rows as Row[]
  const [{ names }] = (await query<{ names: string[] }>(
    `SELECT array_agg(format('%I.%I', schemaname, tablename) ORDER BY 1) AS names FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema', 'channels') AND NOT tablename = ANY ($1)`,
    [restless],
  )) as [{ names: string[] }]
  const kept = names.filter((name) => !bookkeeping.some((one) => name.endsWith(`.${one}`)))
  const flows = names.filter((name) => name.endsWith('.flow'))
  const under = async () => {
    const jobs = `SELECT count(*)::int AS n FROM channels.job WHERE state IN ('created', 'active', 'retry') AND start_after <= now()`
    const counts = [jobs, ...flows.map((name) => `SELECT count(*)::int AS n FROM ${name} WHERE state = 'open'`)]
    const [found] = await query<{ n: number }>(
      `SELECT sum(n)::int AS n FROM (${counts.join(' UNION ALL ')}) AS all_counts`,
    )
    return found!.n
  }
  return {
    query,
    async read(changeable) {
      const parts = kept.map(
        (name) =>
          `SELECT '${name}' AS name, md5(row::text) AS digest, coalesce(row::text LIKE ANY ($1), false) AS may FROM ${name} AS row`,
      )
      const patterns = changeable.map((text) => `%${text}%`)
      const rows = await query<{ name: string; digest: string; may: boolean }>(parts.join(' UNION ALL '), [patterns])
      const found: Rows = new Map(kept.map((name) => [name, new Map()]))
      for (const { name, digest, may } of rows) found.get(name)!.set(digest, may)
      return found
    },
    async state() {
      // A sum of digests says as much as all of them, and takes no sorting.
      const parts = names.map(
        (name) =>
          `SELECT '${name}' AS name, count(*) || ' ' || coalesce(sum(hashtextextended(row::text, 0)), 0) AS digest FROM ${name} AS row`,
      )
      const rows = await query<{ name: string; digest: string }>(parts.join(' UNION ALL '))
      return new Map(rows.map(({ name, digest }) => [name, digest]))
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

/** Tables that are not as they were. */
export const changesOf = (before: State, after: State): string[] =>
  [...before].flatMap(([table, digest]) => (after.get(table) === digest ? [] : [`${table} has changed`]))

/** What was there and is not, or is another. Rows that may change are left out. */
export const lossesOf = (before: Rows, after: Rows): string[] =>
  [...before].flatMap(([table, rows]) => {
    const gone = [...rows].filter(([digest, may]) => !may && !after.get(table)?.has(digest))
    return gone.length > 0 ? [`${gone.length} rows of ${table} are gone or changed`] : []
  })
