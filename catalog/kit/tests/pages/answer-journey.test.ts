import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { defineComponent } from '../../src/definition.ts'
import { type AnswerPages, mountAnswerPages, type Question } from '../../src/pages/index.ts'
import { type Running, serve } from '../../src/server.ts'
import { freshDatabase } from '../../testing/fresh-database.ts'
import { type RunningProcess, run } from '../fixture/process.ts'
import { calculatorPages } from './calculator.ts'
import { given } from './every-kind.ts'
import { faultsOf } from './faults.ts'
import { type Filled, Person, type Seen, tidy } from './person.ts'

// In a process of its own, whose every line is read.
let started: RunningProcess
let url: string
let database: pg.Client
let person: Person
beforeAll(async () => {
  const databaseUrl = await freshDatabase()
  const env = { DATABASE_URL: databaseUrl, PORT: '0', LOG_LEVEL: 'trace', RATE_LIMIT_PER_MINUTE: '100000' }
  started = run([fileURLToPath(new URL('../fixture/calculator-main.ts', import.meta.url))], env)
  url = await started.says(/listening on (\S+)/)
  database = new pg.Client({ connectionString: databaseUrl })
  await database.connect()
}, 60_000)
beforeEach(() => {
  person = new Person(url)
})
afterAll(async () => {
  await database?.end()
  started?.child.kill()
  await started?.ended()
})

const names = calculatorPages.questions.map(({ name }) => name)
const filled: Record<string, Filled> = {
  ...Object.fromEntries(Object.entries(given).map(([name, { right }]) => [name, right])),
  postcode: { postcode: 'zz991ab' },
  address: { address: '2' },
}
/** The question whose page it is. */
const asks = (page: Seen): string =>
  page.document.querySelector<HTMLFormElement>('main form')?.action.split('/').at(-1) ?? ''
const hasField = (page: Seen) => page.document.querySelector('main form [name]:not([type=hidden])') !== null
const isLast = (page: Seen) => page.heading === 'What you told us means'

/** From the start to the page of `until`, or to the answer. */
async function upTo(until: string, changed: Record<string, Filled> = {}): Promise<Seen> {
  const start = await person.see('/')
  let page = await person.see(start.document.querySelector<HTMLAnchorElement>('.govuk-button--start')?.href ?? '')
  for (let count = 0; count < 40 && hasField(page) && asks(page) !== until; count += 1)
    page = await person.send(page, changed[asks(page)] ?? filled[asks(page)] ?? {})
  return page
}
const facts = (page: Seen, list: number) =>
  [...(page.document.querySelectorAll('main dl')[list]?.querySelectorAll('dd:nth-of-type(1)') ?? [])].map((one) =>
    tidy(one.textContent),
  )
/** Presses the button with these words, as a link would be followed. */
async function press(page: Seen, words: string): Promise<Seen> {
  const button = [...page.document.querySelectorAll('button')].find((one) => tidy(one.textContent) === words)
  if (button?.form == null) throw new Error(`No button ${words} on ${page.heading}`)
  button.form.id = 'pressed'
  return person.send(page, {}, '#pressed')
}
const stands = (page: Seen, field: string) =>
  page.document.querySelector<HTMLInputElement>(`main [name="${field}"]:not([type=hidden])`)?.value
