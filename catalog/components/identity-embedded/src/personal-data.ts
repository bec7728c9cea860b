import type { PersonalData, PersonQuery } from '@composed/kit'
import { forgetAttempts } from './attempts.ts'
import { forgetDevices } from './devices.ts'
import type { Queries } from './queries.ts'
import { endSessions } from './sessions.ts'

interface Held {
  id: string
  email: string
  name: string
  roles: string[]
  created_at: Date
  disabled_at: Date | null
}

/** An account has no case reference, so a query by reference alone finds nothing here. */
const select = `SELECT id, email, name, roles, created_at, disabled_at FROM account
  WHERE id::text = $1 OR email = $2 ORDER BY id`

/** What is held on a person is the account; `retentionDays` is how long a disabled one is kept. */
export function personalData(retentionDays: number): PersonalData {
  return {
    async export(person, tx) {
      const accounts = await tx.query<Held>(select, keys(person))
      return accounts.map((account) => ({
        kind: 'account',
        data: {
          personId: account.id,
          email: account.email,
          name: account.name,
          roles: account.roles,
          createdAt: account.created_at.toISOString(),
          ...(account.disabled_at === null ? {} : { disabledAt: account.disabled_at.toISOString() }),
        },
      }))
    },

    async erase(person, tx) {
      const accounts = await tx.query<Held>(select, keys(person))
      for (const account of accounts) await eraseAccount(tx, account)
      // An address without an account may have tried to sign in, or have asked for a link.
      if (person.email !== undefined) await forgetAddress(tx, person.email)
      return { erased: accounts.length, known: accounts.flatMap(({ id, email }) => [id, email]) }
    },

    async sweep(now, tx) {
      const past = await tx.query<Held>(
        'SELECT id, email FROM account WHERE disabled_at < $1::timestamptz - make_interval(days => $2) ORDER BY id',
        [now, retentionDays],
      )
      for (const account of past) await eraseAccount(tx, account)
      return past.length
    },
  }
}

function keys(person: PersonQuery): (string | null)[] {
  return [person.personId?.toLowerCase() ?? null, person.email ?? null]
}

async function eraseAccount(tx: Queries, { id, email }: Pick<Held, 'id' | 'email'>): Promise<void> {
  await tx.query('DELETE FROM account WHERE id = $1', [id])
  await forgetAddress(tx, email)
  // Last: who has no account is signed out for good.
  await endSessions(tx, id)
}

async function forgetAddress(tx: Queries, email: string): Promise<void> {
  await tx.query('DELETE FROM link WHERE email = $1', [email])
  await forgetAttempts(tx, email)
  await forgetDevices(tx, email)
}
