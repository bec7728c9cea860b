import { expect, test } from 'vitest'
import type { PlainQuestion, Question } from '../../src/pages/index.ts'
import { asked, backPath, deciding, nextPath, submission, withAnswer } from '../../src/pages/journey.ts'

const question = (name: string, more: Partial<PlainQuestion> = {}): Question => ({
  name,
  title: name,
  kind: 'text',
  missing: name,
  ...more,
})
const questions = [
  question('carer', { kind: 'yes-no' }),
  question('carerName', { if: ({ carer }) => carer === true }),
  question('carerPhone', { if: ({ carerName }) => carerName === 'Ann' }),
  question('postcode', { check: 'postcode' }),
  question('home', { kind: 'pick', needs: ['postcode'] }),
]
const names = (list: Question[]) => list.map(({ name }) => name)

test('a question is asked when its condition is met, and not when the question before it is hidden', () => {
  expect(names(asked(questions, {}))).toEqual(['carer', 'postcode', 'home'])
  expect(names(asked(questions, { carer: true, carerName: 'Ann' }))).toEqual(names(questions))
  expect(names(asked(questions, { carer: false, carerName: 'Ann' }))).toEqual(['carer', 'postcode', 'home'])
})

test('the next page is the first unanswered question; an optional one passed by counts as answered', () => {
  expect(nextPath(questions, {}, '/apply/1')).toBe('/apply/1/carer')
  expect(nextPath(questions, { carer: true }, '/apply/1')).toBe('/apply/1/carerName')
  expect(nextPath(questions, { carer: false, postcode: '' }, '/apply/1')).toBe('/apply/1/home')
  expect(nextPath(questions, { carer: false, postcode: '', home: '1' }, '/apply/1')).toBe('/apply/1/check')
})

test('Back leads one question back, from the first to the start, and from a change to the check page', () => {
  expect(backPath(questions, {}, 'carer', '/apply/1')).toBe('/')
  expect(backPath(questions, { carer: false }, 'postcode', '/apply/1')).toBe('/apply/1/carer')
  expect(backPath(questions, { carer: false, postcode: 'ZZ99 1AB', home: '1' }, 'postcode', '/apply/1')).toBe(
    '/apply/1/check',
  )
})

test('another postcode drops the address chosen for the old one', () => {
  const before = { carer: false, postcode: 'ZZ99 1AB', home: '1' }
  expect(withAnswer(questions, before, 'postcode', 'ZZ99 1AB')).toEqual(before)
  expect(withAnswer(questions, before, 'postcode', 'ZZ99 2AD')).toEqual({ carer: false, postcode: 'ZZ99 2AD' })
  expect(deciding(questions, questions[4]!)?.name).toBe('postcode')
})

test('what is sent holds neither hidden answers nor questions passed by', () => {
  expect(submission(questions, { carer: false, carerName: 'Ann', postcode: '', home: '1' })).toEqual({
    carer: false,
    home: '1',
  })
})
