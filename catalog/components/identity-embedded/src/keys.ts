import { generateKeyPair, type JsonWebKey, randomBytes } from 'node:crypto'
import { promisify } from 'node:util'
import type { Queries } from './queries.ts'

/** The keys that have to outlive the process: without them every session and token would end at a restart. */
export interface Keys {
  /** Private ES256 keys that sign tokens; their public halves are served at /jwks. */
  signing: JsonWebKey[]
  /** Secret that signs cookies and CSRF tokens. */
  cookies: string
}

/** Reads the keys from the database; the first start makes them. Two starts at once end up with the same keys. */
export async function loadKeys(db: Queries): Promise<Keys> {
  const signing = await keep(db, 'signing', async () => {
    const { privateKey } = await promisify(generateKeyPair)('ec', { namedCurve: 'P-256' })
    return [{ ...privateKey.export({ format: 'jwk' }), alg: 'ES256', use: 'sig' }]
  })
  const cookies = await keep(db, 'cookies', async () => randomBytes(32).toString('base64url'))
  return { signing, cookies }
}

async function keep<Value>(db: Queries, purpose: string, make: () => Promise<Value>): Promise<Value> {
  const read = () => db.query<{ value: Value }>('SELECT value FROM key_material WHERE purpose = $1', [purpose])
  const [kept] = await read()
  if (kept !== undefined) return kept.value
  await db.query('INSERT INTO key_material (purpose, value) VALUES ($1, $2) ON CONFLICT DO NOTHING', [
    purpose,
    JSON.stringify(await make()),
  ])
  const [first] = await read()
  if (first === undefined) throw new Error(`The key for ${purpose} could not be read back from table key_material.`)
  return first.value
}
