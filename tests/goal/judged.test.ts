import { expect, test } from 'vitest'
import { judgeReading } from '../../src/evaluation/judge-reading.ts'
import { Reading } from '../../src/schema.ts'
import { catalog, planOf } from '../support/plan.ts'

// What an evaluation makes of a reading: of a right one, and of each way in which one can be wrong.

const known = {
  patterns: new Map([...catalog.patterns].map(([id, { file }]) => [id, file.spec.capabilities])),
  anyway: new Map([...catalog.patterns].map(([id, { file }]) => [id, file.spec.also])),
  channels: catalog.vocabulary.constraints.channel!,
}
const nothing = { plan: undefined, problem: undefined, missing: undefined, between: [] }
const entryOf = (goal: string, reading: Record<string, unknown>) => ({
  goal,
  style: 'sentence' as const,
  reading: Reading.parse({ kind: 'triage', ...reading }),
})
/** "what became" of each thing that misses, when the goal is planned and held against a reading. */
async function missesOf(goal: string, reading: Record<string, unknown>) {
  const judged = judgeReading(entryOf(goal, reading), { ...nothing, plan: await planOf(goal) }, known)
  return judged.misses.map(({ became, what }) => `${what} ${became}`)
}

const goal = 'case triage, urgent if there is a gas leak, answer within 2 days, text people'
const right = {
  rules: [{ is: 'urgent', if: 'there is a gas leak' }],
  times: [{ is: '2 days' }],
  channels: ['text'],
}

test('a right reading misses nothing', async () => {
  expect(await missesOf(goal, right)).toEqual([])
})

test.each([
  ['another outcome', { rules: [{ is: 'high', if: 'there is a gas leak' }] }, ['rule wrong']],
  ['another condition', { rules: [{ is: 'urgent', if: 'there is a water leak' }] }, ['rule wrong']],
  ['turned round', { rules: [{ is: 'urgent', if: 'there is no gas leak' }] }, ['rule wrong']],
  ['another time', { times: [{ is: '3 days' }] }, ['time wrong']],
  ['a time of some', { times: [{ is: '2 days', of: 'urgent' }] }, ['time wrong']],
  ['another channel', { channels: ['letter'] }, ['channel wrong']],
  ['a rule that is none', { rules: [] }, ['rule wrong']],
  ['what is not to be read', { unread: ['within 2 days'], times: [] }, ['unread wrong']],
  ['another kind', { kind: 'booking' }, ['kind wrong']],
  ['no service', { kind: null, refuse: 'nonsense' }, ['refusal wrong']],
  ['a part', { parts: ['payments'] }, ['part dropped']],
])('%s', async (_, reading, misses) => {
  expect(await missesOf(goal, { ...right, ...reading })).toEqual(misses)
})

test('what is told as unread is told, and what is only a word in a list is lost', async () => {
  expect(await missesOf('case triage, keep records for 7 years', { also: ['keep records for 7 years'] })).toEqual([
    'also told',
  ])
  expect(await missesOf('case triage never by fax', { unread: ['never by fax'] })).toEqual([])
  expect(await missesOf('case triage with graffiti', { also: ['with graffiti'] })).toEqual(['also dropped'])
})

test('a kind that is not there is refused rightly by its name alone', () => {
  const entry = entryOf('apply for a badge', { kind: 'application' })
  const by = (missing: string | undefined) => {
    const judged = judgeReading(entry, { ...nothing, problem: 'no-pattern', missing }, known)
    return [judged.kind, ...judged.misses.map(({ became, what }) => `${what} ${became}`)]
  }
  expect(by('application')).toEqual(['right'])
  expect(by('report')).toEqual(['refused', 'refusal refused'])
  expect(by(undefined)).toEqual(['refused', 'refusal refused'])
  const asked = { ...nothing, problem: 'open-question', between: ['triage', 'booking'] }
  expect(judgeReading(entryOf('a desk', {}), asked, known).kind).toBe('asked')
  expect(judgeReading(entry, asked, known).kind).toBe('wrong')
})
