import { cp, readFile, rename, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { copyOfCatalogue, inProcess, inProcessJson } from './run.ts'

async function edit(path: string, change: (text: string) => string): Promise<void> {
  await writeFile(path, change(await readFile(path, 'utf8')))
}

test('an unknown key in component.yaml is refused by file and key', async () => {
  const catalogue = await copyOfCatalogue()
  await edit(join(catalogue, 'components/audit-embedded/component.yaml'), (text) => `${text}  colour: red\n`)
  const { status, report } = await inProcessJson(['plan', 'case triage service', '--catalog', catalogue])
  expect(status).toBe(3)
  expect(report.problems[0]).toMatchObject({
    code: 'catalog-invalid',
    message: 'components/audit-embedded/component.yaml: spec: unknown key colour',
    where: 'components/audit-embedded/component.yaml#spec',
  })
})

test('a component.yaml that is no YAML is refused by file and line', async () => {
  const catalogue = await copyOfCatalogue()
  await edit(join(catalogue, 'components/audit-embedded/component.yaml'), (text) =>
    text.replace('kind: Component', 'kind: [Component'),
  )
  const { status, stderr } = await inProcess(['catalog', 'lint', '--catalog', catalogue])
  expect(status).toBe(3)
  expect(stderr).toMatch(/components\/audit-embedded\/component\.yaml:\d+: /)
})

test('a contract that is not OpenAPI is refused with where to look', async () => {
  const catalogue = await copyOfCatalogue()
  await writeFile(join(catalogue, 'capabilities/audit/openapi.yaml'), 'swagger: "2.0"\npaths: {}\n')
  const { status, report } = await inProcessJson(['case triage service', '--catalog', catalogue])
  expect(status).toBe(3)
  expect(report.problems[0]?.message).toContain('capabilities/audit/openapi.yaml: not an OpenAPI 3.1 document')
  expect(report.problems[0]?.suggestion).toContain('OpenAPI 3.1')
})

test('a component without its file is refused', async () => {
  const catalogue = await copyOfCatalogue()
  const file = join(catalogue, 'components/audit-embedded/component.yaml')
  await rename(file, `${file}.bak`)
  const { status, stderr } = await inProcess(['catalog', 'list', '--catalog', catalogue])
  expect(status).toBe(3)
  expect(stderr).toContain('components/audit-embedded/component.yaml: missing from the catalogue')
})

async function withSecondAudit(conflicts: string): Promise<string> {
  const catalogue = await copyOfCatalogue()
  const second = join(catalogue, 'components/audit-ledger')
  await cp(join(catalogue, 'components/audit-embedded'), second, { recursive: true })
  await edit(join(second, 'component.yaml'), (text) =>
    text
      .replace('name: audit-embedded', 'name: audit-ledger')
      .replace('spec:\n', `spec:\n  conflicts: [${conflicts}]\n`),
  )
  return catalogue
}

test('two components in conflict are exit 5, with the way out', async () => {
  const catalogue = await withSecondAudit('notifications-embedded')
  const { status, report } = await inProcessJson([
    'plan',
    'case triage service',
    '--use',
    'audit=audit-ledger',
    '--catalog',
    catalogue,
  ])
  expect(status).toBe(5)
  expect(report.problems[0]).toMatchObject({
    code: 'no-composition',
    message: expect.stringContaining('audit-ledger and notifications-embedded cannot be in one service'),
    suggestion: expect.stringContaining('--use notifications='),
  })
})

test('a supplier that was passed over stands in the plan with its reason', async () => {
  const catalogue = await withSecondAudit('')
  const { status, stdout } = await inProcess(['plan', 'case triage service', '--catalog', catalogue])
  expect(status).toBe(0)
  expect(stdout).toContain('passed over: audit-ledger')
})

test('lint tells every finding and exits 1', async () => {
  const catalogue = await copyOfCatalogue()
  await edit(join(catalogue, 'patterns/triage.yaml'), (text) =>
    text
      .replace('do: case-management.openCase', 'do: case-management.openCaes')
      .replace('gives: Priority/record', 'gives: Priority/recird')
      .replace('{ gettingWorse: true }', '{ gettingWorst: true }'),
  )
  const { status, report } = await inProcessJson(['catalog', 'lint', '--catalog', catalogue])
  expect(status).toBe(1)
  expect(report.verdict).toBe('failed')
  expect(report.problems.map((problem) => problem.message).join('\n')).toMatch(
    /does case-management\.openCaes,[\s\S]*nothing takes what the rule "priority" gives \(Priority\/recird\)[\s\S]*reads "gettingWorst"/,
  )
})

test.each([
  [
    'address-lookup/brings.yaml',
    'derives: [findAddresses, getAdress]\n',
    'derives "getAdress", which the contract does not',
  ],
  ['audit/brings.yaml', 'derives: [appendEntry]\n', 'derives appendEntry, which changes something'],
  ['audit/brings.yaml', 'derive: [listEntries]\n', 'audit/brings.yaml: unknown key derive'],
])('what brings.yaml says must be true of the contract: %s, %j', async (path, text, says) => {
  const catalogue = await copyOfCatalogue()
  await writeFile(join(catalogue, 'capabilities', path), text)
  const { report } = await inProcessJson(['catalog', 'lint', '--catalog', catalogue])
  expect(report.problems.map(({ message, where }) => `${where} ${message}`).join('\n')).toContain(says)
})

test.each([
  ['x-kind: date\n', 'x-kind: day\n', 'has the x-kind "day", which does not exist'],
  ['x-kind: date\n', '', 'says x-ask without x-kind'],
  ['x-kind: date\n', 'x-kind: number\n', 'has the x-kind number and the type string'],
  ['x-kind: date\n', 'x-kind: moment\n', 'has the x-kind moment without the format date-time'],
  ["  title: '{phrase}?'\n", '', 'x-ask title: '],
  ['  missing: Enter a date\n', '', 'x-ask missing: '],
  ['  missing: Enter', '  default: now\n  missing: Enter', 'x-ask Unrecognized key: "default"'],
])('what a type says of asking must hold together: %j as %j', async (before, after, says) => {
  const catalogue = await copyOfCatalogue()
  await edit(join(catalogue, 'types/Date.yaml'), (text) => text.replace(before, after))
  const { status, report } = await inProcessJson(['catalog', 'lint', '--catalog', catalogue])
  const own = report.problems.filter(({ where }) => where === 'types/Date.yaml')
  expect([status, own.map(({ message }) => message)]).toEqual([1, [expect.stringContaining(says)]])
})

test.each([
  [
    'patterns/booking.yaml',
    'gives: Limit/booking',
    'gives: Limit/visit',
    'nothing takes what the setting "limit" gives',
  ],
  ['patterns/booking.yaml', 'household: UPRN/home', 'household: UPN/home', 'counts by household, a UPN/home'],
  ['vocabulary.yaml', '{ urgent: red,', '{ urgnet: red,', 'a scale of priority names "urgnet"'],
  ['patterns/complaint.yaml', '    - id: cases', '    - id: casse', 'has a list "casse", which none of its parts has'],
  [
    'patterns/complaint.yaml',
    '        - case-management.takeCase',
    '        - case-management.takeOver',
    'the list "cases" offers case-management.takeOver, which has no form',
  ],
  [
    'patterns/complaint.yaml',
    'can: [case-management.askForReview]',
    'can: [case-management.askAgain]',
    'people can case-management.askAgain, which has no form',
  ],
  [
    'patterns/complaint.yaml',
    '- from: case-management.getCase',
    '- from: case-management.getCases',
    'names case-management.getCases',
  ],
  [
    'patterns/complaint.yaml',
    'stages: { reviewWithin',
    'stages: { reveiwWithin',
    'has a stage "reveiwWithin", and no such rule',
  ],
])('what a goal may set or name must be there: %s, %s', async (path, before, after, says) => {
  const catalogue = await copyOfCatalogue()
  await edit(join(catalogue, path), (text) => text.replace(before, after))
  const { status, report } = await inProcessJson(['catalog', 'lint', '--catalog', catalogue])
  expect([status, report.problems.map(({ message }) => message)]).toEqual([1, [expect.stringContaining(says)]])
})

test.each(['answers', 'teem', 'outcome'])(
  'a step wants optional inputs of what it does, and no other: %s',
  async (name) => {
    const catalogue = await copyOfCatalogue()
    await edit(join(catalogue, 'patterns/triage.yaml'), (text) => text.replace('wants: [', `wants: [${name}, `))
    const { status, report } = await inProcessJson(['catalog', 'lint', '--catalog', catalogue])
    expect(status).toBe(1)
    expect(report.problems.map(({ message }) => message)).toEqual([
      `patterns/triage.yaml: step open-case wants "${name}", which is no optional input of what it does`,
    ])
  },
)

test('a value without a role is found, since only its very role would fit', async () => {
  const catalogue = await copyOfCatalogue()
  const contract = join(catalogue, 'capabilities/case-management/openapi.yaml')
  await edit(contract, (text) => text.replaceAll('x-role: responsible', 'x-note: responsible'))
  const { status, report } = await inProcessJson(['catalog', 'lint', '--catalog', catalogue])
  expect(status).toBe(1)
  const said = report.problems.map(({ message }) => message).join('\n')
  expect(said).toContain('openCase takes "team" (TeamId) without a role')
  expect(said).toContain('findTeam answers "team" (TeamId) without a role')
})

const openapi = (capability: string) => `capabilities/${capability}/openapi.yaml`
const manifest = (capability: string) => `capabilities/${capability}/capability.yaml`

test.each<[string, string, string | RegExp, string, string]>([
  [
    'a role',
    openapi('audit'),
    "['audit:read']",
    "['role:caseworker']",
    'listEntries names the role:caseworker, but people',
  ],
  [
    'a role beside a scope',
    openapi('scheduling'),
    "- identity: ['bookings:set-up']",
    "- identity: ['bookings:set-up']\n        - identity: ['role:team-lead']",
    'putBookable names the role:team-lead, but people',
  ],
  [
    'an unknown scope',
    openapi('audit'),
    'audit:verify',
    'audit:prove',
    'verifyChain names the scope audit:prove, which',
  ],
  [
    'a scope of another',
    openapi('audit'),
    'audit:verify',
    'cases:read',
    'verifyChain names the scope cases:read, which',
  ],
  ['no scope', openapi('case-management'), "['cases:decide']", '[]', 'closeCase names no scope'],
  ['nothing said', openapi('audit'), /\n +security:\n.*audit:write.*/, '', 'appendEntry names no scope'],
  [
    'two scopes',
    openapi('notifications'),
    "['messages:send']",
    "['messages:send', 'messages:read']",
    'sendMessage names messages:send and messages:read',
  ],
  ['a scope without level', manifest('audit'), '\n      level: lead', '', 'the scope audit:verify has no level'],
  [
    'a scope of every service',
    manifest('audit'),
    'audit:verify',
    'attention:end',
    'the scope attention:end is named like',
  ],
  [
    'one scope twice',
    manifest('notifications'),
    'messages:read',
    'audit:read',
    'the scope audit:read stands in audit as well',
  ],
  ['nobody who leads', 'patterns/triage.yaml', ', lead]', ']', 'none of its people has the level lead'],
  ['nobody who works', 'patterns/triage.yaml', /, work/g, '', 'none of its people has the level work'],
])('rights that could not work are found: %s', async (_name, path, from, to, says) => {
  const catalogue = await copyOfCatalogue()
  await edit(join(catalogue, path), (text) => text.replace(from, to))
  const { status, report } = await inProcessJson(['catalog', 'lint', '--catalog', catalogue])
  expect(status).toBe(1)
  expect(report.problems).toContainEqual(
    expect.objectContaining({ code: 'catalog-lint', where: path, message: expect.stringContaining(says) }),
  )
})

test.each([
  ['an operation that everybody may call', openapi('audit'), "\n        - identity: ['audit:verify']", ' []'],
  ['a pattern without staff', 'patterns/triage.yaml', /may: \[read.*\]/g, 'may: []'],
])('and what may be so is clean: %s', async (_name, path, from, to) => {
  const catalogue = await copyOfCatalogue()
  await edit(join(catalogue, path), (text) => text.replace(from, to))
  expect((await inProcessJson(['catalog', 'lint', '--catalog', catalogue])).report.problems).toEqual([])
})

test('one more operation that reads changes no plan', async () => {
  const catalogue = await copyOfCatalogue()
  const before = await inProcessJson(['plan', 'case triage service', '--catalog', catalogue])
  await edit(join(catalogue, 'capabilities/notifications/openapi.yaml'), (text) =>
    text.replace(
      /^paths:$/m,
      `paths:
  /wards:
    get:
      operationId: guessWard
      summary: Tell the ward of a postcode
      parameters:
        - { name: postcode, in: query, required: true, schema: { $ref: ../../types/Postcode.yaml, x-role: home } }
      responses:
        '200':
          description: The ward.
          content:
            application/json:
              schema:
                type: object
                required: [ward]
                properties: { ward: { $ref: ../../types/WardCode.yaml, x-role: home } }`,
    ),
  )
  const shown = await inProcess(['catalog', 'show', 'notifications', '--catalog', catalogue])
  expect(shown.stdout).toContain('guessWard: GET /wards')
  const after = await inProcessJson(['plan', 'case triage service', '--catalog', catalogue])
  expect(before.status).toBe(0)
  expect(after.report.result).toEqual(before.report.result)
})

test('our own catalogue is clean', async () => {
  const { status, report } = await inProcessJson(['catalog', 'lint'])
  expect(report.problems).toEqual([])
  expect(status).toBe(0)
})

test('list, search and show find the same entry', async () => {
  const list = await inProcess(['catalog', 'list'])
  expect(list.stdout).toMatch(/^capability +notifications +/m)
  const found = await inProcessJson(['catalog', 'search', 'send', 'a', 'text', 'message', '--limit', '2'])
  expect(found.report.result).toMatchObject([{ kind: 'capability', id: 'notifications' }, {}])
  const shown = await inProcess(['catalog', 'show', 'notifications'])
  expect(shown.stdout).toMatch(/sendMessage: POST \/messages/)
  expect(shown.stdout).toMatch(/in +to +Contact \(applicant\)/)
  expect(shown.stdout).toContain('Supplied by: notifications-embedded')
  expect(shown.stdout).toContain('Needs messages:read.')
  expect(shown.stdout).toMatch(/messages:read +read +see the messages that were sent/)
})

test.each([
  ['triage', /team-lead +Team lead +read, work, lead[\s\S]*Rule priority[\s\S]*urgent +immediateDanger is true/],
  ['audit-embedded', /provides +audit 1\.0\.0/],
])('show %s reads as text', async (id, text) => {
  const { status, stdout } = await inProcess(['catalog', 'show', id])
  expect(status).toBe(0)
  expect(stdout).toMatch(text)
  expect(stdout).toMatch(/sha256:[0-9a-f]{64}/)
})

test('a search that finds nothing says so', async () => {
  const { status, stdout } = await inProcess(['catalog', 'search', 'zeppelin'])
  expect(status).toBe(0)
  expect(stdout).toContain('Nothing in the catalogue fits')
})
