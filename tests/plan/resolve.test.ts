import { describe, expect, test } from 'vitest'
import type { Catalog } from '../../src/catalog/load.ts'
import { type RecordField, stepsOf } from '../../src/schema.ts'
import { resolve } from '../../src/steps/resolve.ts'
import { settle } from '../../src/steps/settle.ts'
import { catalog, compositionOf, filesOf, planOf, rowsOf } from '../support/plan.ts'

test('every required input of every step is supplied', async () => {
  const plan = await planOf('triage referrals, text people')
  const operations = new Map(
    [...catalog.capabilities.values()].flatMap((one) => one.operations.map((operation) => [operation.name, operation])),
  )
  for (const step of stepsOf(plan)) {
    for (const input of operations.get(step.do ?? '')?.inputs ?? []) {
      if (input.required && !input.hasDefault)
        expect(step.inputs, `${step.id}.${input.name}`).toHaveProperty(input.name)
    }
  }
})

test('a type that nothing has is derived by the shortest chain, and the plan says what it pulled in', async () => {
  const plan = await planOf('case triage service')
  expect(
    stepsOf(plan)
      .map((step) => step.id)
      .slice(0, 3),
  ).toEqual(['get-address', 'find-team', 'open-case'])
  expect(plan.choices.find((choice) => choice.capability === 'address-lookup')?.why).toContain('WardCode')
  expect(plan.record.map((field) => field.name)).toEqual(expect.arrayContaining(['homePostcode', 'homeAddress']))
  expect(plan.record.find((field) => field.name === 'homeAddress')?.choices).toEqual({
    operation: 'address-lookup.findAddresses',
    inputs: { postcode: 'record.homePostcode' },
  })
})

test.each([
  ['case triage', { applicantName: 'name', applicantContact: 'email' }],
  ['case triage, text people', { applicantName: 'name', applicantContact: 'tel' }],
  ['triage referrals, send letters', { applicantName: 'name', applicantContact: 'street-address' }],
])('%s: a browser offers what belongs to the applicant, and nothing for the data of others', async (sentence, own) => {
  const { record } = await planOf(sentence)
  const offered = record.flatMap(({ name, question }) => (question.autocomplete ? [[name, question.autocomplete]] : []))
  expect(Object.fromEntries(offered)).toEqual(own)
})

test.each([
  ['case triage', 'email', 'What is your email address?'],
  ['case triage, text people', 'text', 'What is your mobile phone number?'],
  ['case triage, by letter', 'letter', 'What is your address?'],
])('%s: what nothing supplies becomes a question, for the one way that the goal says', async (sentence, way, title) => {
  const plan = await planOf(sentence)
  expect(stepsOf(plan).find((step) => step.id === 'acknowledge')).toMatchObject({
    do: 'notifications.sendMessage',
    inputs: { to: 'record.applicantContact', name: 'record.applicantName' },
  })
  const asked = plan.record.filter(({ question }) => question.kind === 'contact')
  expect(asked.map(({ name, question }) => [name, question.only, question.title])).toEqual([
    ['applicantContact', [way], title],
  ])
})

function withFields(fields: RecordField[]): Catalog {
  const triage = catalog.patterns.get('triage')!
  const spec = { ...triage.file.spec, fields: [...triage.file.spec.fields, ...fields] }
  return { ...catalog, patterns: new Map([['triage', { ...triage, file: { ...triage.file, spec } }]]) }
}

test('two equal candidates are an open question for a person, never a silent pick', async () => {
  const question = { kind: 'text' as const, title: 'Who else is this about?', missing: 'Enter a name' }
  const twice = withFields([{ name: 'otherSubject', type: 'PersonName', role: 'subject', question }])
  const plan = await planOf('case triage', {}, twice)
  expect(plan.openQuestions).toMatchObject([
    { id: 'open-case.subject', options: [expect.any(String), expect.any(String)] },
  ])
  expect(() => settle(plan, twice)).toThrowError(expect.objectContaining({ code: 'open-question', exitStatus: 8 }))
})

