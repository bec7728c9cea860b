import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { faultsOf } from './faults.ts'
import { answer, JOURNEY, Person } from './person.ts'
import { type ExampleService, startService } from './service.ts'

let service: ExampleService
let lead: Person
beforeAll(async () => {
  service = await startService()
  const applicant = new Person(service.url)
  await applicant.send(await answer(applicant))
  lead = new Person(service.url)
  await lead.signIn('lead')
}, 60_000)
afterAll(() => service?.stop())

const questions = JOURNEY.map(([question]) => question)
const visitor = () => new Person(service.url)

describe('the journey', () => {
  test.each(questions)('question %s, plain and with an error', async (question) => {
    const one = visitor()
    const page = await answer(one, question)
    expect(await faultsOf(page)).toEqual([])
    const wrong = await one.send(page, question === 'phone' ? { phone: 'x' } : {})
    expect(wrong.mistakes).toHaveLength(1)
    expect(await faultsOf(wrong)).toEqual([])
  })

  test('check answers and confirmation', async () => {
    const one = visitor()
    const check = await answer(one)
    expect(await faultsOf(check)).toEqual([])
    expect(await faultsOf(await one.send(check))).toEqual([])
  })

  test('whom to call first, and going on or starting again', async () => {
    const one = visitor()
    expect(await faultsOf(await one.send(await answer(one, 'urgent'), { urgent: 'yes' }))).toEqual([])
    const choice = await one.see('/apply')
    expect(await faultsOf(choice)).toEqual([])
    expect(await faultsOf(await one.send(choice))).toEqual([])
  })

  test('no address found, and many addresses with an error', async () => {
    const one = visitor()
    expect(await faultsOf(await answer(one, 'address', { postcode: 'ZZ99 9ZZ' }))).toEqual([])
    const many = await one.send(await one.step('postcode'), { postcode: 'ZZ99 2AD' })
    expect(await faultsOf(many)).toEqual([])
    expect(await faultsOf(await one.send(many))).toEqual([])
  })

  test('track: form, errors, what is theirs', async () => {
    const one = visitor()
    const form = await one.see('/track')
    expect(await faultsOf(form)).toEqual([])
    expect(await faultsOf(await one.send(form))).toEqual([])
    const typed = { reference: '7KQX-4M2P-R9TA', contact: 'test@example.com' }
    const found = await one.send(form, typed)
    expect([found.url.pathname, await faultsOf(found)]).toEqual(['/yours', []])
  })
})

test.each(['/', '/accessibility', '/privacy', '/cookies', '/nothing'])('page %s', async (path) => {
  expect(await faultsOf(await visitor().see(path))).toEqual([])
})

test('an expired page and a service problem', async () => {
  const one = visitor()
  expect(await faultsOf(await one.see('/track', { method: 'POST', body: new URLSearchParams() }))).toEqual([])
  service.world.failing.part = new Error('x')
  const problem = await lead.see('/staff/boats/at/AB-101')
  service.world.failing = {}
  expect([problem.status, await faultsOf(problem)]).toEqual([500, []])
})

describe('staff', () => {
  test.each(['/staff/accounts', '/staff/accounts/worker/stop'])('page %s', async (path) => {
    expect(await faultsOf(await lead.see(path))).toEqual([])
  })

  test('adding a colleague, with errors and without', async () => {
    const form = await lead.see('/staff/accounts/add')
    expect(await faultsOf(form)).toEqual([])
    expect(await faultsOf(await lead.send(form))).toEqual([])
    const added = await lead.send(form, { name: 'New', email: 'new@example.com', role: 'caseworker' })
    expect([added.heading, await faultsOf(added)]).toEqual(['Colleague added', []])
  })

  test('without the right', async () => {
    expect(await faultsOf(await visitor().signIn('resident'))).toEqual([])
  })
})
