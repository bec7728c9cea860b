import pg from 'pg'

/**
 * Where a text stands in a database: every table of every schema, every column as text, in any letter case, also as
 * bytes. A text that random letters may spell is refused: a password's hash once had "onCE" in it.
 */
export async function findText(databaseUrl: string, texts: readonly string[]): Promise<string[]> {
  const chance = texts.find((text) => /^[\w-]{0,7}$/.test(text))
  if (chance !== undefined) throw new Error(`"${chance}" may stand by chance in a key or a hash: look for more of it.`)
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
       WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
    )
    if (tables.length === 0) return []
    const plain = (form: string) => form.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')
    // All at once: a statement for each table and text costs many times the look itself. Bytes read as hexadecimal digits.
    const everything = tables.map(({ name }, at) => `SELECT ${at} AS at, row::text AS held FROM ${name} AS row`)
    const { rows } = await client.query<{ at: number; which: number; held: string }>(
      `SELECT at, which, held FROM (${everything.join(' UNION ALL ')}) AS everything
       JOIN unnest($1::text[], $2::text[]) WITH ORDINALITY AS wanted (words, bytes, which)
         ON lower(held) LIKE ANY (ARRAY['%' || words || '%', '%' || bytes || '%'])
       ORDER BY at, which`,
      [texts.map(plain), texts.map((text) => plain(Buffer.from(text).toString('hex')))],
    )
    return tables.flatMap(({ name }, at) =>
      texts.flatMap((text, which) =>
        rows
          .filter((row) => row.at === at && Number(row.which) === which + 1)
          .slice(0, 3)
          .map(({ held }) => `${name}: ${text}: ${held.slice(0, 300)}`),
      ),
    )
  } finally {
    await client.end()
  }
}