test('a person answers an open question by one of its choices; what answers nothing is refused by name', async () => {
  const question = { kind: 'text' as const, title: 'Who else is this about?', missing: 'Enter a name' }
  const twice = withFields([{ name: 'otherSubject', type: 'PersonName', role: 'subject', question }])
  const { intent, openQuestions } = await planOf('case triage', {}, twice)
  const [{ id, options } = { id: '', options: [] }] = openQuestions
  const answered = (answers: Record<string, string>) => ({ ...intent, goal: { ...intent.goal, answers } })
  const sourceAfter = (answer: string) => {
    const plan = resolve(answered({ [id]: answer }), twice)
    expect(plan.openQuestions).toEqual([])
    return stepsOf(plan).find((step) => step.id === 'open-case')?.inputs.subject
  }
  expect(options.map(sourceAfter)).toEqual(['record.subjectName', 'record.otherSubject'])
  for (const answers of [{ [id]: 'neither' }, { 'open-case.team': options[0]! }])
    expect(() => resolve(answered(answers), twice)).toThrowError(
      expect.objectContaining({ code: 'unknown-name', suggestion: expect.stringContaining(options[1]!) }),
    )
  expect(() => resolve(answered({ [id]: options[0]! }), catalog)).toThrow(/No open question takes the answer/)
})

function wanting(wants: string[]): Catalog {
  const triage = catalog.patterns.get('triage')!
  const { phases: given } = triage.file.spec
  const phases = Object.fromEntries(
    Object.entries(given).map(([phase, steps]) => [
      phase,
      steps.map((step) => (step.wants ? { ...step, wants } : step)),
    ]),
  )
  return {
    ...catalog,
    patterns: new Map([['triage', { ...triage, file: { ...triage.file, spec: { ...triage.file.spec, phases } } }]]),
  }
}

test('an optional input is derived where it is wanted, and takes what is there where it is not', async () => {
  const wanted = await planOf('case triage')
  const openCase = (plan: typeof wanted) => stepsOf(plan).find(({ id }) => id === 'open-case')
  expect(openCase(wanted)?.inputs.team).toBe('find-team.team')
  expect(openCase(wanted)?.inputs.contact).toBe('record.applicantContact')
  expect(openCase(wanted)).not.toHaveProperty('wants')

  const plain = await planOf('case triage', {}, wanting([]))
  expect(stepsOf(plain).map(({ id }) => id)).not.toContain('find-team')
  expect(plain.record.map(({ name }) => name)).not.toContain('homeAddress')
  expect(plain.choices.map(({ capability }) => capability)).not.toContain('address-lookup')
  expect(openCase(plain)?.inputs).toMatchObject({
    subject: 'record.subjectName',
    priority: 'rule.priority',
  })
  expect(openCase(plain)?.inputs).not.toHaveProperty('team')
})

test('ruling out what derives a type leaves no composition', async () => {
  await expect(planOf('case triage', { without: ['address-lookup'] })).rejects.toMatchObject({
    code: 'no-composition',
    exitStatus: 5,
  })
})

test('a stale plan is refused', async () => {
  const plan = await planOf('case triage')
  const changed = { ...plan, policy: `sha256:${'0'.repeat(64)}` }
  expect(() => settle(changed, catalog)).toThrowError(expect.objectContaining({ code: 'plan-stale' }))
})

test('every rejection names its rule', async () => {
  const audit = catalog.components.get('audit-embedded')!
  const other = (change: object) => ({ ...audit, file: { ...audit.file, spec: { ...audit.file.spec, ...change } } })
  const components = new Map([
    ...catalog.components,
    ['audit-old', other({ lifecycle: 'deprecated' })],
    ['audit-abroad', other({ data: { ...audit.file.spec.data, residency: ['US'] } })],
  ])
  const plan = await planOf('case triage', {}, { ...catalog, components })
  expect(plan.choices.find((choice) => choice.capability === 'audit')?.rejected).toEqual([
    { component: 'audit-old', rule: 'policy.lifecycles', reason: 'its lifecycle is deprecated' },
    { component: 'audit-abroad', rule: 'policy.residency', reason: 'it keeps data in US' },
  ])
})

