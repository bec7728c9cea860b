// The baseline of `npm run bench -- load`: taking a case as somebody would write it by hand, in one process and one
// database. It checks what the composed service checks and keeps what that one and its parts keep (record, case, message,
// audit entry, events), all in one transaction, before it answers. No part can be exchanged, nothing outlives its absence.
import { randomInt, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import addFormats from 'ajv-formats'
import fastify from 'fastify'
import * as jose from 'jose'
import pg from 'pg'
import { parse } from 'yaml'
import { tables } from './tables.ts'

interface Submission {
  applicantName: string
  subjectName: string
  situation: string
  immediateDanger: boolean
  gettingWorse: boolean
  homePostcode: string
  homeAddress: string
  applicantContact: { email: string }
}

const catalog = new URL('../../catalog/', import.meta.url)
const read = (path: string) => readFileSync(new URL(path, catalog), 'utf8')
const type = (name: string) => parse(read(`types/${name}.yaml`)) as object
const properties = {
  applicantName: type('PersonName'),
  subjectName: type('PersonName'),
  situation: type('FreeText'),
  immediateDanger: type('YesNo'),
  gettingWorse: type('YesNo'),
  homePostcode: type('Postcode'),
  homeAddress: type('UPRN'),
  applicantContact: {
    type: 'object',
    additionalProperties: false,
    required: ['email'],
    properties: { email: type('EmailAddress') },
  },
}
const ajv = new Ajv2020({ strict: false, allErrors: true })
addFormats.default(ajv)
const fits = ajv.compile<Submission>({
  type: 'object',
  additionalProperties: false,
  required: Object.keys(properties),
  properties,
})

const pool = new pg.Pool({
  connectionString: process.env.DATABASE_URL,
  max: 8,
  options: '-c search_path=by_hand',
})
await pool.query(tables)
await pool.query(
  `INSERT INTO by_hand.address SELECT uprn, lines, town, postcode, ward
   FROM jsonb_to_recordset($1::jsonb) AS given (uprn text, lines text[], town text, postcode text, ward text)
   ON CONFLICT DO NOTHING`,
  [read('components/address-lookup-embedded/data/addresses.json')],
)
const { teams, default: fallback } = parse(read('components/case-management-embedded/data/teams.yaml')) as {
  default: string
  teams: { team: string; wards: string[] }[]
}
const teamOf = new Map(teams.flatMap(({ team, wards }) => wards.map((ward) => [ward, team])))

const issuer = process.env.IDENTITY_URL!
const keys = jose.createRemoteJWKSet(new URL(`${issuer}/jwks`))
const days = new Intl.DateTimeFormat('en-GB', { dateStyle: 'long', timeZone: 'Europe/London' })
const alphabet = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789'
const group = () => Array.from({ length: 4 }, () => alphabet[randomInt(alphabet.length)]).join('')

const app = fastify({ logger: true })
app.get('/health/ready', { logLevel: 'silent' }, async () => ({ status: 'ok' }))
app.post('/api/submissions', async (request, reply) => {
  const token = request.headers.authorization?.replace(/^Bearer /, '') ?? ''
  const { payload } = await jose.jwtVerify(token, keys, { issuer, audience: 'urn:compose:place' })
  const key = request.headers['idempotency-key']
  if (!payload.sub || typeof key !== 'string') return reply.code(400).send()
  const body = plain(request.body)
  if (!fits(body)) return reply.code(400).send({ faults: fits.errors })
  const { rows: found } = await pool.query<{ ward: string }>(
    'SELECT ward FROM address WHERE uprn = $1 AND postcode = $2',
    [body.homeAddress, body.homePostcode],
  )
  if (!found[0]) return reply.code(400).send({ faults: ['there is no such address'] })
  const reference = await keep(body, payload.sub, `${payload.sub}/${key}`, teamOf.get(found[0].ward) ?? fallback)
  return reply.code(201).send({ reference })
})

/** All of it or nothing; the same request gives the same reference. */
async function keep(body: Submission, who: string, request: string, team: string): Promise<string> {
  const client = await pool.connect()
  try {
    await client.query('BEGIN')
    const reference = `${group()}-${group()}-${group()}`
    const kept = await client.query(
      'INSERT INTO record (reference, request, applicant_id, fields) VALUES ($1, $2, $3, $4) ON CONFLICT (request) DO NOTHING',
      [reference, request, who, JSON.stringify(body)],
    )
    if (kept.rowCount === 0) {
      await client.query('ROLLBACK')
      const before = await client.query<{ reference: string }>('SELECT reference FROM record WHERE request = $1', [
        request,
      ])
      return before.rows[0]!.reference
    }
    const openedAt = new Date()
    const dueAt = new Date(openedAt.getTime() + 14 * 86_400_000)
    const priority = body.immediateDanger ? 'urgent' : body.gettingWorse ? 'high' : 'standard'
    const { immediateDanger, gettingWorse, situation } = body
    await client.query(
      `INSERT INTO cases (reference, status, subject, applicant_id, contact_email, team, priority, answers, opened_at, due_at)
       VALUES ($1, 'new', $2, $3, $4, $5, $6, $7, $8, $9)`,
      [
        reference,
        body.subjectName,
        who,
        body.applicantContact.email.toLowerCase(),
        team,
        priority,
        JSON.stringify({ situation, immediateDanger, gettingWorse }),
        openedAt,
        dueAt,
      ],
    )
    await client.query('INSERT INTO message (reference, email, name, subject, body) VALUES ($1, $2, $3, $4, $5)', [
      reference,
      body.applicantContact.email.toLowerCase(),
      body.applicantName,
      `We have received your case ${reference}`,
      `We have received your case. Your reference is ${reference}. We will respond by ${days.format(dueAt)}.`,
    ])
    await client.query("INSERT INTO audit (action, actor, reference) VALUES ('received', 'service', $1)", [reference])
    for (const name of ['case.opened', 'message.sent', 'case.received'])
      await client.query('INSERT INTO event (id, type, subject, data) VALUES ($1, $2, $3, $4)', [
        randomUUID(),
        `dev.compose.${name}.v1`,
        reference,
        JSON.stringify({ reference }),
      ])
    await client.query('COMMIT')
    return reference
  } catch (error) {
    await client.query('ROLLBACK')
    throw error
  } finally {
    client.release()
  }
}

function plain(body: unknown): unknown {
  if (typeof body !== 'object' || body === null) return body
  return Object.fromEntries(
    Object.entries(body).map(([name, value]) => {
      if (typeof value !== 'string') return [name, value]
      const text = value.normalize('NFC').trim()
      return [name, name === 'homePostcode' ? text.toUpperCase() : text]
    }),
  )
}

await app.listen({ port: Number(process.env.PORT), host: '127.0.0.1' })
process.once('disconnect', () => process.exit())
