import type pg from 'pg'

/** Something was sent, or decided with an outcome of its own words. */
export interface Given {
  reference: string
  outcome?: string | undefined
}

interface Found {
  reference: string
  records: string
  cases: string
  status: string | null
  outcome: string | null
  acknowledgements: string
  told: string
  audited: string
  sent: string
  announced: string
  toldOnRecord: string
}

/**
 * What is missing or double, a line each: every reference that was given out or kept is one case, one acknowledgement, one
 * entry on record and one event; where it was decided, its outcome is told once. Those that need attention are left out.
 */
export async function unaccounted(pool: pg.Pool, given: Given[], schema = 'case_triage'): Promise<string[]> {
  const { rows } = await pool.query<Found>(
    `WITH message AS (SELECT reference, count(*) FILTER (WHERE subject LIKE 'We have received%') AS acknowledgements,
         count(*) FILTER (WHERE subject LIKE 'A decision%') AS told
       FROM notifications_embedded.message GROUP BY reference),
     entry AS (SELECT reference, count(*) FILTER (WHERE action = 'dev.compose.case.opened.v1') AS audited,
         count(*) FILTER (WHERE action = 'dev.compose.case.received.v1') AS announced,
         count(*) FILTER (WHERE action = 'dev.compose.message.sent.v1') AS sent,
         count(*) FILTER (WHERE action = 'dev.compose.case.finished.v1') AS told
       FROM audit_embedded.entry GROUP BY reference)
     SELECT reference, (SELECT count(*) FROM ${schema}.record r WHERE r.reference = one.reference) AS records,
       (SELECT count(*) FROM case_management_embedded.cases c WHERE c.reference = one.reference) AS cases,
       c.status, c.outcome, coalesce(m.acknowledgements, 0) AS acknowledgements, coalesce(m.told, 0) AS told,
       coalesce(e.audited, 0) AS audited, coalesce(e.sent, 0) AS sent, coalesce(e.announced, 0) AS announced, coalesce(e.told, 0) AS "toldOnRecord"
     FROM (SELECT unnest($1::text[]) AS reference UNION SELECT reference FROM ${schema}.record) AS one
     LEFT JOIN case_management_embedded.cases c USING (reference) LEFT JOIN message m USING (reference)
     LEFT JOIN entry e USING (reference)
     WHERE NOT EXISTS (SELECT FROM ${schema}.flow f WHERE f.subject = one.reference AND f.state = 'refused')`,
    [given.map(({ reference }) => reference)],
  )
  const outcomes = new Map(given.flatMap(({ reference, outcome }) => (outcome ? [[reference, outcome]] : [])))
  return rows.flatMap((row) => faultsOf(row, outcomes.get(row.reference)))
}

function faultsOf(found: Found, outcome: string | undefined): string[] {
  const decided = outcome !== undefined || found.status === 'closed' ? 1 : 0
  const expected: [what: string, count: string, wanted: number][] = [
    ['records', found.records, 1],
    ['cases', found.cases, 1],
    ['acknowledgements', found.acknowledgements, 1],
    ['openings on record', found.audited, 1],
    ['messages on record', found.sent, 1 + decided],
    ['events that it was received', found.announced, 1],
    ['outcomes told', found.told, decided],
    ['outcomes on record', found.toldOnRecord, decided],
  ]
  const faults = expected
    .filter(([, count, wanted]) => Number(count) !== wanted)
    .map(([what, count, wanted]) => `${found.reference}: ${count} ${what}, not ${wanted}`)
  if (outcome !== undefined && found.outcome !== outcome) faults.push(`${found.reference}: another outcome`)
  return faults
}