describe('a part that the policy rules out', () => {
  const goals = [
    'case triage service',
    'triage referrals, text people',
    'triage requests to book a slot, urgent if homeless',
  ]
  const scheduling = catalog.capabilities.get('scheduling')!
  const component = catalog.components.get('scheduling-embedded')!
  /** The catalogue with a part that has words, and that is of a lifecycle. */
  const having = (lifecycle: 'experimental' | 'production'): Catalog => {
    const { spec } = scheduling.file
    const spoken = { ...scheduling, file: { ...scheduling.file, spec: { ...spec, words: ['book', 'slot'] } } }
    const of = { ...component, file: { ...component.file, spec: { ...component.file.spec, lifecycle } } }
    return {
      ...catalog,
      capabilities: new Map([...catalog.capabilities, ['scheduling', spoken]]),
      components: new Map([...catalog.components, ['scheduling-embedded', of]]),
    }
  }
  const shut = having('experimental')
  const without = (of: Catalog): Catalog => ({
    ...of,
    capabilities: new Map([...of.capabilities].filter(([id]) => id !== 'scheduling')),
    components: new Map([...of.components].filter(([id]) => id !== 'scheduling-embedded')),
  })

  test.each(goals)('changes no plan: %s', async (sentence) => {
    expect(await planOf(sentence, {}, shut)).toEqual(await planOf(sentence, {}, without(shut)))
  })

  test('changes no byte of a folder', async () => {
    const composition = await compositionOf('case triage service')
    const its = /^(capabilities\/scheduling|components\/scheduling-embedded)\/|^types\/(Booking|Slot|Hold|Opening)/
    const files = new Map([...catalog.files].filter(([path]) => !its.test(path)))
    expect(files.size).toBeLessThan(catalog.files.size - 20)
    const folder = await filesOf(composition)
    expect(await filesOf(composition, undefined, { ...without(catalog), files })).toEqual(folder)
    expect([...folder.keys()].filter((path) => path.startsWith('types/'))).not.toHaveLength(catalog.types.size)
    expect(folder.has('types/ResponseTarget.yaml')).toBe(true)
  })

  test('has no words: what they say stands among what was not read', async () => {
    const plan = await planOf('triage requests to book a slot', {}, shut)
    expect(plan.choices.map(({ capability }) => capability)).not.toContain('scheduling')
    expect(plan.intent.unread).toEqual(['book', 'slot'])
    const refused = { code: 'no-composition', message: expect.stringContaining('its lifecycle is experimental') }
    await expect(planOf('book a slot at the library', {}, shut)).rejects.toMatchObject(refused)
  })

  test('adds nothing by its words alone where the policy lets it in: what nothing calls is not read', async () => {
    const plan = await planOf('triage requests to book a slot', {}, having('production'))
    expect(plan.choices.map(({ capability }) => capability)).not.toContain('scheduling')
    expect(plan.intent.capabilities).toContainEqual({ id: 'scheduling', because: 'book' })
    expect(plan.unread).toEqual([
      { words: 'book', kind: 'note' },
      { words: 'slot', kind: 'note' },
    ])
  })
})

test("the goal's rule stands before milder ones and before the default", async () => {
  const composition = await compositionOf(
    'triage referrals, high priority if there is a risk of harm, low priority if it is cosmetic',
  )
  expect(rowsOf(composition, 'priority').map((row) => [Object.keys(row.when), row.is])).toEqual([
    [['immediateDanger'], 'urgent'],
    [['riskOfHarm'], 'high'],
    [['gettingWorse'], 'high'],
    [['cosmetic'], 'low'],
    [[], 'standard'],
  ])
})

test('rule, deadline and channel each have a scenario that comes from the goal', async () => {
  const { scenarios, rules } = await compositionOf(
    'triage referrals, high priority if there is a risk of harm, answer within 2 working days, text people',
  )
  expect(rules.respondWithin).toMatchObject({
    rows: [{ when: {}, is: { amount: 2, unit: 'working-days' }, because: 'answer within 2 working days' }],
  })
  expect(scenarios.filter((one) => one.from === 'goal').flatMap((one) => one.expect)).toEqual([
    { see: 'call', of: 'case-management.openCase', member: 'priority', is: 'high' },
    { see: 'call', of: 'case-management.openCase', member: 'priority', is: 'standard' },
    { see: 'panel', panel: 'messages', says: '{reference}', where: { channel: 'text' }, count: 1 },
    {
      see: 'call',
      of: 'case-management.openCase',
      member: 'respondWithin',
      is: { amount: 2, unit: 'working-days' },
    },
  ])
})