const rows = async () => {
  const { rows: tables } = await database.query<{ name: string }>(
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1`,
  )
  const counts: [string, number][] = []
  for (const { name } of tables)
    counts.push([name, (await database.query(`SELECT count(*)::int AS n FROM ${name}`)).rows[0].n])
  return Object.fromEntries(counts)
}

describe('from start to answer', () => {
  test('every kind of question, what follows, and each answer as it was given', async () => {
    const page = await upTo('')
    expect([page.status, page.heading, page.mistakes]).toEqual([200, 'What you told us means', []])
    expect(facts(page, 0)[0]).toBe('£1200.5')
    const asked = names.filter((name) => name !== 'postcode' && name !== 'address')
    expect(JSON.parse(facts(page, 0)[1]!)).toEqual({
      ...Object.fromEntries(asked.map((name) => [name, given[name]!.answer])),
      postcode: 'ZZ99 1AB',
      address: '2',
    })
    expect(facts(page, 1)).toEqual([...asked.map((name) => given[name]!.shown), 'ZZ99 1AB', '2 Invented Row, ZZ99 1AB'])
    expect(page.html).toContain('It may be another sum next year.')
    expect(page.html).toContain('We do not keep your answers.')
  })

  test('keeps nothing: no row in any table, no cookie, no word of it in the log or an address', async () => {
    const before = await rows()
    const paths: string[] = []
    const ask = person.ask.bind(person)
    person.ask = (path, init) => {
      paths.push(path)
      return ask(path, init)
    }
    const page = await upTo('', { name: { name: 'Zebedee Quagmire' }, story: { story: 'Wigwam\nof thunder' } })
    await press(await press(page, 'Change your answer to: What has happened?'), 'Back')
    await upTo('', { name: { name: 'Fault' } }).catch(() => undefined)
    expect(isLast(page)).toBe(true)
    expect(await rows()).toEqual(before)
    expect(person.jar.get(url)?.size ?? 0).toBe(0)
    expect(page.headers.getSetCookie()).toEqual([])
    await started.says(/"route":"\/questions\/:question"/)
    await started.says(/page failed/)
    for (const word of ['Quagmire', 'Wigwam', 'ZZ99', 'zz99', 'Lantern', '900 982', '120050', 'secret']) {
      expect(started.output()).not.toContain(word)
      expect(paths.join(' ')).not.toContain(word)
    }
    expect(paths.join(' ')).not.toContain('?')
  })

  test('no page may be kept, by the browser or on the way', async () => {
    let page = await person.see('/questions')
    for (let count = 0; count < 40 && !isLast(page); count += 1) {
      expect(page.headers.get('cache-control')).toBe('no-store')
      page = await person.send(page, filled[asks(page)] ?? {})
    }
    expect(page.headers.get('cache-control')).toBe('no-store')
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self';")
  })

  test('nothing of a service that keeps answers is there', async () => {
    for (const path of ['/staff', '/staff/sign-in', '/track', '/apply', '/apply/check', '/nothing'])
      expect((await person.see(path)).status).toBe(404)
    const start = await person.see('/')
    expect(start.html).not.toMatch(/Track your|Staff sign in|already used/)
    expect((await person.see('/cookies')).html).toContain('This service uses none.')
    expect((await person.see('/privacy')).html).toContain('They are kept nowhere')
    expect((await person.see('/accessibility')).status).toBe(200)
  })
})

describe('each page', () => {
  test.each(names)('%s: missing, wrong, right; axe finds nothing', async (name) => {
    const { missing, wrong, said } = given[name] ?? { missing: '' }
    let page = await upTo(name)
    expect([page.status, asks(page), page.document.querySelectorAll('h1').length]).toEqual([200, name, 1])
    expect(await faultsOf(page)).toEqual([])
    for (const [typed, words] of [...(missing ? [[{}, missing]] : []), ...(wrong ? [[wrong, said]] : [])] as [
      Filled,
      string,
    ][]) {
      page = await person.send(page, typed)
      expect([page.status, asks(page), page.mistakes]).toEqual([400, name, [words]])
      expect(page.document.title).toMatch(/^Error: /)
      expect(await faultsOf(page)).toEqual([])
    }
    const next = await person.send(page, filled[name])
    expect([next.status, asks(next)]).not.toEqual([400, name])
    expect(next.mistakes).toEqual([])
  })

  test('answer, urgent page and stop: axe finds nothing', async () => {
    expect(await faultsOf(await upTo(''))).toEqual([])
    const first = await person.send(await upTo('pets'), { pets: 'yes' })
    expect([first.heading, await faultsOf(first)]).toEqual(['Call the vet first', []])
    expect(await faultsOf(await upTo('rent', { people: { people: '12' } }))).toEqual([])
    for (const path of ['/', '/privacy', '/cookies', '/nothing'])
      expect(await faultsOf(await person.see(path))).toEqual([])
  })

  test('whom to call first comes before the next question, and leads on and back', async () => {
    const first = await person.send(await upTo('pets'), { pets: 'yes' })
    expect(asks(await press(first, 'Continue'))).toBe('home')
    const back = await press(first, 'Back')
    expect([asks(back), back.document.querySelector('[name=pets][checked]')?.getAttribute('value')]).toEqual([
      'pets',
      'yes',
    ])
  })
})

describe('back and change', () => {
  test('Back leads one question back, with what was answered, from the first to the start', async () => {
    const page = await upTo('people')
    const story = await press(page, 'Back')
    expect([asks(story), stands(story, 'story')]).toEqual(['story', 'It rains in.'.replace(' in', '\nin')])
    const name = await press(story, 'Back')
    expect([asks(name), stands(name, 'name')]).toEqual(['name', 'Test Person'])
    expect(name.document.querySelector('.govuk-back-link')?.getAttribute('href')).toBe('/')
    expect(asks(await person.send(await person.send(name, { name: 'Other' }), { story: 'Dry.' }))).toBe('people')
  })

  test('an answer can be changed from the end, and Back from there leads to the end again', async () => {
    const page = await upTo('')
    const rent = await press(page, 'Change your answer to: How much is the rent?')
    expect([asks(rent), stands(rent, 'rent')]).toEqual(['rent', '1200.50'])
    expect(facts(await press(rent, 'Back'), 0)[0]).toBe('£1200.5')
    expect(facts(await person.send(rent, { rent: '80' }), 0)[0]).toBe('£80')
  })

  test('what hangs on a changed answer is asked again, and not what hangs on one that stays', async () => {
    const page = await upTo('')
    const postcode = await press(page, 'Change your answer to: What is the postcode? (optional)').catch(() =>
      press(page, 'Change your answer to: What is the postcode?'),
    )
    expect(isLast(await person.send(postcode, { postcode: 'ZZ99 1AB' }))).toBe(true)
    const address = await person.send(postcode, { postcode: 'ZZ99 2AD' })
    expect([asks(address), address.mistakes]).toEqual(['address', []])
    expect(address.document.querySelectorAll('[checked]')).toHaveLength(0)
    expect(facts(await person.send(address, { address: '1' }), 1).at(-1)).toBe('1 Invented Row, ZZ99 2AD')
    const passed = await person.send(postcode, { postcode: '' })
    expect([isLast(passed), facts(passed, 1).at(-1)]).toEqual([true, 'Not provided'])
  })

  test('a pick leads back to what it hangs on, and so does one with nothing to pick', async () => {
    const page = await upTo('address')
    const postcode = await press(page, 'Enter a different postcode')
    expect([asks(postcode), stands(postcode, 'postcode')]).toEqual(['postcode', 'ZZ99 1AB'])
    const none = await person.send(postcode, { postcode: 'ZZ99 9ZZ' })
    expect(none.heading).toBe('No address found')
    expect(await faultsOf(none)).toEqual([])
    expect(asks(await press(none, 'Enter a different postcode'))).toBe('postcode')
  })

  test('Start again forgets all of it', async () => {
    const page = await upTo('')
    const again = [...page.document.querySelectorAll('a')].find((one) => one.textContent === 'Start again')
    const first = await person.see(again?.href ?? '')
    expect([asks(first), stands(first, 'name'), first.html.includes('Test Person')]).toEqual(['name', '', false])
  })

  test('the address of a page asked for anew leads to the first question', async () => {
    for (const path of ['/questions/rent', '/questions/rent/open'])
      expect((await person.see(path)).url.pathname).toBe('/questions')
    expect((await person.see('/questions/rent', { method: 'POST', body: new URLSearchParams() })).heading).toBe(
      'What is your full name?',
    )
  })
})

test('a stop ends it before the next question, says why, and leads back to the answer', async () => {
  const page = await upTo('rent', { people: { people: '12' } })
  expect([page.status, page.heading]).toEqual([200, 'It is too many people'])
  const people = await press(page, 'Change your answer to: How many people live there?')
  expect([asks(people), stands(people, 'people')]).toEqual(['people', '12'])
  expect(asks(await press(page, 'Back'))).toBe('people')
  expect(asks(await person.send(people, { people: '2' }))).toBe('rent')
  // Neither a later question nor the end is reached past it.
  const { body } = person.fill(people, { people: '12' })
  for (const step of ['rent', 'rent/open', 'agreed']) {
    const beyond = await person.see(`/questions/${step}`, { method: 'POST', body: body as URLSearchParams })
    expect(beyond.heading).toBe('It is too many people')
  }
})

describe('what a form brings', () => {
  const post = async (path: string, fields: Record<string, string>, headers: Record<string, string> = {}) =>
    person.see(path, { method: 'POST', body: new URLSearchParams(fields), headers })

  test('is checked again each time: what cannot be right is asked for again', async () => {
    const { body } = person.fill(await upTo('agreed'), { agreed: 'yes' })
    const fields = Object.fromEntries(body as URLSearchParams)
    for (const [name, value, question] of [
      ['rent', 'a lot', 'rent'],
      ['home', 'boat', 'home'],
      ['since-month', '13', 'since'],
      ['name', 'x'.repeat(201), 'name'],
    ]) {
      const page = await post('/questions/agreed', { ...fields, [name!]: value! })
      expect([page.status, asks(page), page.mistakes]).toEqual([200, question, []])
    }
    const { name: _left, ...others } = fields
    expect(asks(await post('/questions/agreed', others))).toBe('name')
  })

  test('is shown as text, never as markup, also in what is hidden', async () => {
    const name = '"><script>alert(1)</script>'
    const page = await post('/questions/name', { name })
    expect(page.html).not.toContain('<script>alert')
    expect([...page.document.querySelectorAll<HTMLInputElement>('[name=name]')].map(({ value }) => value)).toContain(
      name,
    )
  })

  test('what belongs to no question is not carried along', async () => {
    const page = await post('/questions/name', { name: 'A', beside: 'B', 'held:proof': 'C', _was: 'D' })
    const hidden = [...page.document.querySelectorAll<HTMLInputElement>('main [type=hidden]')].map(({ name }) => name)
    expect(hidden).toEqual(['name'])
  })

  test('is limited in size, as a page', async () => {
    const page = await post('/questions/name', { name: 'x'.repeat(500_000) })
    expect([page.status, page.heading]).toEqual([413, 'Your answer is too long'])
    expect((await post('/questions', { beside: 'x'.repeat(500_000) })).status).toBe(413)
  })

  test.each([
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a sister site', { 'sec-fetch-site': 'same-site' }],
    ['another origin', { origin: 'https://elsewhere.example' }],
    ['a hidden origin', { origin: 'null' }],
  ])('is not read when it comes from %s', async (_name, headers) => {
    for (const path of ['/questions', '/questions/name', '/questions/name/open']) {
      const page = await post(path, { name: 'Forged' }, headers as Record<string, string>)
      expect([page.status, page.heading]).toEqual([403, 'This form came from another website'])
      expect(page.html).not.toContain('Forged')
    }
  })

  test('our own origin passes', async () => {
    const headers = { origin: new URL(url).origin, 'sec-fetch-site': 'same-origin' }
    expect(asks(await post('/questions/name', { name: 'A' }, headers))).toBe('story')
  })

  test('an unforeseen error is a page with the request id and nothing else', async () => {
    const page = await upTo('', { name: { name: 'Fault' } }).catch((error) => error)
    const { body } = person.fill(await upTo('address'), { address: '2' })
    ;(body as URLSearchParams).set('name', 'Fault')
    const failed = await post('/questions/address', Object.fromEntries(body as URLSearchParams))
    void page
    expect([failed.status, failed.heading]).toEqual([500, 'Sorry, there is a problem with the service'])
    expect(failed.html).toContain(failed.headers.get('x-request-id'))
    expect(failed.html).toContain('We do not keep your answers')
    expect(failed.html).not.toMatch(/secret|saved for 2 hours/)
  })
})

describe('where something would be kept', () => {
  test.each<[string, Question]>([
    ['a file', { name: 'proof', title: 'Proof', kind: 'file', missing: 'Upload it' }],
    [
      'what is picked',
      {
        name: 'time',
        title: 'Time',
        kind: 'pick',
        missing: 'Pick',
        hold: async () => ({ id: '1', until: '2026-01-01' }),
      },
    ],
  ])('it does not start: %s', async (_what, question) => {
    const pages: AnswerPages = { ...calculatorPages, questions: [question] }
    const definition = defineComponent({
      id: 'calculator',
      migrations: [],
      handlers: () => ({}),
      routes: (app, context) => mountAnswerPages(app, context, pages),
    })
    const options = { databaseUrl: await freshDatabase(), port: 0, env: { LOG_LEVEL: 'silent' } }
    const start: Promise<Running> = serve(definition, options)
    await expect(start).rejects.toThrow(`${question.name}: a journey that ends in an answer keeps nothing`)
  })
})
