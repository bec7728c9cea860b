import axe from 'axe-core'
import { JSDOM } from 'jsdom'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { answer, JOURNEY, Person, type Seen } from './person.ts'
import { type ExampleService, startService } from './service.ts'

const CASE = '/staff/cases/7KQX-4M2P-R9TA'

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

/** Axe in jsdom, which has no layout: colours are checked in the real browser. */
async function faults(page: Seen): Promise<string[]> {
  const { window } = new JSDOM(page.html, { url: page.url.href, runScripts: 'outside-only' })
  window.eval(axe.source)
  const run = window.axe as typeof axe
  const { violations } = await run.run(window.document, { rules: { 'color-contrast': { enabled: false } } })
  window.close()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}

const questions = JOURNEY.map(([question]) => question)
const visitor = () => new Person(service.url)

describe('the journey', () => {
  test.each(questions)('question %s, plain and with an error', async (question) => {
    const one = visitor()
    const page = await answer(one, question)
    expect(await faults(page)).toEqual([])
    const wrong = await one.send(page, question === 'phone' ? { phone: 'x' } : {})
    expect(wrong.mistakes).toHaveLength(1)
    expect(await faults(wrong)).toEqual([])
  })

  test('check answers and confirmation', async () => {
    const one = visitor()
    const check = await answer(one)
    expect(await faults(check)).toEqual([])
    expect(await faults(await one.send(check))).toEqual([])
  })

  test('whom to call first, and going on or starting again', async () => {
    const one = visitor()
    expect(await faults(await one.send(await answer(one, 'urgent'), { urgent: 'yes' }))).toEqual([])
    const choice = await one.see('/apply')
    expect(await faults(choice)).toEqual([])
    expect(await faults(await one.send(choice))).toEqual([])
  })

  test('no address found, and many addresses with an error', async () => {
    const one = visitor()
    expect(await faults(await answer(one, 'address', { postcode: 'ZZ99 9ZZ' }))).toEqual([])
    const many = await one.send(await one.step('postcode'), { postcode: 'ZZ99 2AD' })
    expect(await faults(many)).toEqual([])
    expect(await faults(await one.send(many))).toEqual([])
  })

  test('track: form, errors, case', async () => {
    const one = visitor()
    const form = await one.see('/track')
    expect(await faults(form)).toEqual([])
    expect(await faults(await one.send(form))).toEqual([])
    const typed = { reference: '7KQX-4M2P-R9TA', email: 'test@example.com' }
    const found = await one.send(form, typed)
    expect([found.status, await faults(found)]).toEqual([200, []])
  })
})

test.each(['/', '/accessibility', '/privacy', '/cookies', '/nothing'])('page %s', async (path) => {
  expect(await faults(await visitor().see(path))).toEqual([])
})

test('an expired page and a service problem', async () => {
  const one = visitor()
  expect(await faults(await one.see('/track', { method: 'POST', body: new URLSearchParams() }))).toEqual([])
  service.world.failing.queue = new Error('x')
  const problem = await lead.see('/staff/queue')
  service.world.failing = {}
  expect([problem.status, await faults(problem)]).toEqual([500, []])
})

describe('staff', () => {
  test.each(['/staff/queue', '/staff/queue?status=waiting', CASE, '/staff/accounts', '/staff/accounts/worker/stop'])(
    'page %s',
    async (path) => {
      expect(await faults(await lead.see(path))).toEqual([])
    },
  )

  test.each(['allocate', 'note', 'decide'])('action %s, plain and with errors', async (action) => {
    const form = await lead.see(`${CASE}/${action}`)
    expect(await faults(form)).toEqual([])
    expect(await faults(await lead.send(form))).toEqual([])
  })

  test('case after an action, and closed with a broken audit record', async () => {
    const noted = await lead.send(await lead.see(`${CASE}/note`), { text: 'Rang them.' })
    expect(await faults(noted)).toEqual([])
    Object.assign(service.world.cases.get('7KQX-4M2P-R9TA')!, { closed: true, auditIntact: false })
    expect(await faults(await lead.see(CASE))).toEqual([])
  })

  test('a form that met another change, and one that was not saved', async () => {
    service.world.cases.get('7KQX-4M2P-R9TA')!.closed = false
    const form = await lead.see(`${CASE}/allocate`)
    await lead.send(await lead.see(`${CASE}/allocate`), { assignee: 'worker' })
    const late = await lead.send(form, { assignee: 'lead' })
    expect([late.status, await faults(late)]).toEqual([409, []])
    service.world.failing.action = new Error('x')
    await lead.send(await lead.see(`${CASE}/note`), { text: 'Kept.' })
    service.world.failing = {}
    const kept = await lead.see(`${CASE}/note`)
    expect([kept.html.includes('Not saved yet'), await faults(kept)]).toEqual([true, []])
  })

  test('adding a colleague, with errors and without', async () => {
    const form = await lead.see('/staff/accounts/add')
    expect(await faults(form)).toEqual([])
    expect(await faults(await lead.send(form))).toEqual([])
    const added = await lead.send(form, { name: 'New', email: 'new@example.com', role: 'caseworker' })
    expect([added.heading, await faults(added)]).toEqual(['Colleague added', []])
  })

  test('without the right', async () => {
    expect(await faults(await visitor().signIn('resident'))).toEqual([])
  })
})
