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
    const found: string[] = []
    for (const { name } of tables)
      for (const text of texts) {
        // A column of bytes reads as hexadecimal digits.
        const forms = [text, Buffer.from(text).toString('hex')].map((form) => form.toLowerCase())
        const { rows } = await client.query<{ held: string }>(
          `SELECT row::text AS held FROM ${name} AS row WHERE lower(row::text) LIKE ANY (SELECT '%' || f || '%' FROM unnest($1::text[]) AS f) LIMIT 3`,
          [forms.map((form) => form.replaceAll(/[\\%_]/g, '\\$&'))],
        )
        found.push(...rows.map(({ held }) => `${name}: ${text}: ${held.slice(0, 300)}`))
      }
    return found
  } finally {
    await client.end()
  }
}
