import { expect, test } from 'vitest'
import { ownScope } from '../../catalog/kit/src/auth.ts'
import { liftPeople } from '../../src/schema/lift/people.ts'
import { type Composition, Person } from '../../src/schema.ts'
import { settlePeople } from '../../src/steps/people.ts'
import { catalog, compositionOf, filesOf } from '../support/plan.ts'

const components = (...capabilities: string[]): Pick<Composition, 'components'> => ({
  components: Object.fromEntries(
    capabilities.map((id) => [id, { component: `${id}-embedded`, version: '1.0.0', binding: 'own' as const }]),
  ),
})
const settled = (may: string[], ...capabilities: string[]) =>
  settlePeople(
    { clerk: Person.parse({ title: 'Clerk', may }) },
    components('case-management', 'audit', ...capabilities),
    catalog,
  ).clerk!.may

test.each<[string, string[], string[], string[]]>([
  ['nothing', [], [], []],
  ['read', ['read'], [], ['audit:read', 'cases:read', 'records:read']],
  [
    'work',
    ['work'],
    [],
    ['attention:work', 'cases:allocate', 'cases:decide', 'cases:on-behalf', 'cases:work', 'records:take'],
  ],
  ['lead', ['lead'], [], ['attention:end', 'audit:verify']],
  [
    'work, with one part more',
    ['work'],
    ['scheduling'],
    [
      'attention:work',
      'bookings:book',
      'bookings:change',
      'cases:allocate',
      'cases:decide',
      'cases:on-behalf',
      'cases:work',
      'records:take',
    ],
  ],
  ['lead, with one part more', ['lead'], ['scheduling'], ['attention:end', 'audit:verify', 'bookings:set-up']],
  ['a level and one scope of another', ['lead', 'cases:read'], [], ['attention:end', 'audit:verify', 'cases:read']],
  ['one thing twice, in any order', ['cases:work', 'audit:read', 'cases:work'], [], ['audit:read', 'cases:work']],
])('the level is written out by the scopes there are: %s', (_name, may, capabilities, scopes) => {
  expect(settled(may, ...capabilities)).toEqual(scopes)
})

test.each([
  ['cases:opne', 'the scope cases:opne, which does not exist'],
  ['cases:open', 'the scope cases:open, which only the service itself may have'],
  ['own:record', 'the scope own:record, which does not exist'],
  ['bookings:read', 'the scope bookings:read, which belongs to scheduling, a part that this service does not have'],
  ['personal-data:manage', 'personal-data:manage, which belongs to personal-data'],
])('a scope that nobody can have here says what, where and what next: %s', (scope, says) => {
  expect(() => settled(['read', scope])).toThrow(
    expect.objectContaining({
      code: 'bad-file',
      message: expect.stringContaining(says),
      suggestion: expect.stringContaining('cases:read'),
      problems: [expect.objectContaining({ where: 'composition.yaml#people.clerk.may' })],
    }),
  )
})

test('each wrong scope is told', () => {
  expect(() => settled(['a:a', 'cases:read', 'b:b'])).toThrow(
    expect.objectContaining({ problems: [expect.anything(), expect.anything()] }),
  )
})

test.each<[string, object, unknown]>([
  [
    'one resident and two of staff, the last leads',
    { noun: 'case', roles: { resident: 'resident', staff: ['caseworker', 'team-lead'] }, settings: {} },
    {
      noun: 'case',
      people: {
        resident: { title: 'Resident', may: [] },
        caseworker: { title: 'Caseworker', may: ['read', 'work'] },
        'team-lead': { title: 'Team lead', may: ['read', 'work', 'lead'] },
      },
      settings: {},
    },
  ],
  [
    'one alone works and leads',
    { roles: { resident: 'visitor', staff: ['warden'] } },
    { people: { visitor: { title: 'Visitor', may: [] }, warden: { title: 'Warden', may: ['read', 'work', 'lead'] } } },
  ],
  [
    'three',
    { roles: { resident: 'resident', staff: ['a', 'b', 'c'] } },
    {
      people: {
        resident: { title: 'Resident', may: [] },
        a: { title: 'A', may: ['read', 'work'] },
        b: { title: 'B', may: ['read', 'work'] },
        c: { title: 'C', may: ['read', 'work', 'lead'] },
      },
    },
  ],
  ['one that has people already', { people: {}, roles: {} }, { people: {}, roles: {} }],
  ['roles that are none', { roles: { resident: 'x', staff: [] } }, { roles: { resident: 'x', staff: [] } }],
  ['no composition', ['roles'], ['roles']],
])('a composition that says roles: %s', (_name, before, after) => {
  const given = structuredClone(before)
  expect(liftPeople(given)).toEqual(after)
  expect(Object.keys(liftPeople(given) as object)).toEqual(Object.keys(after as object))
  expect(given).toEqual(before)
})

test('a composition of before has the people that a new one of the same goal has', async () => {
  const composition = await compositionOf('case triage service')
  const { people, ...rest } = composition
  const lifted = liftPeople({ ...rest, roles: { resident: 'resident', staff: ['caseworker', 'team-lead'] } })
  expect(settlePeople((lifted as Composition).people, composition, catalog)).toEqual(people)
})

test('what nobody may, though the service offers it, is told before anything is made', async () => {
  const composition = await compositionOf('case triage service')
  const without = (scope: string) => ({
    ...composition,
    people: Object.fromEntries(
      Object.entries(composition.people).map(([id, { title, may }]) => [
        id,
        { title, may: may.filter((one) => one !== scope) },
      ]),
    ),
  })
  await expect(filesOf(without('cases:decide'))).rejects.toMatchObject({
    code: 'bad-file',
    message: 'composition.yaml: people: nobody may closeCase, which needs cases:decide.',
  })
  await expect(filesOf(without('accounts:read'))).rejects.toMatchObject({
    message: 'composition.yaml: people: nobody may allocateCase, which needs cases:allocate and accounts:read.',
  })
  await expect(filesOf(without('audit:verify'))).resolves.toBeDefined()
})

test('what identity is told is the same for npm start and for containers, and is what people may', async () => {
  const composition = await compositionOf('case triage service')
  const files = await filesOf(composition)
  const rights = JSON.parse(files.get('service/rights.json')!.bytes.toString())
  expect(rights.people).toEqual(composition.people)
  const compose = files.get('deploy/compose.yaml')!.bytes.toString()
  const { parse } = await import('yaml')
  expect(JSON.parse(parse(compose).services.identity.environment.IDENTITY_RIGHTS)).toEqual(rights)
  expect(rights.scopes).toEqual([...rights.scopes].sort())
  expect(rights.scopes).toEqual(expect.arrayContaining(['cases:open', 'personal-data:manage']))
  expect(files.get('service/contracts/openapi.yaml')!.bytes.toString()).toContain(ownScope)
  for (const people of [ownScope, 'attention:work', 'attention:end']) expect(rights.scopes).not.toContain(people)
})
