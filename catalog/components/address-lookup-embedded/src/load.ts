import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { type Database, sharedType, type Transaction } from '@composed/kit'
import * as z from 'zod'

const postcode = sharedType('Postcode')
const text = z.string().trim().min(1).max(100)

const addressesFile = z
  .array(
    z.strictObject({
      uprn: z.string().regex(/^[0-9]{1,12}$/),
      lines: z.array(text).min(1).max(4),
      town: text,
      postcode: z.string().transform(postcode.plain).refine(postcode.fits, { error: 'is not a postcode' }),
      ward: z.string().regex(/^(E05|W05|S13|N08)[0-9]{6}$/),
    }),
  )
  .min(1)

type Addresses = z.infer<typeof addressesFile>

/**
 * Brings the table to what the file holds: new addresses are added, changed ones corrected, missing ones removed, all
 * in one transaction. A file that is loaded already is left alone. Safe while another process does the same.
 *
 * @returns how many addresses the file holds, or undefined when it was loaded before
 * @throws Error when the file cannot be read, has another format, or holds a UPRN twice
 */
export async function loadAddresses(file: string | URL, db: Database): Promise<number | undefined> {
  const bytes = await readFile(file)
  const digest = createHash('sha256').update(bytes).digest('hex')
  return db.transaction(async (tx) => {
    await tx.query('lock table loaded in share row exclusive mode')
    const [before] = await tx.query<{ digest: string }>('select digest from loaded')
    if (before?.digest === digest) return undefined
    const addresses = readAddresses(file, bytes.toString())
    await replaceAddresses(addresses, tx)
    await tx.query(
      `insert into loaded (digest, at) values ($1, now())
       on conflict (single) do update set digest = excluded.digest, at = excluded.at`,
      [digest],
    )
    return addresses.length
  })
}

function readAddresses(file: string | URL, written: string): Addresses {
  const parsed = addressesFile.safeParse(JSON.parse(written))
  if (!parsed.success) throw new Error(`${file} is not a list of addresses: ${z.prettifyError(parsed.error)}`)
  const seen = new Set<string>()
  for (const { uprn } of parsed.data) {
    if (seen.has(uprn)) throw new Error(`${file} holds UPRN ${uprn} twice. Keep one of the two.`)
    seen.add(uprn)
  }
  return parsed.data
}

async function replaceAddresses(addresses: Addresses, tx: Transaction): Promise<void> {
  const given = JSON.stringify(addresses)
  await tx.query(
    `insert into address (uprn, lines, town, postcode, ward)
     select uprn, lines, town, postcode, ward
     from jsonb_to_recordset($1::jsonb) as given (uprn text, lines text[], town text, postcode text, ward text)
     on conflict (uprn) do update
       set lines = excluded.lines, town = excluded.town, postcode = excluded.postcode, ward = excluded.ward`,
    [given],
  )
  await tx.query(
    `delete from address where uprn not in (select uprn from jsonb_to_recordset($1::jsonb) as given (uprn text))`,
    [given],
  )
}
