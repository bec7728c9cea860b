import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { answer, goOn, JOURNEY, Person, type Seen, tidy } from './person.ts'
import { type ExampleService, startService } from './service.ts'

let service: ExampleService
beforeAll(async () => {
  service = await startService((pages) => {
    // A form takes more than is kept of one answer.
    pages.questions.find(({ name }) => name === 'details')!.maxLength = 4000
  })
}, 60_000)
beforeEach(() => {
  service.world.cases.clear()
  service.world.submitted.length = 0
})
afterAll(() => service?.stop())

/** Another tab of the same browser: the same cookies, its own application. */
function tabOf(person: Person): Person {
  const tab = new Person(service.url)
  for (const [origin, cookies] of person.jar) tab.jar.set(origin, cookies)
  return tab
}
const labels = (page: Seen) =>
  [...page.document.querySelectorAll('.govuk-radios__label, .govuk-radios__hint')].map((one) => tidy(one.textContent))
const options = (page: Seen) => [...page.document.querySelectorAll<HTMLInputElement>('main [type=radio]')]
const notice = (page: Seen) =>
  tidy(page.document.querySelector('.govuk-notification-banner__content')?.textContent ?? '')

describe('two tabs', () => {
  test('send two people’s stories, each with its own answers', async () => {
    const one = new Person(service.url)
    await answer(one, 'urgent', { fullName: 'First Child' })
    const two = tabOf(one)
    const choice = await two.see('/apply')
    let page = await two.send(choice, { which: 'new' })
    expect(two.application).not.toBe(one.application)
    const answers: Record<string, Record<string, string>> = {
      ...Object.fromEntries(JOURNEY),
      fullName: { fullName: 'Second Child' },
      urgent: { urgent: 'no' },
    }
    while (page.place !== '/apply/check')
      page = await goOn(two, await two.send(page, answers[page.place.slice('/apply/'.length)]!))
    // One page in the one tab, one in the other.
    let first = await one.step('urgent')
    const sent = await two.send(page)
    while (first.place !== '/apply/check') {
      const own = Object.fromEntries(JOURNEY)[first.place.slice('/apply/'.length)]!
      first = await goOn(one, await one.send(first, 'details' in own ? { details: 'The story of the first.' } : own))
    }
    const other = await one.send(first)
    expect(service.world.submitted.map(({ answers }) => answers)).toMatchObject([
      { fullName: 'Second Child', urgent: false, details: 'The lights have been off\nfor a week.' },
      { fullName: 'First Child', urgent: true, details: 'The story of the first.' },
    ])
    const reference = (seen: Seen) => /7KQX-4M2P-R9T\w/.exec(seen.html)?.[0]
    expect(reference(sent)).not.toBe(reference(other))
    expect(reference(await two.step('confirmation'))).toBe(reference(sent))
    expect((await one.see(`${two.application}/details`)).place).toBe('/apply/confirmation')
  })

  test('of one story: nothing is sent that the tab does not show, and then it is, once', async () => {
    const one = new Person(service.url)
    let page = await answer(one, 'check')
    const two = tabOf(one)
    two.application = one.application
    const other = await goOn(two, await two.send(await two.step('urgent'), { urgent: 'no' }))
    expect(other.place).toBe('/apply/check')
    page = await one.send(page)
    expect([page.status, page.place, page.mistakes]).toEqual([
      400,
      '/apply/submit',
      ['Your answers were changed in another window. Check them and send them again'],
    ])
    expect(service.world.submitted).toEqual([])
    const sent = await one.send(page)
    expect(sent.place).toBe('/apply/confirmation')
    // What the other one still shows was sent: it says so.
    expect((await two.send(other)).place).toBe('/apply/confirmation')
    expect(service.world.submitted.map(({ answers }) => answers)).toMatchObject([{ urgent: false }])
  })

  test('keep what is wrong in one out of the other', async () => {
    const one = new Person(service.url)
    await answer(one, 'email')
    const { path, body } = one.filled(await one.step('email'), { email: 'wrong in one' })
    await one.ask(path, { method: 'POST', body })
    const two = tabOf(one)
    const page = await two.send(await two.send(await two.see('/apply'), { which: 'new' }), { fullName: 'Other' })
    expect([page.place, page.mistakes, page.html.includes('wrong in one')]).toEqual(['/apply/email', [], false])
    expect((await one.step('email')).mistakes).toHaveLength(1)
  })
})

