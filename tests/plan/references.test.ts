import { expect, test } from 'vitest'
import { Composition, type Value } from '../../src/schema.ts'
import { compositionOf, filesOf } from '../support/plan.ts'

// What somebody may get wrong in composition.yaml of a service in which something is held: each time it is said what, where
// and what to do, before anything is made.

const base = await compositionOf('book a slot at the recycling centre')
type Change = (made: Composition) => unknown
const picked = ({ record }: Composition) => record.find(({ choices }) => choices)!.choices!
const [setUp, book] = ['setup', 'submit'].map((phase) => (made: Composition) => made.phases[phase]![0]!) as [
  (made: Composition) => Composition['phases'][string][number],
  (made: Composition) => Composition['phases'][string][number],
]
const said =
  (name: string, text: string): Change =>
  ({ texts }) =>
    (texts[name] = text)

const setting = ({ rules }: Composition, name: string, is: Value) => {
  rules[name] = { gives: rules[name]!.gives, inputs: {}, rows: [{ when: {}, is }] }
}
const limit = ({ rules }: Composition, is: Value) => {
  rules.limit = { gives: 'Limit/booking', inputs: { applicantName: 'record.applicantName' }, rows: [{ when: {}, is }] }
}

test.each<[string, Change, RegExp]>([
  [
    'another type than is taken',
    (it) => (picked(it).inputs.from = 'record.applicantName'),
    /choices\.inputs\.from: .* is a PersonName, .* takes a Date/,
  ],
  [
    'another rule than is taken',
    (it) => (picked(it).inputs.bookable = 'rule.remindBefore'),
    /choices\.inputs\.bookable: .* is a Duration/,
  ],
  [
    'another rule for a hold',
    (it) => (picked(it).hold!.inputs.limit = 'rule.bookable'),
    /choices\.hold\.inputs\.limit: .* takes a Limit/,
  ],
  [
    'another type for a step',
    (it) => (book(it).inputs.name = 'record.applicantContact'),
    /submit\.book\.inputs\.name: .* is a Contact/,
  ],
  ['a heading that is no day', (it) => (picked(it).group = 'slotId'), /choices: slotId is no moment/],
  [
    'an event before there is a record',
    (it) => it.phases.setup!.push({ id: 'tell', emit: 'opened', inputs: {} }),
    /setup\.tell: has emit/,
  ],
  [
    'a condition before there is a record',
    (it) => (setUp(it).if = { 'record.earliest': { given: true } }),
    /setup\.set-up-times: has if/,
  ],
  [
    'what is answered later',
    (it) => (book(it).inputs.name = 'read-due.name'),
    /submit\.book\.inputs\.name: read-due\.name is answered later/,
  ],
  [
    'a type that there is not',
    (it) => (it.rules.remindBefore!.gives = 'Hours/reminder'),
    /rules\.remindBefore\.gives: there is no type Hours/,
  ],
  [
    'a length of time in words',
    (it) => (setUp(it).with!.each = '30 minutes'),
    /setup\.set-up-times\.with\.each: "30 minutes" is no Duration/,
  ],
  [
    'a setting in words',
    (it) => setting(it, 'remindBefore', 'a day before'),
    /rules\.remindBefore: "a day before" is no Duration/,
  ],
  [
    'a name with spaces',
    (it) => setting(it, 'bookable', 'The Centre'),
    /rules\.bookable: "The Centre" is no BookableId/,
  ],
  [
    'a limit without its period',
    (it) => limit(it, { count: 12, key: '$applicantName' }),
    /rules\.limit: .* is no Limit: must have .* 'period'/,
  ],
  [
    'a limit with a count in words',
    (it) => limit(it, { count: 'twelve', period: 'P1Y', key: '$applicantName' }),
    /rules\.limit: .* is no Limit: count must be integer/,
  ],
  [
    'an answer in a message',
    said('bookedBody', 'Dear {applicantName}'),
    /texts\.bookedBody: holds \{applicantName\}, which stands for nothing/,
  ],
  ['a word for the pattern in a message', said('bookedSubject', 'Your {noun}'), /texts\.bookedSubject: holds \{noun\}/],
  [
    'what is not known yet in a message',
    said('bookedBody', 'It was {read-due.startsAt}'),
    /texts\.bookedBody: holds .* not known where it is read/,
  ],
  [
    'a value on a page that has none',
    said('confirmationPanel', 'See you on {book.startsAt}'),
    /texts\.confirmationPanel: holds/,
  ],
  [
    'a value that nobody waited for',
    said('confirmationNext', 'Message {confirm.messageId}'),
    /texts\.confirmationNext: holds/,
  ],
])('%s', async (_name, change, message) => {
  const made = structuredClone(base)
  change(made)
  const where = expect.stringMatching(/^composition\.yaml#/)
  await expect(filesOf(Composition.parse(made))).rejects.toMatchObject({
    code: 'bad-file',
    problems: expect.arrayContaining([
      expect.objectContaining({
        where,
        message: expect.stringMatching(message),
        suggestion: expect.stringMatching(/\w/),
      }),
    ]),
  })
})

test('what is known where it is read may be held, and an answer may be what is counted by', async () => {
  const made = structuredClone(base)
  limit(made, { count: 12, period: 'P1Y', key: '$applicantName' })
  said('confirmationNext', '{reference}: {book.startsAt}')(made)
  said('reminderBody', '{book.startsAt} or {read-due.startsAt}, {page}')(made)
  await expect(filesOf(made)).resolves.toBeDefined()
})
