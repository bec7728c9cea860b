import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { lintCatalog } from '../../src/catalog/lint.ts'
import type { Catalog } from '../../src/catalog/load.ts'
import type { BroughtAnswer, Composition } from '../../src/schema.ts'
import { catalog, compositionOf, filesOf, planOf } from '../support/plan.ts'

// A journey that ends in what a part finds: who is asked, with what, and what cannot be.

const found = await compositionOf('find my councillor by postcode')

/** What is wrong with a composition, as lines. */
const problemsOf = (changed: Partial<Composition>): Promise<string> =>
  filesOf({ ...found, ...changed }).then(
    () => '',
    (error) => JSON.stringify(error.problems),
  )
const answers = (changed: object) => ({
  answers: { findCouncillors: { ...found.answers!.findCouncillors!, ...changed } },
})

test.each([
  ['find my councillor by postcode', 'Councillor finder', ['findCouncillors']],
  ['find your ward', 'Ward finder', ['findAreas']],
  // A ward councillor is no ward.
  ['find my ward councillor', 'Ward councillor finder', ['findCouncillors']],
  ['find my parish and my councillors', 'Parish finder', ['findAreas', 'findCouncillors']],
  ['find my councillors, my parish, and who a councillor is', 'Councillors finder', ['findCouncillors', 'findAreas']],
])('%s: is asked of the part by the words that people come to it for', async (goal, title, names) => {
  const plan = await planOf(goal)
  expect([plan.intent.title, Object.keys(plan.answers!), plan.journeys]).toEqual([
    title,
    names,
    [{ id: 'find', ends: { answer: names } }],
  ])
  expect(plan.choices.map(({ capability }) => capability)).toEqual(['areas'])
  expect(plan.record.map(({ name, question }) => [name, question.title])).toEqual([
    ['homePostcode', 'What is your postcode?'],
  ])
  expect(plan.intent.unread).toEqual([])
})

test.each(['when is my bin collected', 'find my bin day', 'when is my recycling collected'])(
  '%s: the property is picked from those at a postcode, which the same part lists',
  async (goal) => {
    const { choices, record, answers: found } = await planOf(goal)
    expect(choices.map(({ capability }) => capability)).toEqual(['waste-collections'])
    expect(record.map(({ name, question, choices: list }) => [name, question.title, list?.operation])).toEqual([
      ['homePostcode', 'What is your postcode?', undefined],
      ['collectionAddress', 'Which is your address?', 'waste-collections.listPlaces'],
    ])
    expect(found).toMatchObject({ findCollections: { inputs: { uprn: 'record.collectionAddress' } } })
  },
)

test('what no part finds is refused, with what there is', async () => {
  await expect(planOf('find my dog')).rejects.toMatchObject({
    code: 'no-composition',
    suggestion: expect.stringContaining('councillor'),
  })
})

test('a part that is only mentioned adds nothing to another kind of service', async () => {
  const [plain, mentioned] = await Promise.all([
    planOf('case triage service'),
    planOf('case triage service for councillors'),
  ])
  expect(mentioned.choices.map(({ component }) => component)).toEqual(plain.choices.map(({ component }) => component))
})

test('the service has one part, no sign-in, and a database that is the part’s alone', async () => {
  const files = await filesOf(found)
  const text = (path: string) => files.get(path)!.bytes.toString()
  const { services } = parse(text('deploy/compose.yaml')) as {
    services: Record<string, { environment: Record<string, string> }>
  }
  expect(Object.keys(services)).toEqual(['postgres', 'areas', 'councillor-finder'])
  expect(Object.keys(services['councillor-finder']!.environment)).toEqual([
    'AREAS_URL',
    'TRUST_PROXY',
    'PORT',
    'PUBLIC_URL',
  ])
  const named = Object.entries(services).filter(([, { environment }]) =>
    JSON.stringify(environment).includes('IDENTITY'),
  )
  expect(named).toEqual([])
  for (const path of ['service/rights.json', 'service/src/rules.ts', 'service/tests/rules.test.ts'])
    expect(files.has(path), path).toBe(false)
})

test.each<[string, Partial<Composition>, string]>([
  ['an operation that there is not', answers({ do: 'areas.findNobody' }), 'the catalogue does not have'],
  ['an operation that not everybody may call', answers({ do: 'address-lookup.findAddresses' }), 'not everybody may'],
  ['without an input', answers({ inputs: {} }), 'gives no postcode'],
  ['with what nobody is asked', answers({ inputs: { postcode: 'record.workPostcode' } }), 'leads nowhere'],
  ['with what a rule gives', answers({ inputs: { postcode: 'rule.home' } }), 'is asked with rule.home'],
  ['a member that it does not answer', answers({ show: ['post', 'shoeSize'] }), 'finds no shoeSize'],
  [
    'nothing that a journey answers with',
    { journeys: [{ id: 'find', ends: { answer: ['nobody'] } }] },
    'there is no rule nobody',
  ],
  [
    'a part that nothing calls',
    { components: { ...found.components, audit: { component: 'audit-embedded', version: '1.0.0', binding: 'own' } } },
    'nothing calls it',
  ],
])('%s is refused where it stands', async (_what, changed, message) => {
  expect(await problemsOf(changed)).toContain(message)
})

test.each<[string, Partial<BroughtAnswer>, string]>([
  ['changes something or is not there', { from: 'removeAreas' }, 'the contract does not have'],
  ['does not answer what is shown', { show: ['shoeSize'] }, 'findCouncillors shows shoeSize'],
  [
    'does not take what its sample gives',
    { none: { title: 'No', says: ['No'], sample: { town: 'Here' } } },
    'takes no town',
  ],
])('a part that brings an answer which %s is an error of the catalogue', (_what, changed, message) => {
  const areas = catalog.capabilities.get('areas')!
  const [first] = areas.brings.answers
  const broken = {
    ...areas,
    operations: areas.operations,
    digest: areas.digest,
    brings: { ...areas.brings, answers: [{ ...first!, ...changed }] },
  }
  const other: Catalog = Object.assign(Object.create(catalog) as Catalog, {
    capabilities: new Map([...catalog.capabilities, ['areas', broken]]),
  })
  expect(JSON.stringify(lintCatalog(other))).toContain(message)
})
