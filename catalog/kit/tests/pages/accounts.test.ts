import { afterAll, beforeAll, expect, test } from 'vitest'
import { ProblemResponse } from '../../src/problem.ts'
import { signOut } from '../../src/signed-out.ts'
import { fill } from '../desk/at.ts'
import { Person, type Seen, tidy } from './person.ts'
import { type ExampleService, startService } from './service.ts'

let service: ExampleService
let lead: Person
beforeAll(async () => {
  service = await startService()
  await fill(service)
  lead = new Person(service.url)
  await lead.signIn('lead')
}, 60_000)
afterAll(() => service?.stop())

const rows = (page: Seen) =>
  [...page.document.querySelectorAll('tbody tr')].map((row) => [...row.children].map((cell) => tidy(cell.textContent)))

test('every page of staff leads whoever manages accounts there, and nobody else', async () => {
  const link = (page: Seen) => page.document.querySelector('a[href="/staff/accounts"]')
  expect(link(await lead.see('/staff/boats'))).not.toBeNull()
  const worker = new Person(service.url)
  expect(link(await worker.signIn('worker'))).toBeNull()
  const ways = ['stop', 'restore', 'role', 'password'].map((way) => `/staff/accounts/lead/${way}`)
  for (const path of ['/staff/accounts', '/staff/accounts/add', ...ways])
    expect((await worker.see(path)).status, path).toBe(403)
  expect((await new Person(service.url).see('/staff/accounts')).url.origin).toBe(service.provider.issuer)
})

test('a colleague is added, and the first password is shown once', async () => {
  const form = await lead.see('/staff/accounts/add')
  expect(tidy(form.document.querySelector('.govuk-radios__hint')?.textContent ?? '')).toBe('May work on cases.')
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
  const ways = ['Change role', 'New password', 'End access'].map((way) => `${way} of New Person, new@example.com`)
  expect(rows(list)).toContainEqual(['New Person', 'new@example.com', 'Caseworker', ways.join(' ')])
  expect(list.html).not.toContain('seven odd words')
  expect((await lead.send(form, given)).mistakes).toEqual([
    'Somebody with this email address works here, or did: see the list',
  ])
})

test('one who had an account before is taken on and keeps the password', async () => {
  const form = await lead.see('/staff/accounts/add')
  const given = { name: 'Known Person', email: 'known@example.com', role: 'caseworker' }
  expect((await lead.send(form, given)).html).toContain('They had an account already and keep their password.')
})

test('the role of a colleague is changed', async () => {
  const question = await lead.see('/staff/accounts/worker/role')
  expect(question.heading).toBe('What will The worker do?')
  expect(question.document.querySelector<HTMLInputElement>('input[checked]')?.value).toBe('caseworker')
  expect((await lead.send(question, { role: 'king' })).mistakes).toEqual(['Select what they will do'])
  const list = await lead.send(question, { role: 'team-lead' })
  expect(notice(list)).toBe('The role of The worker has changed')
  expect(rows(list)[0]?.[2]).toBe('Team lead')
  await lead.send(await lead.see('/staff/accounts/worker/role'), { role: 'caseworker' })
})

test('one whose address was never proved gets a first password with a role', async () => {
  const unproved = { id: 'unproved', name: 'Unproved', email: 'unproved@example.com', roles: ['caseworker'] }
  service.world.accounts.push({ ...unproved, disabled: false })
  const done = await lead.send(await lead.see('/staff/accounts/unproved/role'), { role: 'team-lead' })
  expect([done.heading, done.html.includes('eight odd words')]).toEqual(['New password', true])
  service.world.accounts.pop()
})

test('one who has lost the password is given a new one, shown once', async () => {
  const question = await lead.see('/staff/accounts/worker/password')
  expect(question.heading).toBe('Do you want to give The worker a new password?')
  const done = await lead.send(question)
  expect([done.heading, done.html.includes('worker 36 odd words')]).toEqual(['New password', true])
  expect((await lead.see('/staff/accounts')).html).not.toContain('odd words')
})

test('everybody of the staff is led to where they change their own password, and nobody else', async () => {
  const worker = new Person(service.url)
  await worker.signIn('worker')
  const link = (page: Seen) =>
    [...page.document.querySelectorAll('a')]
      .find((one) => one.textContent === 'Change your password')
      ?.getAttribute('href')
  for (const path of ['/staff/boats', '/staff/boats/at/AB-101', '/staff/accounts'])
    expect(link(await worker.see(path)), path).toBe(`${service.provider.issuer}/password`)
  for (const path of ['/', '/apply', '/track']) expect(link(await worker.see(path)), path).toBeUndefined()
})

const notice = (page: Seen) => tidy(page.document.querySelector('.govuk-notification-banner__content')!.textContent)

test('the access of one who leaves is ended, after a question, and restored', async () => {
  const question = await lead.see('/staff/accounts/worker/stop')
  expect(question.heading).toBe('Do you want to end the access of The worker?')
  expect(rows(await lead.see('/staff/accounts'))[0]?.at(-1)).toContain('End access of The worker')
  expect((await lead.see('/staff/accounts/worker/restore')).status).toBe(404)
  const list = await lead.send(question)
  expect(notice(list)).toBe('The worker can no longer sign in. Give their open cases to someone else')
  expect(rows(list)[0]?.at(-1)).toMatch(/^Ended Boats of .* Restore access of The worker, worker@example.com$/)
  for (const way of ['stop', 'role', 'password'])
    expect((await lead.see(`/staff/accounts/worker/${way}`)).status, way).toBe(404)
  const again = await lead.send(await lead.see('/staff/accounts/worker/restore'))
  expect(notice(again)).toBe('The worker can sign in again')
  expect(rows(again)[0]?.at(-1)).toContain('End access of The worker')
})

test('who is signed out anywhere signs in again at the next page; what a component alone refuses is a fault of the set-up', async () => {
  const { world, running, provider, url } = service
  const worker = new Person(url)
  await worker.signIn('worker')
  world.failing.part = new ProblemResponse(401, 'unauthenticated', 'refused')
  expect((await worker.see('/staff/boats')).status).toBe(503)
  // The provider ends its own session together with the tokens.
  worker.jar.delete(provider.issuer)
  await running.db.transaction((tx) => signOut(tx, 'worker', 1))
  expect((await worker.see('/staff/boats')).url.origin).toBe(provider.issuer)
  delete world.failing.part
  await running.db.query('DELETE FROM kit_place.signed_out')
})

test('nobody ends their own access, and a form without its token ends none', async () => {
  expect(rows(await lead.see('/staff/accounts'))[1]?.at(-1)).toBe('This is you')
  expect((await lead.see('/staff/accounts/lead/stop')).status).toBe(404)
  const bare = { method: 'POST', body: new URLSearchParams() }
  expect((await lead.see('/staff/accounts/lead/stop', bare)).status).toBe(403)
  expect(service.world.accounts.find(({ id }) => id === 'lead')!.disabled).toBe(false)
})
