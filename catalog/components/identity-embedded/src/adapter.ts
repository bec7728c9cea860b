import { type Adapter, type AdapterFactory, type AdapterPayload, errors } from 'oidc-provider'
import type { Queries } from './queries.ts'

/** Where oidc-provider keeps its sessions, interactions, grants and codes: table oidc_record. */
export function adapter(db: Queries): AdapterFactory {
  return (model) => records(db, model)
}

const alive = '(expires_at IS NULL OR expires_at > now())'

function records(db: Queries, model: string): Adapter {
  async function findBy(column: 'id' | 'uid', value: string): Promise<AdapterPayload | undefined> {
    const rows = await db.query<{ payload: AdapterPayload; consumed_at: Date | null }>(
      `SELECT payload, consumed_at FROM oidc_record WHERE model = $1 AND ${column} = $2 AND ${alive}`,
      [model, value],
    )
    const row = rows[0]
    if (row === undefined) return undefined
    return row.consumed_at === null ? row.payload : { ...row.payload, consumed: true }
  }

  return {
    find: (id) => findBy('id', id),
    findByUid: (uid) => findBy('uid', uid),
    // Only the device flow has user codes, and it is off.
    findByUserCode: async () => undefined,

    async upsert(id, payload, expiresIn) {
      await db.query(
        `INSERT INTO oidc_record (model, id, payload, grant_id, uid, account_id, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, now() + make_interval(secs => $7))
         ON CONFLICT (model, id) DO UPDATE SET payload = EXCLUDED.payload, grant_id = EXCLUDED.grant_id,
           uid = EXCLUDED.uid, account_id = EXCLUDED.account_id, expires_at = EXCLUDED.expires_at`,
        [
          model,
          id,
          JSON.stringify(payload),
          payload.grantId ?? null,
          payload.uid ?? null,
          payload.accountId ?? null,
          expiresIn ?? null,
        ],
      )
    },

    async consume(id) {
      const rows = await db.query(
        'UPDATE oidc_record SET consumed_at = now() WHERE model = $1 AND id = $2 AND consumed_at IS NULL RETURNING id',
        [model, id],
      )
      // Two exchanges of one code at the same moment both found it unused; only one may have it.
      if (rows.length === 0) throw new errors.InvalidGrant('already consumed')
    },

    async destroy(id) {
      await db.query('DELETE FROM oidc_record WHERE model = $1 AND id = $2', [model, id])
    },

    async revokeByGrantId(grantId) {
      await db.query('DELETE FROM oidc_record WHERE grant_id = $1', [grantId])
    },
  }
}
