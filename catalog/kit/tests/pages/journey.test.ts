import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { Problem, ProblemResponse } from '../../src/problem.ts'
import { RuleFault } from '../../src/rules/index.ts'
import { answer, goOn, JOURNEY, Person, placeOf, type Seen, tidy } from './person.ts'
import { type ExampleService, startService } from './service.ts'

let service: ExampleService
let person: Person
beforeAll(async () => {
  service = await startService()
}, 60_000)
beforeEach(() => {
  person = new Person(service.url)
  service.world.failing = {}
  service.world.cases.clear()
  service.world.submitted.length = 0
})
afterAll(() => service?.stop())

const values = (page: Seen) =>
  [...page.document.querySelectorAll('.govuk-summary-list__value')].map((one) => tidy(one.textContent))
const down = () => new ProblemResponse(503, 'unavailable', 'address-lookup does not answer')

describe('from start to confirmation', () => {
  test('every question, check answers, send', async () => {
    const start = await person.see('/')
    expect(start.heading).toBe('Report a worry about someone')
    const button = start.document.querySelector<HTMLAnchorElement>('.govuk-button--start')
    const first = await person.see(button?.href ?? '')
    expect([first.heading, first.place]).toEqual(['What is your full name?', '/apply/fullName'])

    const check = await answer(person)
    expect(check.place).toBe('/apply/check')
    expect(values(check)).toEqual([
      'Test Person',
      'test@example.com',
      'Not provided',
      'ZZ99 1AB',
      '2 Invented Row, Madeupton, ZZ99 1AB',
      'Yes',
      'No heating',
      '3 November 2026',
      'The lights have been off for a week.',
    ])
    const done = await person.send(check)
    expect([done.place, done.heading, done.status]).toEqual(['/apply/confirmation', 'Report sent', 200])
    expect(done.html).toContain('7KQX-4M2P-R9TA')
    expect(service.world.submitted.map(({ answers }) => answers)).toEqual([
      {
        fullName: 'Test Person',
        email: 'test@example.com',
        postcode: 'ZZ99 1AB',
        address: '9999000002',
        urgent: true,
        danger: 'cold',
        seenOn: '2026-11-03',
        details: 'The lights have been off\nfor a week.',
      },
    ])
    expect((await person.step('check')).place).toBe('/apply/confirmation')
    expect((await person.see('/apply')).place).toBe('/apply/fullName')
  })

  test('a question whose condition is not met is not asked', async () => {
    const check = await answer(person, '', { urgent: 'no' })
    expect(check.place).toBe('/apply/check')
    expect(check.html).not.toContain('What is the danger?')
    expect((await person.step('danger')).place).toBe('/apply/check')
  })
})

const MISSING: Record<string, string> = {
  fullName: 'Enter your full name',
  email: 'Enter your email address',
  postcode: 'Enter a postcode',
  address: 'Select an address',
  urgent: 'Select yes if the person is in danger now',
  danger: 'Select what the danger is',
  seenOn: 'Enter the date',
  details: 'Tell us what you are worried about',
}
const INVALID: [string, Record<string, string>, string][] = [
  ['fullName', { fullName: 'x'.repeat(201) }, 'Your answer must be 200 characters or fewer'],
  ['email', { email: 'not an address' }, 'Enter an email address in the correct format, like name@example.com'],
  ['phone', { phone: '12' }, 'Enter a UK telephone number'],
  ['postcode', { postcode: 'ZZ99' }, 'Enter a full UK postcode'],
  ['address', { address: '1234' }, 'Select an address'],
  ['urgent', { urgent: 'perhaps' }, 'Select yes if the person is in danger now'],
  ['danger', { danger: 'flood' }, 'Select what the danger is'],
  ['seenOn', { 'seenOn-day': '31', 'seenOn-month': '4', 'seenOn-year': '2026' }, 'Enter a real date'],
  ['details', { details: 'x'.repeat(501) }, 'Your answer must be 500 characters or fewer'],
]

/** The page says what is wrong at the top and at the field, and the top leads to the field. */
function expectMistake(page: Seen, question: string, message: string): void {
  expect([page.status, page.place, page.mistakes]).toEqual([400, `/apply/${question}`, [message]])
  expect(page.document.title).toMatch(/^Error: /)
  const link = page.document.querySelector<HTMLAnchorElement>('.govuk-error-summary__list a')
  expect(page.document.getElementById(link?.hash.slice(1) ?? '')).not.toBeNull()
  expect(tidy(page.document.querySelector('main .govuk-error-message')?.textContent ?? '')).toBe(`Error: ${message}`)
}

