import { afterAll, beforeAll, expect, test } from 'vitest'
import { Person, type Seen, tidy } from './person.ts'
import { type ExampleService, startService } from './service.ts'

let service: ExampleService
let lead: Person
beforeAll(async () => {
  service = await startService()
  lead = new Person(service.url)
  await lead.signIn('lead')
}, 60_000)
afterAll(() => service?.stop())

const rows = (page: Seen) =>
  [...page.document.querySelectorAll('tbody tr')].map((row) => [...row.children].map((cell) => tidy(cell.textContent)))

test('the queue leads a team lead there, and nobody else', async () => {
  const link = (page: Seen) => page.document.querySelector('a[href="/staff/accounts"]')
  expect(link(await lead.see('/staff/queue'))).not.toBeNull()
  const worker = new Person(service.url)
  expect(link(await worker.signIn('worker'))).toBeNull()
  for (const path of ['/staff/accounts', '/staff/accounts/add', '/staff/accounts/lead/stop'])
    expect((await worker.see(path)).status, path).toBe(403)
  expect((await new Person(service.url).see('/staff/accounts')).url.origin).toBe(service.provider.issuer)
})

test('a colleague is added, and the first password is shown once', async () => {
  const form = await lead.see('/staff/accounts/add')
  const wrong = await lead.send(form, { name: '', email: 'nowhere', role: 'king' })
  expect(wrong.mistakes).toEqual([
    'Enter the full name',
    'Enter an email address in the correct format, like name@example.com',
    'Select what they will do',
  ])
  const given = { name: 'New Person', email: 'new@example.com', role: 'caseworker' }
  const added = await lead.send(form, given)
  expect([added.status, added.heading]).toEqual([200, 'Colleague added'])
  expect(added.html).toContain('seven odd words')
  const list = await lead.see('/staff/accounts')
  expect(rows(list)).toContainEqual(['New Person', 'new@example.com', 'Caseworker', 'End access of New Person'])
  expect(list.html).not.toContain('seven odd words')
  expect((await lead.send(form, given)).mistakes).toEqual(['There is an account with this email address already'])
})

test('the access of one who leaves is ended, after a question', async () => {
  const question = await lead.see('/staff/accounts/worker/stop')
  expect(question.heading).toBe('Do you want to end the access of The worker?')
  expect(rows(await lead.see('/staff/accounts'))[0]?.at(-1)).toBe('End access of The worker')
  const list = await lead.send(question)
  expect(tidy(list.document.querySelector('.govuk-notification-banner__content')!.textContent)).toBe(
    'The worker can no longer sign in',
  )
  expect(rows(list)[0]?.at(-1)).toBe('Ended')
  expect((await lead.see('/staff/accounts/worker/stop')).status).toBe(404)
})

test('nobody ends their own access, and a form without its token ends none', async () => {
  expect(rows(await lead.see('/staff/accounts'))[1]?.at(-1)).toBe('This is you')
  expect((await lead.see('/staff/accounts/lead/stop')).status).toBe(404)
  const bare = { method: 'POST', body: new URLSearchParams() }
  expect((await lead.see('/staff/accounts/lead/stop', bare)).status).toBe(403)
  expect(service.world.accounts.find(({ id }) => id === 'lead')!.disabled).toBe(false)
})
