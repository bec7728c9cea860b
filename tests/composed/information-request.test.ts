import { offers } from '@composed/kit/testing/browser'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Colleague, type Office, openOffice, wordsOf, workingDaysAfter } from '../support/office.ts'
import { planOf } from '../support/plan.ts'

// "freedom of information requests, 20 working days", composed once and used as people use it: what is asked for, answered,
// refused on a ground of the list, passed on, and looked at again by somebody else.

const sentence = 'freedom of information requests, 20 working days'

let office: Office
let officer: Colleague
let other: Colleague

beforeAll(async () => {
  office = await openOffice(await planOf(sentence), 'information')
  officer = await office.takeOn('Robin Officer', 'information-officer')
  other = await office.takeOn('Sam Second', 'information-officer')
})
afterAll(() => office?.close())

let senders = 0
const ask = (given: Record<string, string> = {}) => {
  senders += 1
  const answers = { applicantName: 'Person Asking', wanted: 'What the new bridge cost.', form: 'file' }
  return office.send({ ...answers, ...given }, `asking-${senders}@example.com`)
}

test('people say what they want, how, who they are and how to reach them; nobody asks where they live', async () => {
  const { asked, reference } = await ask({ form: 'visit' })
  expect(asked).toEqual(['applicantName', 'wanted', 'form', 'applicantContact'])
  await officer.sees(reference)
  const page = wordsOf(await officer.page(`/staff/cases/at/${reference}`))
  for (const said of ['What the new bridge cost.', 'I want to come and look at it']) expect(page).toContain(said)
})

test('it is due on the 20th working day, of which people are told', async () => {
  const { reference } = await ask()
  const seen = await officer.sees(reference)
  expect(seen.dueAt).toBe(workingDaysAfter(String(seen.openedAt), 20))
  expect(seen.respondWithin).toEqual({ amount: 20, unit: 'working-days' })
  const day = new Date(String(seen.dueAt)).toLocaleDateString('en-GB', { day: 'numeric', month: 'long' })
  expect(await officer.told(reference, 'We will answer by')).toContain(day)
})

test('staff ask what is meant, and whoever asked says so on their page', async () => {
  const sent = await ask()
  await officer.sees(sent.reference)
  await officer.api('POST', `/api/cases/${sent.reference}/ask-question`, { question: 'Which bridge?' })
  expect(await sent.page()).toContain('Which bridge?')
  await sent.does('case-management.answerQuestion', { answer: 'The one by the mill.' })
  expect((await officer.sees(sent.reference)).status).toBe('in-progress')
  expect(wordsOf(await officer.page(`/staff/cases/at/${sent.reference}`))).toContain('The one by the mill.')
  expect(await sent.can('case-management.answerQuestion')).toBe(false)
})

test.each(['Answered', 'Answered in part', 'Not held'])(
  '%s: staff pick it, and whoever asked reads it',
  async (outcome) => {
    const sent = await ask()
    await officer.sees(sent.reference)
    const path = `/staff/cases/at/${sent.reference}/case-management.closeCase`
    const form = await officer.page(path)
    const fields = { outcome, reply: 'It cost two million pounds.', reason: 'It stands in the accounts.' }
    // What is none of these is not taken.
    expect((await officer.browser.submit(form, { ...fields, outcome: 'Upheld' })).status).toBe(400)
    const shown = await officer.browser.submit(await officer.page(path), fields)
    await officer.browser.submit(shown, { _confirmed: 'yes' })
    expect(await officer.told(sent.reference, 'We have answered')).toContain(`: ${outcome}.`)
    const theirs = await sent.page()
    for (const said of [outcome, 'It cost two million pounds.']) expect(theirs).toContain(said)
    expect(theirs).not.toContain('It stands in the accounts.')
  },
)

test('it is refused on a ground of the list alone, which whoever asked reads', async () => {
  const sent = await ask()
  await officer.sees(sent.reference)
  const path = `/staff/cases/at/${sent.reference}/case-management.refuseCase`
  const form = await officer.page(path)
  const grounds = offers(form.html, 'ground')
  expect(grounds).toContain('It would cost more than the limit')
  const fields = { reply: 'It takes forty hours.', reason: 'We counted.' }
  for (const ground of ['', 'We would rather not'])
    expect((await officer.browser.submit(form, { ...fields, ground })).status).toBe(400)
  const shown = await officer.browser.submit(await officer.page(path), { ...fields, ground: grounds[0]! })
  await officer.browser.submit(shown, { _confirmed: 'yes' })
  expect(await officer.told(sent.reference, 'We have answered')).toContain(': Refused.')
  for (const said of ['Refused', grounds[0]!, 'It takes forty hours.']) expect(await sent.page()).toContain(said)
})

test('what another team holds is transferred to it, and nobody has it there yet', async () => {
  const { reference } = await ask()
  await officer.sees(reference)
  await officer.api('POST', `/api/cases/${reference}/take-case`)
  const body = { team: 'south-team', reason: 'They built it.' }
  expect((await officer.api('POST', `/api/cases/${reference}/change-team`, body)).status).toBe(200)
  const seen = await officer.sees(reference)
  expect([seen.teamName, seen.assignee, seen.status]).toEqual(['South team', undefined, 'new'])
})

test('who is not content asks for a review, which somebody else answers in another 20 working days', async () => {
  const sent = await ask()
  const at = `/api/cases/${sent.reference}`
  await officer.sees(sent.reference)
  expect(await sent.can('case-management.askForReview')).toBe(false)
  const answer = { outcome: 'Not held', reply: 'We have no such file.', reason: 'It was not found.' }
  const closed = (await officer.api('POST', `${at}/close-case`, answer)).body
  expect(closed.reviewUntil).toBe(workingDaysAfter(String(closed.closedAt), 40))
  expect(await sent.can('case-management.askForReview')).toBe(true)
  const before = new Date().toISOString()
  await sent.does('case-management.askForReview', { why: 'It is in your minutes.' })
  expect(await sent.can('case-management.askForReview')).toBe(false)
  const seen = await other.sees(sent.reference)
  expect([seen.status, seen.stage, seen.assignee]).toEqual(['new', 2, undefined])
  expect([before, new Date().toISOString()].map((from) => workingDaysAfter(from, 20))).toContain(seen.dueAt)
  await officer.told(sent.reference, 'You have asked for a review')
  // Not by whoever answered first.
  const again = await officer.api('POST', `${at}/close-case`, answer)
  expect([again.status, again.body.code]).toEqual([409, 'kept-from'])
  const second = { outcome: 'Answered', reply: 'We found it in the minutes.', reason: 'It was in the minutes.' }
  expect((await other.api('POST', `${at}/close-case`, second)).status).toBe(200)
  expect(await officer.told(sent.reference, 'We have answered', 2)).toContain(': Answered.')
  expect(await sent.page()).toContain('We found it in the minutes.')
  expect(await sent.can('case-management.askForReview')).toBe(false)
})
