import { expect, test } from 'vitest'
import { Composition } from '../../src/schema.ts'
import { complete } from '../../src/steps/complete.ts'
import { settleDesk } from '../../src/steps/desk.ts'
import { settleOwn } from '../../src/steps/own.ts'
import { catalog, compositionOf } from '../support/plan.ts'

// What a pattern says of staff pages and of people's own records stands in place of what its parts say, and of nothing else.

const complaint = await compositionOf('complaints about buses')
const triage = await compositionOf('case triage service')

test('a pattern has other columns, actions and forms in the list of its part, and all else as the part has it', () => {
  const [list] = complaint.lists
  const [other] = triage.lists
  expect(list).toMatchObject({ columns: ['reference', 'subject', 'status', 'dueAt', 'assignee'], title: 'Complaints' })
  expect(list!.actions).toContain('case-management.keepFrom')
  expect(other!.actions).not.toContain('case-management.keepFrom')
  for (const member of ['search', 'mine', 'count', 'overdue'] as const) expect(list![member]).toBe(other![member])
  expect(complaint.forms['case-management.closeCase']!.asks.outcome!.only).toEqual([
    'Upheld',
    'Partly upheld',
    'Not upheld',
  ])
  expect(complaint.forms['case-management.allocateCase']!.title).toBe('Allocate')
  expect(complaint.forms['case-management.keepFrom']!.done).toBe('They have no part in the complaint')
  expect([complaint.labels.subject, triage.labels.subject]).toEqual(['From', 'About'])
})

test('people see and do what the pattern says besides what its parts say', () => {
  const [own] = complaint.person.show
  expect(own).toMatchObject({ from: 'case-management.getCase', members: expect.arrayContaining(['reply', 'stage']) })
  expect(triage.person.show[0]!.members).not.toContain('reply')
  expect(complaint.person.can).toEqual(['case-management.withdrawCase', 'case-management.askForReview'])
  expect(triage.person.can).toEqual(['case-management.withdrawCase'])
})

test('what needs a part that the service does not have is left out of it', () => {
  const kind = {
    lists: [{ id: 'cases', actions: ['case-management.takeCase', 'notifications.sendAnother'] }],
    forms: {},
    labels: {},
  }
  const [list] = settleDesk(['case-management'], 'case', catalog, kind).lists
  expect(list!.actions).toEqual(['case-management.takeCase'])
})

test('a composition that says nothing of its pages has those of its kind', () => {
  const { lists: _, panels: __, forms: ___, person: ____, keeps: _____, ...bare } = complaint
  const whole = complete(Composition.parse(bare), catalog)
  expect(whole.lists).toEqual(complaint.lists)
  expect(whole.person).toEqual(complaint.person)
  expect(settleOwn(['case-management'], catalog).person.can).toEqual(['case-management.withdrawCase'])
})