describe('starting again', () => {
  test('offers to go on with what was begun, told apart by its words, or to start a new one', async () => {
    const person = new Person(service.url)
    await answer(person, 'phone', { fullName: 'First Child' })
    const { application } = person
    const page = await person.see('/apply')
    expect([page.status, page.heading]).toEqual([200, 'You have started a report already. What do you want to do?'])
    expect(labels(page)).toEqual([
      expect.stringMatching(/^Go on with the report you started on \d+ \w+ \d{4} at /),
      'First Child',
      'Start a new report',
      'What you have filled in stays as it is.',
    ])
    expect((await person.send(page)).mistakes).toEqual(['Select whether you want to go on or start a new one'])
    expect((await person.send(page, { which: options(page)[0]!.value })).url.pathname).toBe(`${application}/phone`)
    const fresh = await person.send(page, { which: 'new' })
    expect([fresh.place, fresh.document.querySelector<HTMLInputElement>('#fullName')?.value]).toEqual([
      '/apply/fullName',
      '',
    ])
    expect((await person.see(`${application}/email`)).html).toContain('test@example.com')
  })

  test('does not ask when nothing was begun, or all was sent', async () => {
    const person = new Person(service.url)
    const first = (await person.see('/apply')).url.pathname
    expect((await person.see('/apply')).url.pathname).not.toBe(first)
    await person.send(await answer(person))
    expect((await person.see('/apply')).place).toBe('/apply/fullName')
  })

  test('an application of somebody else cannot be chosen, and its address shows nothing of it', async () => {
    const one = new Person(service.url)
    await answer(one, 'phone', { fullName: 'Private Person' })
    const two = new Person(service.url)
    await answer(two, 'email')
    const page = await two.see('/apply')
    const { path, body } = two.filled(page, { which: 'new' })
    body.set('which', one.application.slice('/apply/'.length))
    expect((await two.see(path, { method: 'POST', body })).mistakes).toHaveLength(1)
    const looked = await two.see(`${one.application}/phone`)
    expect([looked.place, looked.html.includes('Private Person')]).toEqual(['/apply/fullName', false])
  })

  test('an address from before applications had their own leads to the start', async () => {
    expect((await new Person(service.url).see('/apply/email')).place).toBe('/apply/fullName')
  })
})

describe('a session that ended while somebody wrote', () => {
  const own = { 'sec-fetch-site': 'same-origin' }
  const details = 'A long story, written for more than two hours.'

  const lost: [how: string, lose: (person: Person) => unknown][] = [
    ['was not used for 2 hours', (person) => person.comeBackLate()],
    ['was lost by the service', () => service.running.db.query('DELETE FROM session')],
  ]

  test.each(lost)(
    'and %s keeps what they typed until they come to the question again, and says what is gone',
    async (_how, lose) => {
      const person = new Person(service.url)
      const page = await answer(person, 'details')
      await lose(person)
      person.headers = own
      const first = await person.send(page, { details })
      expect([first.status, first.place]).toEqual([200, '/apply/fullName'])
      expect(notice(first)).toContain(
        'Your earlier answers are gone: the service was not used for 2 hours, or somebody signed out',
      )
      expect(options(await person.see('/apply'))).toHaveLength(2)
      let next = first
      for (const [question, answers] of JOURNEY)
        if (question !== 'details') next = await goOn(person, await person.send(next, answers))
      expect(next.document.querySelector<HTMLTextAreaElement>('#details')?.value).toBe(details)
      expect(notice(next)).toContain('Not saved yet.')
      const check = await person.send(next, { details })
      expect([check.place, notice(check)]).toEqual(['/apply/check', ''])
      expect((await person.step('details')).html).not.toContain('Not saved yet')
    },
  )

  test('so does one that became another person’s, with the earlier answers still there', async () => {
    const person = new Person(service.url)
    const page = await answer(person, 'details')
    await person.signIn('worker')
    person.headers = own
    const again = await person.send(page, { details })
    expect([again.place, notice(again).startsWith('Not saved yet.')]).toEqual(['/apply/details', true])
    const check = await person.send(again, { details })
    expect([check.place, check.html.includes('Test Person')]).toEqual(['/apply/check', true])
  })

  test('sending is not done behind anybody’s back: the check page says that it was not', async () => {
    const person = new Person(service.url)
    const check = await answer(person)
    await person.signIn('worker')
    person.headers = own
    const again = await person.send(check)
    expect([again.place, again.mistakes]).toEqual([
      '/apply/submit',
      ['Not sent yet. Check your answers and send them again'],
    ])
    expect(service.world.submitted).toEqual([])
    expect((await person.send(again)).place).toBe('/apply/confirmation')
  })

  test('a browser that does not say where the form came from gets the page that says what happened', async () => {
    const person = new Person(service.url)
    const page = await answer(person, 'details')
    person.comeBackLate()
    const gone = await person.send(page, { details })
    expect([gone.status, gone.heading]).toEqual([403, 'This page has expired'])
    expect(gone.html).toContain('Nothing was saved or sent')
    const forged = await person.see(`${person.application}/details`, {
      method: 'POST',
      body: new URLSearchParams({ details }),
      headers: { 'sec-fetch-site': 'cross-site' },
    })
    expect([forged.status, (await person.step('details')).html.includes(details)]).toEqual([403, false])
  })
})

test('what came beside an answer is not kept, and no answer without end', async () => {
  const person = new Person(service.url)
  const { path, body } = person.filled(await person.see('/apply'), { fullName: 'x'.repeat(500_000) })
  expect((await person.see(path, { method: 'POST', body })).status).toBe(413)
  body.set('fullName', 'x'.repeat(20_500))
  body.set('beside', 'y'.repeat(20_000))
  expect((await person.see(path, { method: 'POST', body })).mistakes).toHaveLength(1)
  await person.ask(path, { method: 'POST', body })
  const [row] = await service.running.db.query<{ size: number }>('SELECT max(length(data)) AS size FROM session')
  expect(row?.size).toBeLessThan(25_000)
})
