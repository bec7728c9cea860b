import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Problem, ProblemResponse } from '../../src/problem.ts'
import { answer, Person, type Seen, tidy } from './person.ts'
import { type ExampleService, startService } from './service.ts'

const FIRST = '7KQX-4M2P-R9TA'
const SECOND = '7KQX-4M2P-R9TB'
const CASE = `/staff/cases/${FIRST}`

let service: ExampleService
let lead: Person
let worker: Person
beforeAll(async () => {
  service = await startService()
  lead = new Person(service.url)
  worker = new Person(service.url)
  await lead.signIn('lead')
  await worker.signIn('worker')
}, 60_000)
beforeEach(async () => {
  service.world.failing = {}
  service.world.ran.length = 0
  service.world.cases.clear()
  const applicant = new Person(service.url)
  await applicant.send(await answer(applicant))
  const other = new Person(service.url)
  await other.send(await answer(other, '', { urgent: 'no', fullName: 'Second Person' }))
})
afterAll(() => service?.stop())

const cells = (page: Seen) =>
  [...page.document.querySelectorAll('tbody tr')].map((row) =>
    [...row.querySelectorAll('th, td')].map((cell) => tidy(cell.textContent)),
  )
const texts = (page: Seen, selector: string) =>
  [...page.document.querySelectorAll(selector)].map((one) => tidy(one.textContent))

describe('queue', () => {
  test('is a table with a caption, column and row headers', async () => {
    const page = await lead.see('/staff/queue')
    expect([page.status, page.heading]).toEqual([200, 'Cases'])
    expect(texts(page, 'caption')).toEqual(['2 cases, the most pressing first'])
    expect(texts(page, 'thead th[scope=col]')).toEqual([
      'Reference',
      'Subject',
      'Priority',
      'Status',
      'Due',
      'Given to',
    ])
    expect(page.document.querySelectorAll('tbody th[scope=row] a')).toHaveLength(2)
    expect(cells(page)).toEqual([
      [FIRST, 'Test Person', 'Urgent', 'New', '21 November 2026 at midday Overdue', 'Nobody yet'],
      [SECOND, 'Second Person', 'Standard', 'New', '21 November 2026 at midday', 'Nobody yet'],
    ])
  })

  test.each([
    ['?status=new&priority=', [FIRST, SECOND]],
    ['?status=new&priority=urgent', [FIRST]],
    ['?status=closed', []],
    ['?status=made-up&priority=made-up', [FIRST, SECOND]],
  ])('filtered by %s', async (query, expected) => {
    const page = await lead.see(`/staff/queue${query}`)
    expect(cells(page).map(([reference]) => reference)).toEqual(expected)
    if (expected.length === 0) expect(page.html).toContain('No cases')
  })

  test('the filter keeps what was chosen', async () => {
    const page = await lead.see('/staff/queue?status=new&priority=urgent')
    expect(texts(page, 'option[selected]')).toEqual(['New', 'Urgent'])
  })

  test('a long queue goes on at the next page, with the filter, and back to the first', async () => {
    service.world.pageSize = 1
    const first = await lead.see('/staff/queue?status=new')
    expect(cells(first).map(([reference]) => reference)).toEqual([FIRST])
    expect(texts(first, 'caption')).toEqual(['1 case on this page, the most pressing first'])
    expect(texts(first, '.govuk-pagination a')).toEqual(['Next page'])
    const second = await lead.see(first.document.querySelector('.govuk-pagination a')!.getAttribute('href')!)
    expect(cells(second).map(([reference]) => reference)).toEqual([SECOND])
    expect(texts(second, '.govuk-pagination a')).toEqual(['First page'])
    expect(second.document.querySelector('.govuk-pagination a')!.getAttribute('href')).toBe('/staff/queue?status=new')
    expect(texts(await lead.see('/staff/queue?after=nonsense'), 'caption')).toEqual([
      '1 case on this page, the most pressing first',
    ])
    service.world.pageSize = 50
  })

  test('a component that is down is the service problem page', async () => {
    service.world.failing.queue = new ProblemResponse(503, 'unavailable', 'case-management')
    const page = await lead.see('/staff/queue')
    expect([page.status, page.heading]).toEqual([503, 'Sorry, there is a problem with the service'])
  })

  test('names are a help, not a need', async () => {
    service.world.cases.get(FIRST)!.assignee = 'worker'
    expect(cells(await lead.see('/staff/queue'))[0]?.at(-1)).toBe('The worker')
    service.world.failing.people = new ProblemResponse(403, 'forbidden', 'no')
    expect(cells(await lead.see('/staff/queue'))[0]?.at(-1)).toBe('worker')
  })
})