describe('errors', () => {
  test.each(Object.entries(MISSING))('%s missing: %s', async (question, message) => {
    const page = await answer(person, question)
    expectMistake(await person.send(page), question, message)
    expect((await person.step('check')).place).toBe(`/apply/${question}`)
  })

  test.each(INVALID)('%s invalid', async (question, typed, message) => {
    const page = await person.send(await answer(person, question), typed)
    expectMistake(page, question, message)
    for (const [name, value] of Object.entries(typed)) {
      const field = page.document.querySelector<HTMLInputElement>(`main [name="${name}"]`)
      if (field?.type !== 'radio') expect(field?.value).toBe(value)
    }
  })

  test('what was typed is shown again as text, never as markup', async () => {
    const typed = { email: '"><script>alert(1)</script>' }
    const page = await person.send(await answer(person, 'email'), typed)
    expect(page.html).not.toContain('<script>alert')
    expect(page.document.querySelector<HTMLInputElement>('#email')?.value).toBe(typed.email)
  })
})

describe('order', () => {
  test.each(['details', 'check', 'address', 'danger'])(
    'jumping ahead to %s leads to the first unanswered question',
    async (step) => {
      await answer(person, 'phone')
      expect((await person.step(step)).place).toBe('/apply/phone')
    },
  )

  test('an answer sent ahead of its turn is not taken', async () => {
    const page = await answer(person, 'email')
    const { body } = person.filled(page)
    body.set('details', 'too early')
    const next = await person.see(`${person.application}/details`, { method: 'POST', body })
    expect(next.place).toBe('/apply/email')
    const sent = await person.see(`${person.application}/submit`, { method: 'POST', body })
    expect(sent.place).toBe('/apply/email')
    expect(service.world.submitted).toEqual([])
  })

  test('an answer can be changed and the person comes back to check', async () => {
    const check = await answer(person)
    const change = [...check.document.querySelectorAll<HTMLAnchorElement>('.govuk-summary-list__actions a')]
    expect(change.map((one) => tidy(one.textContent))[0]).toBe('Change your answer to: What is your full name?')
    const page = await person.see(change[0]?.href ?? '')
    expect(page.document.querySelector<HTMLInputElement>('#fullName')?.value).toBe('Test Person')
    expect(placeOf(page.document.querySelector<HTMLAnchorElement>('.govuk-back-link')?.pathname ?? '')).toBe(
      '/apply/check',
    )
    const again = await person.send(page, { fullName: 'Other Person' })
    expect([again.place, values(again)[0]]).toEqual(['/apply/check', 'Other Person'])
  })

  test('a changed answer that opens another question leads there first', async () => {
    await answer(person, '', { urgent: 'no' })
    const next = await goOn(person, await person.send(await person.step('urgent'), { urgent: 'yes' }))
    expect(next.place).toBe('/apply/danger')
    expect((await person.send(next, { danger: 'fire' })).place).toBe('/apply/check')
  })

  test('an answer that tells of danger leads to whom to call, before it goes on', async () => {
    const page = await answer(person, 'urgent')
    const first = await person.send(page, { urgent: 'yes' })
    expect([first.status, first.place, first.heading]).toEqual([200, '/apply/urgent/first', 'Call 999 now'])
    expect(first.html).toContain('When help is on its way, go on.')
    const back = first.document.querySelector<HTMLAnchorElement>('.govuk-back-link')
    expect(placeOf(back?.pathname ?? '')).toBe('/apply/urgent')
    expect((await goOn(person, first)).place).toBe('/apply/danger')
    expect((await person.step('danger/first')).place).toBe('/apply/danger')
    const calm = await person.send(await person.step('urgent'), { urgent: 'no' })
    expect(calm.place).toBe('/apply/seenOn')
    expect((await person.step('urgent/first')).place).toBe('/apply/seenOn')
  })

  test('Back leads to the question before', async () => {
    const page = await answer(person, 'postcode')
    expect(placeOf(page.document.querySelector<HTMLAnchorElement>('.govuk-back-link')?.pathname ?? '')).toBe(
      '/apply/phone',
    )
  })

  test('an unknown question is an unknown page', async () => {
    await person.see('/apply')
    const page = await person.step('shoe-size')
    expect([page.status, page.heading]).toEqual([404, 'Page not found'])
  })
})

