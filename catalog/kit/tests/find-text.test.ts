import pg from 'pg'
import { afterAll, expect, test } from 'vitest'
import { findText } from '../testing/find-text.ts'
import { freshDatabase } from '../testing/fresh-database.ts'

const url = await freshDatabase()
const client = new pg.Client({ connectionString: url })
await client.connect()
afterAll(() => client.end())
await client.query(`
  CREATE SCHEMA "Odd one";
  CREATE TABLE "Odd one"."a table" (words text, bytes bytea);
  INSERT INTO "Odd one"."a table" VALUES ('Quillfeather', ''), ('100%_sure of it', ''), ('', 'quillfeather');
  CREATE TABLE many (held jsonb);
  INSERT INTO many SELECT jsonb_build_object('n', n, 'who', 'a marked person') FROM generate_series(1, 5) n;
`)

const where = async (...texts: string[]) =>
  (await findText(url, texts)).map((line) => line.split(': ').slice(0, 2).join(': '))

test('texts are found in every table, in any letter case and as bytes, three rows of each', async () => {
  expect(await where('quillfeather', 'a MARKED person', 'nowhere at all')).toEqual([
    ...Array(2).fill('"Odd one"."a table": quillfeather'),
    ...Array(3).fill('public.many: a MARKED person'),
  ])
})

test.each([
  ['100%_sure', 1],
  ['100_sure%', 0],
  ['sure of it', 1],
])('%s means its letters alone', async (text, found) => {
  expect(await where(text)).toHaveLength(found)
})

test('nothing is found where there is no table', async () => {
  expect(await findText(await freshDatabase(), ['quillfeather'])).toEqual([])
})

test('what chance may spell is refused', async () => {
  await expect(findText(url, ['onCE'])).rejects.toThrow('by chance')
})
