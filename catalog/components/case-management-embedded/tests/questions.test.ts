import { managePersonalData, startComponent } from '@composed/kit/testing'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/case-management/contract.ts'
import component from '../src/index.ts'
import { newCase } from './new-case.ts'

const started = await startComponent(component)
const cases = started.client<operations>({ subject: 'person-1' })
afterAll(() => started.stop())

const question = 'Which day did Sample Resident see it first?'
const asked = async () => {
  const { reference } = await cases.openCase({ body: newCase() })
  const path = { reference }
  return { path, now: await cases.askQuestion({ path, body: { question } }) }
}

test('a case waits for the answer to what was asked, and goes on when it is there', async () => {
  const { path, now } = await asked()
  expect(now).toMatchObject({ status: 'waiting', question, allowed: expect.arrayContaining(['answerQuestion']) })
  const { question: left, ...after } = await cases.answerQuestion({ path, body: { answer: 'On Monday.' } })
  expect([left, after.status, after.allowed.includes('answerQuestion')]).toEqual([undefined, 'in-progress', false])
  const { notes } = await cases.listNotes({ path })
  expect(notes.map(({ about, text }) => [about, text])).toEqual([
    ['asked', question],
    ['answered', 'On Monday.'],
  ])
  const { entries } = await cases.getHistory({ path })
  expect(entries.map(({ action }) => action)).toEqual(['opened', 'asked', 'answered'])
  const events = (await started.events()).filter(({ subject }) => subject === path.reference)
  expect(events.map(({ type, data }) => [type, data]).slice(1)).toEqual([
    ['dev.compose.case.question-asked.v1', {}],
    ['dev.compose.case.question-answered.v1', {}],
  ])
  expect(JSON.stringify([entries, events])).not.toContain('Sample')
})

test('of two answers at once one is taken, and none once staff go on without it', async () => {
  const [{ path }, other] = await Promise.all([asked(), asked()])
  const body = { answer: 'On Monday.' }
  const tries = await Promise.allSettled([cases.answerQuestion({ path, body }), cases.answerQuestion({ path, body })])
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  const { question: left, allowed } = await cases.changeStatus({ path: other.path, body: { status: 'in-progress' } })
  expect([left, allowed.includes('answerQuestion')]).toEqual([undefined, false])
  await expect(cases.answerQuestion({ path, body })).rejects.toMatchObject({
    status: 409,
    detail: 'This case is waiting for no answer. It may have been given already.',
  })
})

test('what was asked is put in place of what was asked before, and falls away with the case', async () => {
  const { path } = await asked()
  const again = await cases.askQuestion({ path, body: { question: 'And at what time?' } })
  expect(again.question).toBe('And at what time?')
  const closed = await cases.closeCase({ path, body: { outcome: 'Approved', reason: 'It is known.' } })
  expect([closed.question, closed.allowed]).toEqual([undefined, ['reopenCase']])
})

test('what was asked is exported and erased with the person that it is about', async () => {
  const { path } = await asked()
  const person = { reference: path.reference }
  expect(JSON.stringify(await managePersonalData(started, 'export', person))).toContain(question)
  await managePersonalData(started, 'erasure', person)
  const erased = await cases.getCase({ path })
  expect([erased.status, erased.question]).toEqual(['waiting', 'Erased'])
  expect((await cases.listNotes({ path })).notes).toEqual([])
})