describe('somebody who may only read', () => {
  let reader: Person
  beforeAll(async () => {
    reader = new Person(service.url)
    await reader.signIn('reader')
  })

  test('sees the queue and the case, and is offered nothing that they may not do', async () => {
    expect(cells(await reader.see('/staff/queue'))).toHaveLength(2)
    const page = await reader.see(CASE)
    expect(page.status).toBe(200)
    expect(texts(page, '.service-actions a')).toEqual([])
    expect(texts(await lead.see(CASE), '.service-actions a')).toHaveLength(3)
    expect(texts(page, 'nav[aria-label=Staff] a')).toEqual(['Cases'])
  })

  test.each(['allocate', 'note', 'decide'])('is kept from the form %s, also when it is sent', async (action) => {
    expect((await reader.see(`${CASE}/${action}`)).status).toBe(403)
    const { body } = reader.filled(await reader.see('/staff/queue'), {}, 'form[action="/staff/sign-out"]')
    const typed = new URLSearchParams({ _csrf: body.get('_csrf')!, text: 'x', assignee: 'worker', outcome: 'helped' })
    expect((await reader.see(`${CASE}/${action}`, { method: 'POST', body: typed })).status).toBe(403)
    expect(service.world.ran).toEqual([])
  })

  test('sees neither messages nor the audit record where they may not', async () => {
    const found = service.world.cases.get(FIRST)!
    delete found.messages
    delete found.auditIntact
    const page = await reader.see(CASE)
    expect(page.document.querySelector('#messages')).toBeNull()
    expect(page.html).not.toContain('udit record')
  })
})

describe('case', () => {
  test('shows answers, messages, history and whether the audit record is intact', async () => {
    const page = await lead.see(CASE)
    expect([page.status, page.heading]).toEqual([200, 'Test Person'])
    expect(page.document.title).toBe(`${FIRST} – Report a worry`)
    expect(page.html).toContain('test@example.com')
    expect(texts(page, '.service-timeline li p')).toEqual([
      `We have your report ${FIRST}.`,
      'Email to test@example.com, 20 November 2026 at 5pm',
      'Case opened',
      'service, 20 November 2026 at 5pm',
    ])
    expect(texts(page, '.govuk-summary-list__value').slice(0, 6)).toEqual([
      'Urgent',
      'New',
      '21 November 2026 at midday Overdue',
      'north-team',
      'Nobody yet',
      'Intact',
    ])
  })

  test('warns when the audit record is not intact', async () => {
    service.world.cases.get(FIRST)!.auditIntact = false
    expect(texts(await lead.see(CASE), '.govuk-warning-text__text')[0]).toContain('was changed after it was written')
  })

  test('an unknown case, and an unknown action, is the 404 page', async () => {
    expect((await lead.see('/staff/cases/NONE')).status).toBe(404)
    expect((await lead.see('/staff/cases/AAAA-BBBB-CCCC')).status).toBe(404)
    expect((await lead.see('/staff/cases/NONE/note')).status).toBe(404)
    expect((await lead.see(`${CASE}/explode`)).status).toBe(404)
  })

  test('a closed case offers no action', async () => {
    service.world.cases.get(FIRST)!.closed = true
    const page = await lead.see(`${CASE}/note`)
    expect(page.url.pathname).toBe(CASE)
    expect(texts(page, '.govuk-inset-text')).toEqual(['This case is closed. It cannot be changed.'])
    expect(page.document.querySelector('.service-actions')).toBeNull()
  })
})

