import { expect, test } from 'vitest'
import { planOf } from '../support/plan.ts'

const intentOf = async (sentence: string) => (await planOf(sentence)).intent

test.each([
  ['the tenant is over 75', 'tenantAge', { over: 75 }, 'How old is the tenant?'],
  ['the patient is aged over 75', 'patientAge', { over: 75 }, 'How old is the patient?'],
  ["the tenant's age is over 75", 'tenantAge', { over: 75 }, 'How old is the tenant?'],
  ['the baby is under 1', 'babyAge', { under: 1 }, 'How old is the baby?'],
  ['they are under 18', 'age', { under: 18 }, 'How old is the person, in years?'],
  ['they are younger than 5', 'age', { under: 5 }, 'How old is the person, in years?'],
  ['they are 65 or over', 'age', { atLeast: 65 }, 'How old is the person, in years?'],
  ['the caller is at least 80 years old', 'callerAge', { atLeast: 80 }, 'How old is the caller?'],
  ['the resident is 75+', 'residentAge', { atLeast: 75 }, 'How old is the resident?'],
  ['the child is 5 or under', 'childAge', { atMost: 5 }, 'How old is the child?'],
  ['the applicant is no older than 25', 'applicantAge', { atMost: 25 }, 'How old is the applicant?'],
  ['aged 65 or over', 'age', { atLeast: 65 }, 'How old is the person, in years?'],
])('an age: %s', async (words, field, is, title) => {
  const { rules, unread } = await intentOf(`case triage, high priority if ${words}, text people`)
  expect(rules).toMatchObject([{ outcome: 'high', when: [{ field, is, title, type: 'WholeNumber' }] }])
  expect(unread).toEqual([])
})

test.each([
  ['the concern involves a baby under 1', 'Does the concern involve a baby under the age of 1?'],
  ['there is a child under 5', 'Is there a child under the age of 5?'],
  ['they have children under 5', 'Do they have children under the age of 5?'],
])('whoever may not be there has no age to ask for: %s', async (words, title) => {
  const { rules } = await intentOf(`case triage, high priority if ${words}`)
  expect(rules).toMatchObject([{ when: [{ is: true, title, type: 'YesNo' }] }])
})

test.each([
  ['there are no more than 3 carers', 'numberOfCarers', { atMost: 3 }, 'How many carers are there?'],
  ['there are 3 or more children', 'numberOfChildren', { atLeast: 3 }, 'How many children are there?'],
  [
    'there are over 2,000 complaints in the ward',
    'numberOfComplaintsInTheWard',
    { over: 2000 },
    'How many complaints are there in the ward?',
  ],
  [
    'the family has more than 3 children',
    'numberOfChildrenTheFamilyHas',
    { over: 3 },
    'How many children does the family have?',
  ],
  ['they have had more than 2 falls', 'numberOfFallsTheyHad', { over: 2 }, 'How many falls have they had?'],
  ['it has lasted over 3 weeks', 'weeksItLasted', { over: 3 }, 'How many weeks has it lasted?'],
  [
    'the boiler has been broken for more than 2 days',
    'daysBoilerBeenBroken',
    { over: 2 },
    'For how many days has the boiler been broken?',
  ],
  ['the income is under £20,000', 'incomeInPounds', { under: 20_000 }, 'What is the income in pounds?'],
  ['income is under 1,500', 'incomeInPounds', { under: 1500 }, 'What is the income in pounds?'],
  [
    'the household income is below £20k a year',
    'householdIncomeInPoundsAYear',
    { under: 20_000 },
    'What is the household income in pounds a year?',
  ],
])('a number: %s', async (words, field, is, title) => {
  const { rules } = await intentOf(`case triage, urgent if ${words}, text people`)
  expect(rules).toMatchObject([{ outcome: 'urgent', when: [{ field, is, title, type: 'WholeNumber' }] }])
})

