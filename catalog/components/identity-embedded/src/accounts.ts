import { randomUUID } from 'node:crypto'
import { sharedType } from '@composed/kit'
import type { Queries } from './queries.ts'

/** Addresses are kept and compared in the form of their type. */
const address = sharedType('EmailAddress')

/** Where the password came from: `issued` by createAccount, `printed` at the first start, or `chosen` by somebody. */
export type PasswordOrigin = 'chosen' | 'issued' | 'printed'

export interface Account {
  personId: string
  email: string
  name: string
  roles: string[]
  disabled: boolean
}

export interface AccountWithPassword extends Account {
  passwordHash: string
  passwordOrigin: PasswordOrigin
}

/** A row of table account. */
export interface Row {
  id: string
  email: string
  name: string
  roles: string[]
  disabled_at: Date | null
  password_hash: string
  password_origin: PasswordOrigin
}

/** @returns the new account, or undefined when the email address already has one */
export async function addAccount(
  db: Queries,
  account: { email: string; name: string; roles: string[]; passwordHash: string; passwordOrigin: PasswordOrigin },
): Promise<Account | undefined> {
  const rows = await db.query<Row>(
    `INSERT INTO account (id, email, name, roles, password_hash, password_origin) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (email) DO NOTHING RETURNING *`,
    [
      randomUUID(),
      address.plain(account.email),
      account.name,
      account.roles,
      account.passwordHash,
      account.passwordOrigin,
    ],
  )
  return rows[0] && publicPart(rows[0])
}

/** @returns the account, disabled or not */
export async function findAccount(db: Queries, personId: string): Promise<Account | undefined> {
  // Compared as text: an identifier that is no UUID is unknown, not an error.
  const rows = await db.query<Row>('SELECT * FROM account WHERE id::text = $1', [personId.toLowerCase()])
  return rows[0] && publicPart(rows[0])
}

export async function findAccountByEmail(db: Queries, email: string): Promise<AccountWithPassword | undefined> {
  const rows = await db.query<Row>('SELECT * FROM account WHERE email = $1', [address.plain(email)])
  const row = rows[0]
  return row && { ...publicPart(row), passwordHash: row.password_hash, passwordOrigin: row.password_origin }
}

/** Accounts in order of name; `anyOf`: only those with one of these roles. */
export async function listAccounts(
  db: Queries,
  filter: { role?: string; email?: string; anyOf?: readonly string[] } = {},
): Promise<Account[]> {
  const rows = await db.query<Row>(
    `SELECT * FROM account
     WHERE ($1::text IS NULL OR $1 = ANY (roles)) AND ($2::text[] IS NULL OR roles && $2)
       AND ($3::text IS NULL OR email = $3)
     ORDER BY name COLLATE "C", id`,
    [filter.role ?? null, filter.anyOf ?? null, filter.email === undefined ? null : address.plain(filter.email)],
  )
  return rows.map(publicPart)
}

/** Lets a disabled account sign in again. */
export async function restoreAccount(db: Queries, personId: string): Promise<Account | undefined> {
  const rows = await db.query<Row>('UPDATE account SET disabled_at = NULL WHERE id::text = $1 RETURNING *', [
    personId.toLowerCase(),
  ])
  return rows[0] && publicPart(rows[0])
}

/** Disables the account; one that is disabled already keeps the time of the first disablement. */
export async function disableAccount(db: Queries, personId: string): Promise<Account | undefined> {
  const rows = await db.query<Row>(
    'UPDATE account SET disabled_at = coalesce(disabled_at, now()) WHERE id::text = $1 RETURNING *',
    [personId.toLowerCase()],
  )
  return rows[0] && publicPart(rows[0])
}

export async function setPassword(
  db: Queries,
  personId: string,
  passwordHash: string,
  passwordOrigin: PasswordOrigin,
): Promise<void> {
  await db.query('UPDATE account SET password_hash = $2, password_origin = $3 WHERE id = $1', [
    personId,
    passwordHash,
    passwordOrigin,
  ])
}

/** What may be told of an account. */
export function publicPart(row: Row): Account {
  return {
    personId: row.id,
    email: row.email,
    name: row.name,
    roles: row.roles,
    disabled: row.disabled_at !== null,
  }
}
