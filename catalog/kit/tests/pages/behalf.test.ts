import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { sessions } from '../../src/pages/session.ts'
import type { SignedIn } from '../../src/pages/session-data.ts'
import { goOn, JOURNEY, Person, type Seen, tidy } from './person.ts'
import { type ExampleService, startService } from './service.ts'

let service: ExampleService
beforeAll(async () => {
  service = await startService((pages) => {
    pages.behalf = { scope: 'boats:give' }
  })
}, 60_000)
beforeEach(() => {
  service.world.submitted.length = 0
})
afterAll(() => service?.stop())

const START = '/staff/behalf'
const links = (page: Seen) =>
  [...page.document.querySelectorAll('nav[aria-label=Staff] a')].map((one) => tidy(one.textContent))
const told = (page: Seen) =>
  [...page.document.querySelectorAll('.govuk-inset-text')].map((one) => tidy(one.textContent))
const SAID = 'You are filling this in for somebody else.'
const cookieOf = (one: Person) => [...(one.jar.get(service.url)?.values() ?? [])][0] ?? ''
const change = (one: Person, alter: (staff: SignedIn) => void) =>
  sessions(service.running.db).change(cookieOf(one), ({ staff }) => alter(staff!))
const expire = (one: Person) =>
  change(one, (staff) => {
    staff.expires = staff.since - 1
  })

/** Somebody of the staff at the first question for a person who called. */
async function calledBy(account = 'lead') {
  const person = new Person(service.url)
  const asked = await person.signIn(account, START)
  return { person, page: await person.send(asked, { way: 'telephone' }) }
}
/** The rest of the questions. */
async function answerAll(person: Person, from: Seen): Promise<Seen> {
  let page = from
  while (page.place !== '/apply/check')
    page = await goOn(person, await person.send(page, Object.fromEntries(JOURNEY)[page.place.slice('/apply/'.length)]!))
  return page
}

describe('filled in for somebody', () => {
  test('by the same questions, under the head of staff; who did so and how they got in touch is sent along', async () => {
    const { person, page } = await calledBy()
    expect([page.place, told(page), links(page)]).toEqual([
      '/apply/fullName',
      [SAID],
      expect.arrayContaining(['Fill in for somebody']),
    ])
    const check = await answerAll(person, page)
    expect(told(check)).toEqual([SAID])
    const sent = await person.send(check)
    expect([sent.place, told(sent)]).toEqual(['/apply/confirmation', [SAID]])
    expect(service.world.submitted).toMatchObject([
      { answers: { fullName: 'Test Person' }, behalf: { way: 'telephone', by: 'lead' } },
    ])
    expect(service.world.submitted[0]!.visitor).toBeUndefined()
    // What staff send for themselves is their own, as before.
    const own = await person.send(await answerAll(person, await person.see('/apply')))
    expect([own.place, told(own), service.world.submitted[1]!.visitor]).toEqual(['/apply/confirmation', [], 'lead'])
    expect(service.world.submitted[1]!.behalf).toBeUndefined()
  })

  test('asks how they got in touch first', async () => {
    const person = new Person(service.url)
    const asked = await person.signIn('lead', START)
    expect(asked.heading).toBe('How did they get in touch?')
    const refused = await person.send(asked)
    expect([refused.status, refused.mistakes]).toEqual([400, ['Select how they got in touch']])
  })

  test('is open to those who may alone', async () => {
    const person = new Person(service.url)
    const page = await person.signIn('worker', START)
    expect(page.status).toBe(403)
    expect(links(await person.see('/staff/boats'))).not.toContain('Fill in for somebody')
    expect((await new Person(service.url).ask(START)).headers.get('location')).toMatch(/^\/staff\/sign-in/)
  })

  test('can be gone on with, apart from what staff fill in for themselves', async () => {
    const { person, page } = await calledBy()
    await person.send(page, { fullName: 'Somebody Calling' })
    const { application } = person
    const again = await person.see(START)
    expect(again.document.querySelector('main')!.textContent).toContain('Somebody Calling')
    const other = await person.send(again, { which: 'new' })
    expect([other.place, other.heading]).toEqual(['/staff/behalf/new', 'How did they get in touch?'])
    expect((await person.see('/apply')).place).toBe('/apply/fullName')
    const back = await person.send(again, { which: application.slice('/apply/'.length) })
    expect([back.place, person.application]).toEqual(['/apply/email', application])
  })
})

describe('whose sign-in has ended', () => {
  test('signs in again and finds what was typed', async () => {
    const { person, page } = await calledBy()
    await expire(person)
    const { path, body } = person.filled(page, { fullName: 'Somebody Calling' })
    const response = await person.ask(path, { method: 'POST', body })
    expect(response.headers.get('location')).toMatch(/^\/staff\/sign-in\?return=%2Fapply%2F/)
    const back = await person.see(response.headers.get('location')!)
    expect(back.place).toBe('/apply/fullName')
    expect(back.document.querySelector<HTMLInputElement>('[name=fullName]')!.value).toBe('Somebody Calling')
    expect(service.world.submitted).toEqual([])
  })

  test('sends nothing, and another person sends nothing for them', async () => {
    const { person, page } = await calledBy()
    const check = await answerAll(person, page)
    await expire(person)
    const { path, body } = person.filled(check)
    const response = await person.ask(path, { method: 'POST', body })
    expect(response.headers.get('location')).toMatch(/^\/staff\/sign-in/)
    expect(service.world.submitted).toEqual([])
    const back = await person.see(response.headers.get('location')!)
    expect(back.place).toBe('/apply/check')
    // A colleague who takes over the chair and the browser has begun nothing.
    await change(person, ({ principal }) => {
      principal.subject = 'another'
    })
    expect((await person.send(back)).status).toBe(404)
    expect((await person.see(START)).heading).toBe('How did they get in touch?')
    expect(service.world.submitted).toEqual([])
  })
})
