import pg from 'pg'
import { genesis, hashOf, type Statement } from '../catalog/components/audit-embedded/src/chain.ts'
import { submission } from '../tests/support/submission.ts'

// A place as it is after months: cases with all that belongs to them, written as the parts write it.

const alphabet = '23456789ABCDEFGHJKMNPQRSTUVWXYZ'
const batch = 1000
/** Whatever the number of cases, so that the list is a full page. */
const stuck = 60

/** The reference of the case of a number. */
export function referenceOf(number: number): string {
  const text = number
    .toString(alphabet.length)
    .replace(/./g, (digit) => alphabet[Number.parseInt(digit, alphabet.length)]!)
    .padStart(12, alphabet[0])
  return text.replace(/(.{4})(.{4})(.{4})/, '$1-$2-$3')
}

/** Writes so many cases into the database of a place that has started once. */
export async function fill(databaseUrl: string, cases: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query('SET search_path = case_management_embedded, audit_embedded')
    let head = { sequence: 0, hash: genesis }
    const { rows } = await client.query('SELECT sequence, hash FROM audit_embedded.head')
    head = { sequence: Number(rows[0].sequence), hash: rows[0].hash }
    for (let from = 0; from < cases; from += batch) {
      const numbers = Array.from({ length: Math.min(batch, cases - from) }, (_, index) => from + index)
      const references = numbers.map(referenceOf)
      await client.query('BEGIN')
      await writeCases(client, references, numbers)
      head = await writeAudit(client, references, head)
      await client.query('COMMIT')
    }
    await client.query(
      `INSERT INTO case_triage.flow (name, subject, state, step, tries, failed_at, words)
       SELECT 'dev.compose.case.closed.v1', reference, 'refused', 'tell-outcome', 1, now() - interval '1 hour', 'No.'
       FROM cases ORDER BY reference LIMIT $1`,
      [stuck],
    )
    await client.query('ANALYZE')
  } finally {
    await client.end()
  }
}

async function writeCases(client: pg.Client, references: string[], numbers: number[]): Promise<void> {
  await client.query(
    `INSERT INTO cases (reference, status, subject, contact, team, priority, respond_amount, respond_unit, answers,
       opened_at, due_at, outcome, reason, closed_at, closed_by)
     SELECT reference, CASE WHEN n % 3 = 0 THEN 'closed' WHEN n % 3 = 1 THEN 'new' ELSE 'in-progress' END, $3,
       jsonb_build_object('email', 'resident-' || n || '@example.com'), 'north-team',
       (ARRAY['urgent', 'high', 'standard', 'low'])[n % 4 + 1], 10, 'working-days', $4, now() - n * interval '1 minute', now() + interval '30 days' - n * interval '1 second',
       CASE WHEN n % 3 = 0 THEN 'Help arranged' END, CASE WHEN n % 3 = 0 THEN 'They need it.' END,
       CASE WHEN n % 3 = 0 THEN now() END, CASE WHEN n % 3 = 0 THEN 'service' END
     FROM unnest($1::text[], $2::int[]) AS given (reference, n)`,
    [references, numbers, submission.subjectName, JSON.stringify({ situation: submission.situation })],
  )
  for (const [action, detail] of [
    ['opened', 'Opened for north-team with priority low'],
    ['note-added', 'Note added'],
    ['status-changed', 'Status changed from new to in-progress'],
  ])
    await client.query(
      "INSERT INTO history (reference, at, action, actor, detail) SELECT unnest($1::text[]), now(), $2, 'service', $3",
      [references, action, detail],
    )
  await client.query(
    "INSERT INTO note (reference, at, actor, text) SELECT unnest($1::text[]), now(), 'service', 'Rang them.'",
    [references],
  )
  await client.query(
    `INSERT INTO notifications_embedded.message (message_id, channel, email, name, subject, body, reference, created_at)
     SELECT gen_random_uuid(), 'email', 'resident-' || n || '@example.com', $3, 'Received', 'We have received your case.',
       reference, now() FROM unnest($1::text[], $2::int[]) AS given (reference, n)`,
    [references, numbers, submission.applicantName],
  )
  await client.query(
    `INSERT INTO case_triage.record (reference, request, fields, started)
     SELECT reference, reference, jsonb_set($3, '{applicantContact,email}', to_jsonb('resident-' || n || '@example.com')), true
     FROM unnest($1::text[], $2::int[]) AS given (reference, n)`,
    [references, numbers, JSON.stringify(submission)],
  )
  await client.query(
    `INSERT INTO case_triage.flow_step (subject, step, answer) SELECT reference, step, '{"reference": "of the case"}'
     FROM unnest($1::text[]) AS reference, unnest($2::text[]) AS step`,
    [references, ['get-address', 'find-team', 'open-case', 'acknowledge', 'announce']],
  )
}

/** The chain goes on as audit has it, so that it is intact. */
async function writeAudit(client: pg.Client, references: string[], from: { sequence: number; hash: string }) {
  let head = from
  const entries = references.flatMap((reference) =>
    ['dev.compose.case.opened.v1', 'dev.compose.message.sent.v1', 'dev.compose.case.received.v1'].map((action) => {
      const statement: Statement = { at: new Date().toISOString(), action, actor: 'service', reference }
      const sequence = head.sequence + 1
      const hash = hashOf(statement, { sequence, previousHash: head.hash })
      const entry = { ...statement, sequence, previous_hash: head.hash, hash }
      head = { sequence, hash }
      return entry
    }),
  )
  await client.query(
    `INSERT INTO audit_embedded.entry (sequence, at, action, actor, reference, previous_hash, hash)
     SELECT sequence, at, action, actor, reference, previous_hash, hash FROM jsonb_to_recordset($1::jsonb) AS given
       (sequence bigint, at timestamptz, action text, actor text, reference text, previous_hash text, hash text)
     ORDER BY sequence`,
    [JSON.stringify(entries)],
  )
  // It goes forward one by one where audit itself appends.
  await client.query('ALTER TABLE audit_embedded.head DISABLE TRIGGER head_goes_forward')
  await client.query('UPDATE audit_embedded.head SET sequence = $1, hash = $2', [head.sequence, head.hash])
  await client.query('ALTER TABLE audit_embedded.head ENABLE TRIGGER head_goes_forward')
  return head
}
