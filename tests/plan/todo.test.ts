import { expect, test } from 'vitest'
import { BringsFile, Composition, type Todo } from '../../src/schema.ts'
import { settleOwn } from '../../src/steps/own.ts'
import { todoRows } from '../../src/steps/scaffold/proof/todo.ts'
import { catalog, compositionOf, filesOf } from '../support/plan.ts'

const base = await compositionOf('book a slot at the recycling centre')
const operations = new Map(
  [...catalog.capabilities.values()].flatMap((one) => one.operations.map((each) => [each.name, each] as const)),
)
const from = 'scheduling.getBooking'
const move = 'scheduling.moveBooking'
const { examples: [place] = [] } = catalog.types.get('Place') as { examples?: string[] }
const { examples: [url] = [] } = catalog.types.get('Url') as { examples?: string[] }
const withTodo = (todo: Partial<Todo>, can: string[] = []): Composition =>
  Composition.parse({
    ...base,
    person: { ...base.person, can, todo: [{ from, if: { status: 'missed' }, text: 'Choose another time', ...todo }] },
  })

test('what a part has people do is settled with its name, hanging on what it shows them', () => {
  const { person } = settleOwn(['case-management', 'scheduling'], catalog)
  expect(person.todo).toEqual([
    {
      from: 'case-management.getCase',
      if: { question: { given: true } },
      text: 'Answer our question',
      does: 'case-management.answerQuestion',
    },
  ])
  expect(person.can).not.toContain('case-management.answerQuestion')
})

test('an operation is done by the form that it has, to what the record is known by', async () => {
  const own = (await filesOf(withTodo({ does: move }))).get('service/src/own.ts')!.bytes.toString()
  const [, todo = ''] = own.split('  todo: [')
  expect(todo).toContain("if: { status: 'missed' }, text: 'Choose another time'")
  expect(todo).toContain(`do: '${move}', title: 'Move the booking'`)
  expect(own).toContain("record: ['reference', 'bookingId', 'bookable']")
})

test.each<[string, Partial<Todo>, string, string, string]>([
  ['a value', { does: move }, "{ status: 'missed' }", "{ status: 'booked' }", move],
  [
    'one of several',
    { does: move, if: { status: ['missed', 'cancelled'] } },
    "{ status: 'missed' }",
    "{ status: 'booked' }",
    move,
  ],
  ['yes or no', { does: move, if: { attended: false } }, '{ attended: false }', '{ attended: true }', move],
  [
    'that there is one',
    { does: move, if: { place: { given: true } } },
    `{ place: '${place}' }`,
    '{ place: null }',
    move,
  ],
  [
    'that there is none',
    { does: move, if: { attended: { given: false } } },
    '{ attended: null }',
    '{ attended: true }',
    move,
  ],
])('its test knows when it waits and when not: %s', (_name, todo, met, otherwise, place) => {
  expect(todoRows(withTodo(todo), operations, catalog)).toMatchObject([{ from, place, met, otherwise }])
})

test('one that leads to an address is tried with one of the web', () => {
  const whole = operations.get(from)!
  const payUrl = { path: 'payUrl', type: 'Url', role: 'payment', many: false, always: false }
  const paying = new Map([...operations, [from, { ...whole, outputs: [...whole.outputs, payUrl] }] as const])
  const [row] = todoRows(withTodo({ goes: 'payUrl' }), paying, catalog)
  expect(row).toMatchObject({ does: '', place: url, met: `{ status: 'missed', payUrl: '${url}' }` })
  expect(row!.otherwise).toBe(`{ status: 'booked', payUrl: '${url}' }`)
})

test.each<[string, Partial<Todo>, string[], RegExp]>([
  ['a condition on what there is not', { does: move, if: { paid: true } }, [], /getBooking answers no paid/],
  ['a text of what there is not', { does: move, text: 'Pay {amount}' }, [], /getBooking answers no amount/],
  ['an address that there is not', { goes: 'payUrl' }, [], /getBooking answers no payUrl/],
  ['what has no form', { does: 'scheduling.releaseHold' }, [], /scheduling\.releaseHold has no form/],
  ['what they can do anyway', { does: move }, [move], /is what people can do and what they have to do/],
])('%s is no composition', async (_name, todo, can, message) => {
  await expect(filesOf(withTodo(todo, can))).rejects.toMatchObject({
    code: 'bad-file',
    message: expect.stringMatching(message),
  })
})

test.each<[string, object, string]>([
  ['nowhere', { if: { status: 'missed' }, text: 'Come' }, 'must lead to one thing: does or goes'],
  [
    'two ways',
    { if: { status: 'missed' }, text: 'Come', does: 'moveBooking', goes: 'place' },
    'must lead to one thing: does or goes',
  ],
  ['always', { if: {}, text: 'Come', does: 'moveBooking' }, 'must say when it waits for the person'],
])('a todo that leads %s is not read', (_name, todo, message) => {
  const brought = { person: { show: { from: 'getBooking', members: ['status'] }, todo: [todo] } }
  expect(BringsFile.safeParse(brought).error?.issues.map((issue) => issue.message)).toEqual([message])
  expect(
    BringsFile.safeParse({ person: { todo: [{ if: { a: 1 }, text: 'b', goes: 'c' }] } }).error?.issues,
  ).toMatchObject([{ message: 'must show what a todo hangs on: show' }])
})
