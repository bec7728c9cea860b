import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { questionFor } from '../../src/catalog/asks.ts'
import type { Plan, Question, RecordField } from '../../src/schema.ts'
import { composeJson, temporaryFolder } from '../cli/run.ts'
import { catalog } from '../support/plan.ts'

/** A question for a type, as somebody would write it into a plan. What is no part of the situation need not fit a case. */
function field(name: string, type: string, role: string, more: Partial<Question> = {}): RecordField {
  const asked = questionFor(catalog.types, type) ?? { kind: 'text', title: '', missing: `Answer ${name}` }
  return { name, type, role, question: { ...asked, title: `What is ${name}?`, ...more } }
}

const every: RecordField[] = [
  field('household', 'WholeNumber', 'case', { min: 1, max: 16 }),
  field('rent', 'Money', 'case'),
  field('since', 'Date', 'case'),
  field('seen', 'Timestamp', 'case'),
  field('stay', 'Duration', 'case'),
  field('notice', 'ResponseTarget', 'notice', { kind: 'duration' }),
  field('trouble', 'Word', 'case', { kind: 'choice', options: { 'gas-leak': 'A gas leak', other: 'Something else' } }),
  field('helpers', 'Roles', 'helpers', { kind: 'several', options: { nurse: 'A nurse', carer: 'A carer' } }),
  field('agreed', 'YesNo', 'case', { kind: 'declaration' }),
]

test('a service that asks a question of every kind is verified, by the tests that come of its own data', async () => {
  const home = await temporaryFolder()
  const file = join(home, 'plan.yaml')
  const planned = await composeJson(['plan', 'case triage', '--out', file])
  expect(planned.report.problems).toEqual([])
  const plan = parse(await readFile(file, 'utf8')) as Plan
  for (const { type, question } of plan.record) {
    // Any way, so that people choose one.
    if (type === 'Contact')
      Object.assign(question, { only: ['email', 'text', 'letter'], title: 'How do we reach you?' })
  }
  plan.record.push(...every)
  await writeFile(file, stringify(plan))
  const ran = await composeJson(['apply', file, '--out', join(home, 'kinds')])
  expect(ran.report.problems).toEqual([])
  expect({ status: ran.status, verdict: ran.report.verdict }).toEqual({ status: 0, verdict: 'verified' })
})