describe('addresses', () => {
  test('the choices are those of the postcode', async () => {
    const page = await answer(person, 'address')
    expect([...page.document.querySelectorAll('.govuk-radios__label')].map((one) => tidy(one.textContent))).toEqual([
      '1 Invented Row, Madeupton, ZZ99 1AB',
      '2 Invented Row, Madeupton, ZZ99 1AB',
    ])
    expect(page.html).toContain('Enter a different postcode')
  })

  test('many choices are a list to select from', async () => {
    const page = await answer(person, 'address', { postcode: 'ZZ99 2AD' })
    expect(page.document.querySelectorAll('select#address option')).toHaveLength(25)
    const next = await person.send(page, { address: '9999000103' })
    expect(next.place).toBe('/apply/urgent')
  })

  test('no address found leads back to the postcode', async () => {
    const page = await answer(person, 'address', { postcode: 'ZZ99 9ZZ' })
    expect([page.status, page.heading]).toEqual([200, 'No address found'])
    expect(page.html).toContain('ZZ99 9ZZ')
    const link = [...page.document.querySelectorAll('a')].find(
      (one) => one.textContent === 'Enter a different postcode',
    )
    const postcode = await person.see(link?.href ?? '')
    expect(postcode.document.querySelector<HTMLInputElement>('#postcode')?.value).toBe('ZZ99 9ZZ')
    const address = await person.send(postcode, { postcode: 'ZZ99 1AB' })
    expect(address.document.querySelectorAll('.govuk-radios__item')).toHaveLength(2)
  })

  test('a postcode that the lookup refuses has no addresses', async () => {
    service.world.failing.lookup = new ProblemResponse(400, 'invalid-request', 'postcode')
    expect((await answer(person, 'address')).heading).toBe('No address found')
  })

  test('another postcode asks for the address again', async () => {
    await answer(person)
    const next = await person.send(await person.step('postcode'), { postcode: 'ZZ99 2AD' })
    expect(next.place).toBe('/apply/address')
  })

  test('when the lookup is down the answers are kept', async () => {
    service.world.failing.lookup = down()
    const page = await answer(person, 'address')
    expect([page.status, page.heading]).toEqual([503, 'Sorry, there is a problem with the service'])
    service.world.failing = {}
    const check = await answer(person)
    expect([check.place, values(check)[0]]).toEqual(['/apply/check', 'Test Person'])
  })
})

describe('sending', () => {
  test('two clicks at once make one case', async () => {
    const { path, body } = person.filled(await answer(person))
    const [one, two] = await Promise.all([0, 1].map(() => person.see(path, { method: 'POST', body })))
    expect([one?.place, two?.place]).toEqual(['/apply/confirmation', '/apply/confirmation'])
    expect(service.world.cases.size).toBe(1)
    expect(new Set(service.world.submitted.map(({ key }) => key)).size).toBe(1)
  })

  test('sending again afterwards shows the confirmation again', async () => {
    const { path, body } = person.filled(await answer(person))
    await person.see(path, { method: 'POST', body })
    expect((await person.see(path, { method: 'POST', body })).place).toBe('/apply/confirmation')
    expect(service.world.cases.size).toBe(1)
  })

  test('when the components are down the answers are kept and the next try has the same key', async () => {
    const check = await answer(person)
    service.world.failing.submit = down()
    const failed = await person.send(check)
    expect([failed.status, failed.heading]).toEqual([503, 'Sorry, there is a problem with the service'])
    service.world.failing = {}
    expect((await person.send(await person.step('check'))).place).toBe('/apply/confirmation')
    expect(service.world.submitted.map(({ key }) => key)[0]).toBe(service.world.submitted[1]?.key)
  })

  test('what the service itself cannot decide on is refused in plain words, and the next try has the same key', async () => {
    const check = await answer(person)
    service.world.failing.submit = new RuleFault('priority', 'time')
    const refused = await person.send(check)
    expect([refused.status, refused.heading]).toEqual([503, 'Sorry, we could not take this'])
    expect(refused.html).toContain('nothing was sent and we have not received it')
    service.world.failing = {}
    expect((await person.send(await person.step('check'))).place).toBe('/apply/confirmation')
    expect(new Set(service.world.submitted.map(({ key }) => key)).size).toBe(1)
  })

  test('when a recipient is spared, the page says so and when to come again, and the next try has the same key', async () => {
    const check = await answer(person)
    service.world.failing.submit = new Problem('too-many-requests', 'One recipient was named too often.')
    const refused = await person.send(check)
    expect([refused.status, refused.heading]).toEqual([429, 'Sorry, we cannot take this now'])
    expect(refused.html).toContain('Try again in an hour')
    service.world.failing = {}
    expect((await person.send(await person.step('check'))).place).toBe('/apply/confirmation')
    expect(new Set(service.world.submitted.map(({ key }) => key)).size).toBe(1)
  })

  test('a changed answer has a new key', async () => {
    const check = await answer(person)
    service.world.failing.submit = down()
    await person.send(check)
    service.world.failing = {}
    const changed = await person.send(await person.step('fullName'), { fullName: 'Other Person' })
    await person.send(changed)
    expect(new Set(service.world.submitted.map(({ key }) => key)).size).toBe(2)
  })

  test('an answer that is refused leads back to its question, which says so', async () => {
    const check = await answer(person)
    service.world.failing.submit = new Problem('invalid-request', 'no', [{ pointer: '/body/email', detail: 'no' }])
    const page = await person.send(check)
    expectMistake(page, 'email', 'Check your answer to “What is your email address?”')
    expect(page.document.querySelector<HTMLInputElement>('#email')?.value).toBe('test@example.com')
  })

  test('several answers that are refused are named on the check page', async () => {
    const check = await answer(person)
    const errors = ['email', 'seenOn'].map((name) => ({ pointer: `/body/${name}`, detail: 'no' }))
    service.world.failing.submit = new Problem('invalid-request', 'no', errors)
    const page = await person.send(check)
    expect([page.status, page.heading]).toEqual([400, 'Check your answers'])
    expect(page.mistakes).toEqual([
      'Check your answer to “What is your email address?”',
      'Check your answer to “When did you last see them?”',
    ])
    expect(page.document.getElementById('answer-email')).not.toBeNull()
  })

  test('an unforeseen error is the 500 page with the request id and nothing else', async () => {
    const check = await answer(person)
    service.world.failing.submit = new Error('secret detail')
    const page = await person.send(check)
    expect([page.status, page.heading]).toEqual([500, 'Sorry, there is a problem with the service'])
    expect(page.html).toContain(page.headers.get('x-request-id'))
    expect(page.html).not.toContain('secret detail')
  })
})