test.each([
  'high if there are more than 2 children under 5',
  'urgent if the rent is over 1.5',
  'urgent if they owe more than £1,500 in rent',
  'urgent if the applicant has less than £50',
  'high if under 18',
  'high if the pet is over 10',
  'urgent if the temperature is below 18',
  'high if there are between 2 and 5 children',
  'urgent if the person is over 75, lives alone and has no heating',
  'urgent if there is damp, mould or a leak',
  'high if it happens at night or has happened more than 3 times',
  'low if nobody is in immediate danger',
  'low if it is not getting worse',
  'urgent if there is a leak unless it is outside',
  'lower priority if it is cosmetic',
  'never urgent if it is cosmetic',
  'no priority if it is cosmetic',
  'second priority if it is cosmetic',
  'even if it is raining, high',
  'do not treat cases with a dog as urgent',
  'low priority if not',
  'low if a tap drips',
  'urgent if the person is at least 18 and at most 25',
  'urgent if they are over 18 but under 25',
  'urgent if they fall and keep falling over and send a text',
  'high if they are alone, do not eat and sleep badly',
  'urgent if no heating or they are over 75',
])('no rule is made of half a condition: %s', async (words) => {
  expect(await intentOf(`case triage, ${words}, text people`)).toMatchObject({
    rules: [],
    unread: [words],
    constraints: [{ value: 'text' }],
  })
})

test.each([
  ['the caller has no food or has a fever', ['Does the caller have no food?', 'Does the caller have a fever?']],
  ['the tenant is disabled or over 75', ['Is the tenant disabled?', 'How old is the tenant?']],
  ['the tenant is over 75 and lives alone', ['How old is the tenant?', 'Does the tenant live alone?']],
  ['there is a risk of harm or neglect', ['Is there a risk of harm or neglect?']],
  ['they have no food or water', ['Do they have no food or water?']],
  [
    'there is a smell of gas or smoke or someone has collapsed',
    ['Is there a smell of gas or smoke?', 'Has someone collapsed?'],
  ],
  ['it has only happened once', ['Has it only happened once?']],
  ['they have children', ['Do they have children?']],
  ['the carer cannot cope', ['Is it true that the carer cannot cope?']],
  ['a child is in immediate danger', ['Is a child in immediate danger?']],
  ['no heating', ['Is there no heating?']],
  ['I am in danger', ['Am I in danger?']],
  ['they have self-harmed', ['Have they self-harmed?']],
  ['the carer cannot see or hear', ['Is it true that the carer cannot see or hear?']],
  ['children or elderly people are involved', ['Are children or elderly people involved?']],
  ['people nearby are ill', ['Are people nearby ill?']],
  ['they say they are scared', ['Do they say they are scared?']],
  ['a baby or a toddler lives there', ['Does a baby or a toddler live there?']],
  ['there is no heating or they are ill', ['Is there no heating?', 'Are they ill?']],
])('questions are asked in whole sentences: %s', async (words, titles) => {
  const { rules } = await intentOf(`case triage, urgent if ${words}`)
  expect(rules.flatMap((rule) => rule.when.map((one) => one.title))).toEqual(titles)
})

test.each([
  ['they are ill and never ask for help', ['Are they ill and never ask for help?']],
  ['they are ill and if they are old', ['Are they ill?', 'Are they old?']],
  ['contact has been lost and staff are absent', ['Has contact been lost?', 'Are staff absent?']],
  ['they are hurt and answer within 2 days', ['Are they hurt?']],
  ['they are hurt and email and text people', ['Are they hurt?']],
  ['they are hurt, email and text people', ['Are they hurt?']],
  ['they are hurt, never message the landlord', ['Are they hurt?']],
])('a condition ends where a wish begins, and not before: %s', async (words, titles) => {
  const { rules } = await intentOf(`case triage, urgent if ${words}`)
  expect(rules.flatMap((rule) => rule.when.map((one) => one.title))).toEqual(titles)
})

test('two questions never share a name', async () => {
  const { rules } = await intentOf('case triage, high if they are cosmetic, low if it is cosmetic')
  const [one, other] = rules.map((rule) => rule.when[0]!)
  expect([one!.title, other!.title]).toEqual(['Are they cosmetic?', 'Is it cosmetic?'])
  expect(one!.field).not.toBe(other!.field)
})

test.each([
  ['there is a home address', 'hasHomeAddress'],
  ['there is a reference', 'hasReference'],
  ['there is a situation', 'hasSituation'],
])('a question takes no name that something else has: %s', async (words, field) => {
  const { record } = await planOf(`case triage, high if ${words}`)
  expect(record.filter((one) => one.name === field)).toHaveLength(1)
})

test('"non-urgent" is not urgent', async () => {
  const { rules, unread } = await intentOf('case triage, non-urgent if it is cosmetic')
  expect(rules).toEqual([])
  expect(unread).toEqual(['non-urgent if it is cosmetic'])
})

test.each([
  ['otherwise standard', []],
  ['otherwise low', ['otherwise low']],
])('what the rest gets is the pattern’s: %s', async (words, unread) => {
  expect((await intentOf(`case triage, high if they are ill, ${words}`)).unread).toEqual(unread)
})
