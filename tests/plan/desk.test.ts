import { expect, test } from 'vitest'
import type { Composition } from '../../src/schema.ts'
import { compositionOf, filesOf } from '../support/plan.ts'

const composition = await compositionOf('triage referrals')
const deskOf = async (given: Composition) => (await filesOf(given)).get('service/src/desk.ts')!.bytes.toString()
const refused = (given: Composition) =>
  filesOf(given).then(
    () => 'taken',
    (error: Error) => error.message,
  )

test('what parts bring stands in the composition with its part, in the words of the service', () => {
  expect(composition.lists.map(({ id, title, list, item }) => [id, title, list, item])).toEqual([
    ['cases', 'Referrals', 'case-management.listCases', 'case-management.getCase'],
  ])
  expect(composition.panels.map(({ id, from }) => [id, from])).toEqual([
    ['notes', 'case-management.listNotes'],
    ['history', 'case-management.getHistory'],
    ['messages', 'notifications.listMessages'],
    ['on-record', 'audit.listEntries'],
  ])
  expect(composition.forms['case-management.allocateCase']?.asks.assignee).toMatchObject({
    title: 'Who takes this referral?',
    from: 'identity.listStaff',
  })
})

test('which case it is about comes from the case, and what is done is asked', async () => {
  const desk = await deskOf(composition)
  expect(desk).toMatch(/do: 'case-management\.closeCase',[\s\S]*?which: \{ reference: 'reference' \}/)
  const close = /do: 'case-management\.closeCase'[\s\S]*?do: '/.exec(desk)![0]
  expect(close.match(/name: '\w+'/g)).toEqual(["name: 'outcome'", "name: 'reason'"])
})

test('values have the names that the service gives them', async () => {
  const values = { Priority: { urgent: 'Red', high: 'Amber', standard: 'Green' } }
  expect(await deskOf({ ...composition, values })).toContain(
    "values: { Priority: { urgent: 'Red', high: 'Amber', standard: 'Green' } }",
  )
})

test.each<[string, Partial<Composition>, RegExp]>([
  [
    'a value that there is not',
    { values: { Priority: { red: 'Red' } } },
    /values\.Priority\.red: a Priority is never that; it is urgent, high, standard, low/,
  ],
  ['values of no type', { values: { Colour: { red: 'Red' } } }, /values\.Colour: there is no such type/],
  [
    'a list of nothing',
    { lists: [{ ...composition.lists[0]!, list: 'case-management.listCasez' }] },
    /lists\.cases: there is no operation case-management\.listCasez/,
  ],
  ['an action without a form', { forms: {} }, /lists\.cases: case-management\.takeCase has no form/],
  [
    'a form that asks what nobody takes',
    { forms: { ...composition.forms, 'case-management.addNote': { title: 'Note', button: 'Add', asks: { txt: {} } } } },
    /forms\.case-management\.addNote: case-management\.addNote takes no txt/,
  ],
  [
    'a panel about what its operation does not know',
    { panels: [{ ...composition.panels[0]!, by: 'PersonId/assignee' }] },
    /panels\.notes: case-management\.listNotes is asked about no PersonId\/assignee/,
  ],
  [
    'a panel that is called as a list is',
    { panels: [{ ...composition.panels[0]!, id: 'cases' }] },
    /two operations of the service's API would be GET \/api\/cases\/\{reference\}/,
  ],
])('%s is refused, and where it stands', async (_name, change, says) => {
  expect(await refused({ ...composition, ...change })).toMatch(says)
})
