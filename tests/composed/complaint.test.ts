import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Colleague, type Office, openOffice, wordsOf, workingDaysAfter } from '../support/office.ts'
import { planOf } from '../support/plan.ts'

// Complaints, composed once and used as people use them: nobody whom one is about handles it, whatever they try; it is answered in
// time, and at its second stage by somebody else than before.

const sentence =
  'complaints about adult social care, not handled by whom they are about, reply in 20 working days, second stage 25'

let office: Office
let alex: Colleague
let kim: Colleague
let lead: Colleague

beforeAll(async () => {
  office = await openOffice(await planOf(sentence), 'complaint')
  alex = await office.takeOn('Alex Worker', 'complaints-officer')
  kim = await office.takeOn('Kim Other', 'complaints-officer')
  lead = await office.takeOn('Pat Lead', 'complaints-lead')
})
afterAll(() => office?.close())

let senders = 0
const complain = (given: Record<string, string> = {}) => {
  senders += 1
  const answers = { applicantName: 'Person Complaining', situation: 'Nobody came.', complainedOf: '', wished: '' }
  return office.send({ ...answers, ...given }, `complaining-${senders}@example.com`)
}

const answer = { outcome: 'Not upheld', reply: 'We came twice.', reason: 'The log says so.' }
const kept = { status: 409, body: { code: 'kept-from' } }
const pageOf = (reference: string) => `/staff/cases/at/${reference}`

test('whom it is about may be said and left out; they are asked nothing else but what went wrong and who they are', async () => {
  const { asked, reference } = await complain({ wished: 'Say sorry.' })
  expect(asked).toEqual(['applicantName', 'situation', 'complainedOf', 'wished', 'applicantContact'])
  const seen = await kim.sees(reference)
  expect([seen.subject, seen.notHandledBy]).toEqual(['Person Complaining', undefined])
  // Nobody is kept from what is about nobody.
  expect((await alex.api('POST', `/api/cases/${reference}/take-case`)).status).toBe(200)
})

test('who it is about cannot be given the complaint, neither on the page nor at the API', async () => {
  const { reference } = await complain({ complainedOf: 'Mr Alex WORKER of the day centre' })
  expect((await kim.sees(reference)).notHandledBy).toBe('Mr Alex WORKER of the day centre')
  expect(await lead.api('POST', `/api/cases/${reference}/allocate-case`, { assignee: alex.id })).toMatchObject(kept)
  const form = await lead.page(`${pageOf(reference)}/case-management.allocateCase`)
  const refused = await lead.browser.submit(form, { assignee: alex.id })
  expect([refused.status, wordsOf(refused)]).toEqual([409, expect.stringContaining('This case is kept from them')])
  expect((await kim.sees(reference)).assignee).toBeUndefined()
  expect((await lead.api('POST', `/api/cases/${reference}/allocate-case`, { assignee: kim.id })).status).toBe(200)
})

test('who it is about can neither take, decide nor change it, and is offered nothing; others are', async () => {
  const { reference } = await complain({ complainedOf: 'Alex Worker' })
  await kim.sees(reference)
  for (const [path, body] of [
    ['take-case', undefined],
    ['close-case', answer],
    ['add-note', { text: 'They were not at home.' }],
    ['allocate-case', { assignee: kim.id }],
    ['change-status', { status: 'waiting' }],
    ['keep-from', { person: kim.id, reason: 'It is about them.' }],
    ['withdraw-case', undefined],
  ] as const)
    expect(await alex.api('POST', `/api/cases/${reference}/${path}`, body), path).toMatchObject(kept)
  expect(await kim.sees(reference)).toMatchObject({ status: 'new', version: 1 })
  const links = async (who: Colleague) =>
    (await who.page(pageOf(reference))).html.includes(`${pageOf(reference)}/case-management.closeCase`)
  expect([await links(alex), await links(kim)]).toEqual([false, true])
})

test('whom staff find that it is about loses it, and stays away from it', async () => {
  const { reference } = await complain({ complainedOf: 'Somebody at the day centre' })
  await kim.sees(reference)
  expect((await alex.api('POST', `/api/cases/${reference}/take-case`)).status).toBe(200)
  const form = await lead.page(`${pageOf(reference)}/case-management.keepFrom`)
  await lead.browser.submit(form, { person: alex.id, reason: 'They mean Alex.' })
  expect((await kim.sees(reference)).assignee).toBeUndefined()
  expect(await alex.api('POST', `/api/cases/${reference}/close-case`, answer)).toMatchObject(kept)
})

test('it is due on the 20th working day, of which people are told', async () => {
  const { reference } = await complain()
  const seen = await kim.sees(reference)
  expect(seen.dueAt).toBe(workingDaysAfter(String(seen.openedAt), 20))
  const day = new Date(String(seen.dueAt)).toLocaleDateString('en-GB', { day: 'numeric', month: 'long' })
  expect(await kim.told(reference, 'We will answer by')).toContain(day)
})

test.each(['Upheld', 'Partly upheld', 'Not upheld'])(
  '%s: staff pick it, and whoever complained reads it',
  async (outcome) => {
    const sent = await complain()
    await kim.sees(sent.reference)
    const path = `${pageOf(sent.reference)}/case-management.closeCase`
    const form = await kim.page(path)
    expect((await kim.browser.submit(form, { ...answer, outcome: 'Approved' })).status).toBe(400)
    await kim.browser.submit(await kim.browser.submit(await kim.page(path), { ...answer, outcome }), {
      _confirmed: 'yes',
    })
    expect(await kim.told(sent.reference, 'We have answered')).toContain(`: ${outcome}.`)
    for (const said of [outcome, answer.reply]) expect(await sent.page()).toContain(said)
    expect(await sent.page()).not.toContain(answer.reason)
  },
)

test('who is not content asks for the second stage: 25 working days, by another person than the first', async () => {
  const sent = await complain()
  const at = `/api/cases/${sent.reference}`
  await kim.sees(sent.reference)
  expect(await sent.can('case-management.askForReview')).toBe(false)
  await kim.api('POST', `${at}/take-case`)
  expect((await kim.api('POST', `${at}/close-case`, answer)).status).toBe(200)
  await kim.told(sent.reference, 'We have answered')
  const before = new Date().toISOString()
  await sent.does('case-management.askForReview', { why: 'The log is not complete.' })
  const seen = await alex.sees(sent.reference)
  expect([seen.status, seen.stage, seen.assignee]).toEqual(['new', 2, undefined])
  expect([before, new Date().toISOString()].map((from) => workingDaysAfter(from, 25))).toContain(seen.dueAt)
  const day = new Date(String(seen.dueAt)).toLocaleDateString('en-GB', { day: 'numeric', month: 'long' })
  expect(await alex.told(sent.reference, 'is at its second stage')).toContain(day)
  // Who answered first has no part in it.
  expect(await kim.api('POST', `${at}/take-case`)).toMatchObject(kept)
  expect(await kim.api('POST', `${at}/close-case`, answer)).toMatchObject(kept)
  expect(await lead.api('POST', `${at}/allocate-case`, { assignee: kim.id })).toMatchObject(kept)
  const second = { outcome: 'Upheld', reply: 'We are sorry.', reason: 'The log has a gap.' }
  expect((await alex.api('POST', `${at}/close-case`, second)).status).toBe(200)
  expect(await alex.told(sent.reference, 'We have answered', 2)).toContain(': Upheld.')
  for (const said of ['Upheld', 'We are sorry.']) expect(await sent.page()).toContain(said)
  expect(await sent.can('case-management.askForReview')).toBe(false)
})