describe('forms of another site', () => {
  test.each([
    ['without a token', (body: URLSearchParams) => body.delete('_csrf')],
    ['with a wrong token', (body: URLSearchParams) => body.set('_csrf', 'made-up')],
  ])('%s are refused', async (_name, spoil) => {
    const { path, body } = person.filled(await answer(person))
    spoil(body)
    const page = await person.see(path, { method: 'POST', body })
    expect([page.status, page.heading]).toEqual([403, 'This page has expired'])
    expect(service.world.submitted).toEqual([])
  })

  test('the token of another session is refused', async () => {
    const other = person.filled(await answer(person)).body
    const second = new Person(service.url)
    const page = await answer(second)
    const body = new URLSearchParams({ _csrf: other.get('_csrf') ?? '' })
    expect((await second.see(person.filled(page).path, { method: 'POST', body })).status).toBe(403)
  })

  test.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a sister site', { 'sec-fetch-site': 'same-site' }],
    ['another origin', { origin: 'https://elsewhere.example' }],
    ['a hidden origin', { origin: 'null' }],
  ])('%s is refused even with the right token', async (_name, headers) => {
    const { path, body } = person.filled(await answer(person))
    expect((await person.see(path, { method: 'POST', body, headers })).status).toBe(403)
    expect(service.world.submitted).toEqual([])
  })

  test('our own origin passes', async () => {
    const { path, body } = person.filled(await answer(person))
    const headers = { origin: new URL(service.url).origin, 'sec-fetch-site': 'same-origin' }
    expect((await person.see(path, { method: 'POST', body, headers })).place).toBe('/apply/confirmation')
  })
})

test('addresses of pages hold no personal data', async () => {
  const paths: string[] = []
  const ask = person.ask.bind(person)
  person.ask = (path, init) => {
    paths.push(path)
    return ask(path, init)
  }
  await person.send(await answer(person))
  const typed = JOURNEY.flatMap(([, answers]) => Object.values(answers)).filter((value) => value.length > 4)
  for (const value of typed) expect(paths.join(' ')).not.toContain(encodeURIComponent(value))
  expect(paths.join(' ')).not.toContain('?')
})

test('browsers fill in what belongs to the person, and nothing else', async () => {
  const found: Record<string, (string | null)[]> = {}
  for (const [question] of JOURNEY) {
    const page = await answer(new Person(service.url), question)
    const fields = page.document.querySelectorAll('main input:not([type=hidden], [type=radio]), main textarea')
    if (fields.length > 0) found[question] = [...fields].map((field) => field.getAttribute('autocomplete'))
  }
  expect(found).toEqual({
    fullName: ['name'],
    email: ['email'],
    phone: ['tel'],
    postcode: ['off'],
    seenOn: ['off', 'off', 'off'],
    details: ['off'],
  })
  const track = await person.see('/track')
  expect(track.document.querySelector('#reference')?.getAttribute('autocomplete')).toBe('off')
})