describe('actions', () => {
  const act = async (action: string, typed: Record<string, string>) =>
    lead.send(await lead.see(`${CASE}/${action}`), typed)

  test('give the case to someone', async () => {
    const form = await lead.see(`${CASE}/allocate`)
    expect(texts(form, '.govuk-radios__label')).toEqual(['The worker', 'The lead'])
    const page = await lead.send(form, { assignee: 'worker' })
    expect([page.url.pathname, texts(page, '.govuk-notification-banner__content')]).toEqual([
      CASE,
      ['The case was given'],
    ])
    expect(service.world.ran).toMatchObject([{ action: 'allocate', answers: { assignee: 'worker' }, actor: 'lead' }])
    expect(texts(await lead.see(CASE), '.govuk-notification-banner')).toEqual([])
  })

  test('add a note', async () => {
    const page = await act('note', { text: 'Rang them.\nNo answer.' })
    expect(texts(page, '.govuk-notification-banner__content')).toEqual(['Add a note: done'])
    expect(texts(page, '.service-timeline li p').slice(0, 2)).toEqual([
      'Rang them. No answer.',
      'The lead, 21 November 2026 at 12:30pm',
    ])
  })

  test('close the case', async () => {
    const page = await act('decide', { outcome: 'helped', reason: 'Heating mended.' })
    expect(page.html).toContain('This case is closed')
  })

  test.each([
    ['allocate', {}, ['Select who should have this case']],
    ['allocate', { assignee: 'stranger' }, ['Select who should have this case']],
    ['note', { text: ' ' }, ['Enter a note']],
    ['note', { text: 'x'.repeat(4001) }, ['Your answer must be 4000 characters or fewer']],
    ['decide', {}, ['Select the outcome', 'Enter the reason']],
    ['decide', { outcome: 'helped' }, ['Enter the reason']],
  ] as [string, Record<string, string>, string[]][])('%s with %o is refused', async (action, typed, mistakes) => {
    const page = await act(action, typed)
    expect([page.status, page.mistakes]).toEqual([400, mistakes])
    expect(page.document.title).toMatch(/^Error: /)
    for (const link of page.document.querySelectorAll<HTMLAnchorElement>('.govuk-error-summary__list a')) {
      expect(page.document.getElementById(link.hash.slice(1))).not.toBeNull()
    }
    if (typed.outcome) expect(page.document.querySelector('input[value=helped]')?.hasAttribute('checked')).toBe(true)
    expect(service.world.ran).toEqual([])
  })

  test('a form sent twice has one key', async () => {
    const { path, body } = lead.filled(await lead.see(`${CASE}/note`), { text: 'Once.' })
    await lead.see(path, { method: 'POST', body })
    const page = await lead.see(path, { method: 'POST', body })
    expect(new Set(service.world.ran.map(({ key }) => key)).size).toBe(1)
    expect(texts(page, '.service-timeline li p').filter((text) => text === 'Once.')).toHaveLength(1)
  })

  test('a case that was closed meanwhile keeps what was typed and says why', async () => {
    const form = await lead.see(`${CASE}/note`)
    service.world.cases.get(FIRST)!.closed = true
    const page = await lead.send(form, { text: 'Too late.' })
    expect([page.status, page.mistakes]).toEqual([
      409,
      ['Not saved. The case was closed after you opened this page, and cannot be changed any more'],
    ])
    expect(page.document.querySelector<HTMLTextAreaElement>('#text')?.value).toBe('Too late.')
    expect(page.document.querySelector('main button')).toBeNull()
  })

  test('a stale page does not win: who changed what is said, what was typed stays, and the next try is the person’s own', async () => {
    const form = await lead.see(`${CASE}/decide`)
    await worker.send(await worker.see(`${CASE}/allocate`), { assignee: 'worker' })
    const typed = { outcome: 'helped', reason: 'Long considered.' }
    const page = await lead.send(form, typed)
    expect([page.status, page.mistakes]).toEqual([409, ['Not saved. The case was changed after you opened this page']])
    expect(texts(page, '#changes li p')).toEqual(['Given to worker', 'The worker, 21 November 2026 at 12:30pm'])
    expect(page.document.querySelector<HTMLTextAreaElement>('#reason')?.value).toBe('Long considered.')
    expect(page.document.querySelector('input[value=helped]')?.hasAttribute('checked')).toBe(true)
    expect(service.world.cases.get(FIRST)!.closed).toBe(false)
    expect((await lead.send(page, typed)).html).toContain('This case is closed')
  })

  test.each([
    ['allocate', { assignee: 'lead' }],
    ['decide', { outcome: 'no-need', reason: 'Too late.' }],
  ] as [string, Record<string, string>][])(
    'of two %s forms opened at once the first one sent wins',
    async (action, typed) => {
      const [one, two] = [await lead.see(`${CASE}/${action}`), await worker.see(`${CASE}/${action}`)]
      expect((await lead.send(one, typed)).url.pathname).toBe(CASE)
      const late = await worker.send(two, typed)
      expect([late.status, texts(late, '#changes li').length]).toEqual([409, 1])
      expect(service.world.ran).toHaveLength(1)
    },
  )

  test('what happened between the case page and the form counts as not seen', async () => {
    const link = (await lead.see(CASE)).document.querySelector<HTMLAnchorElement>('.service-actions a[href*=allocate]')!
    await worker.send(await worker.see(`${CASE}/allocate`), { assignee: 'worker' })
    const late = await lead.send(await lead.see(link.getAttribute('href')!), { assignee: 'lead' })
    expect([late.status, texts(late, '#changes li').length]).toEqual([409, 1])
    expect(service.world.cases.get(FIRST)!.assignee).toBe('worker')
  })

  test('when a component is down what was typed is kept, and said to be', async () => {
    const form = await lead.see(`${CASE}/note`)
    service.world.failing.action = new ProblemResponse(503, 'unavailable', 'no')
    const page = await lead.send(form, { text: 'Long considered.' })
    expect([page.status, page.html.includes('It was not saved. What you typed is kept')]).toEqual([503, true])
    service.world.failing = {}
    const again = await lead.see(`${CASE}/note?seen=1`)
    expect(again.document.querySelector<HTMLTextAreaElement>('#text')?.value).toBe('Long considered.')
    expect(texts(again, '.govuk-notification-banner__content')[0]).toContain('Not saved yet.')
    expect((await lead.send(again, { text: 'Long considered.' })).url.pathname).toBe(CASE)
    expect((await lead.see(`${CASE}/note`)).html).not.toContain('Long considered.')
  })

  test('a field that a component refuses is named', async () => {
    const form = await lead.see(`${CASE}/note`)
    service.world.failing.action = new Problem('invalid-request', 'no', [{ pointer: '/body/text', detail: 'no' }])
    expect((await lead.send(form, { text: 'x' })).mistakes).toEqual(['Enter a note'])
    service.world.failing.action = new ProblemResponse(422, 'idempotency-key-reused', 'no')
    expect((await lead.send(form, { text: 'x' })).mistakes).toEqual([
      'Your answers were not accepted. Check them and try again',
    ])
  })

  test('a right that a component refuses is the 403 page, one that is down the 503 page', async () => {
    const form = await lead.see(`${CASE}/note`)
    service.world.failing.action = new ProblemResponse(403, 'forbidden', 'no')
    expect((await lead.send(form, { text: 'x' })).status).toBe(403)
    service.world.failing.action = new ProblemResponse(503, 'unavailable', 'no')
    expect((await lead.send(form, { text: 'x' })).status).toBe(503)
  })

  test('without the token of the form nothing happens', async () => {
    const { path, body } = lead.filled(await lead.see(`${CASE}/note`), { text: 'Forged.' })
    body.delete('_csrf')
    expect((await lead.see(path, { method: 'POST', body })).status).toBe(403)
    expect(service.world.ran).toEqual([])
  })
})

test('two people see the same queue, each as themselves', async () => {
  expect(texts(await worker.see('/staff/queue'), '.service-staff__person span')).toEqual(['The worker'])
  expect(texts(await lead.see('/staff/queue'), '.service-staff__person span')).toEqual(['The lead'])
})
