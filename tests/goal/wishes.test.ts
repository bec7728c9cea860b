import { expect, test } from 'vitest'
import { planOf } from '../support/plan.ts'

const intentOf = async (sentence: string) => (await planOf(sentence)).intent

test.each([
  ['never email people', undefined],
  ['do not text people', undefined],
  ["don't send letters", undefined],
  ['never contact people, text people', 'text', 'never contact people'],
  ['text people instead of email', 'text', 'instead of email'],
  ['send letters not emails', 'letter', 'not emails'],
  ['do not ask for an address', undefined],
  ['without payments', undefined],
  ['no letters', undefined],
])('what is not wanted is no wish: %s', async (words, channel, phrase: string = words) => {
  const { constraints, unread } = await intentOf(`case triage, ${words}`)
  expect(constraints.map((one) => one.value)).toEqual(channel ? [channel] : [])
  expect(unread).toEqual([phrase])
})

test('a part that is not wanted is not there because of the goal', async () => {
  const { capabilities } = await intentOf('triage reports, do not ask for an address')
  expect(capabilities.map((one) => one.id)).not.toContain('address-lookup')
  await expect(intentOf('never triage anything')).rejects.toMatchObject({ code: 'no-pattern' })
})

const days = (amount: number, unit = 'days') => ({ amount, unit })

test.each([
  ['answer not within 2 days but within 5 days', days(5), ['not within 2 days']],
  [
    'answer within 24 hours; everything else within 20 working days',
    undefined,
    ['answer within 24 hours', 'everything else within 20 working days'],
  ],
  ['acknowledge within 1 day and decide within 10 days', days(10), ['acknowledge within 1 day']],
  ['notify people within 2 hours, answer within 5 days', days(5), ['notify people within 2 hours']],
  ['text people within 2 hours', days(2, 'hours'), []],
  ['go live in 3 weeks', undefined, ['go live in 3 weeks']],
  ['answer within 2 days of receipt', days(2), []],
  ['answer red cases within 2 days', undefined, ['answer red cases within 2 days']],
  ['answer the governors within 2 days', undefined, ['answer the governors within 2 days']],
  ['answer within 2 days for all referrals', days(2), []],
])('a deadline of some cases is not that of all: %s', async (words, target, unread) => {
  const intent = await intentOf(`case triage, ${words}`)
  expect(intent.deadline?.target).toEqual(target)
  expect(intent.times).toEqual([])
  expect(intent.unread).toEqual(unread)
})

test.each([
  ['email and text people', 'text', ['email']],
  ['text people but email staff', 'text', ['email staff']],
])('a second channel is not read: %s', async (words, channel, unread) => {
  const intent = await intentOf(`case triage, ${words}`)
  expect(intent.constraints).toMatchObject([{ value: channel }])
  expect(intent.unread).toEqual(unread)
})
