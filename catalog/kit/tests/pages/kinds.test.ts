import { request } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ServicePages } from '../../src/pages/index.ts'
import { ProblemResponse } from '../../src/problem.ts'
import { emptyStore, everyKind, fileOf, given, type Store } from './every-kind.ts'
import { faultsOf } from './faults.ts'
import { type Filled, Person, type Seen, tidy } from './person.ts'
import { type ExampleService, startService } from './service.ts'

let service: ExampleService
let store: Store
let person: Person
beforeAll(async () => {
  store = emptyStore()
  const questions = (pages: ServicePages) => {
    pages.questions = everyKind(store)
  }
  service = await startService(questions, undefined, { HOLDS_PER_ADDRESS: '50' })
}, 60_000)
beforeEach(() => {
  person = new Person(service.url)
  Object.assign(store, emptyStore())
  delete store.failing
  service.world.submitted.length = 0
})
afterAll(() => service?.stop())

const names = Object.keys(given)

/** Answers the questions up to, and not including, `until`; the page then shown. */
async function upTo(until: string, changed: Filled = {}): Promise<Seen> {
  let page = await person.see('/apply')
  for (const [name, { right }] of Object.entries(given)) {
    if (name === until) return page
    if (page.place === `/apply/${name}`) page = await person.send(page, change(right, changed))
  }
  return page
}
const change = (right: Filled, changed: Filled): Filled =>
  Object.fromEntries(Object.entries(right).map(([name, value]) => [name, changed[name] ?? value]))

const rows = (page: Seen) =>
  [...page.document.querySelectorAll('.govuk-summary-list__value')].map((one) => tidy(one.textContent))

/** At the top, at the field, and in the title; the top leads to a field that is there. */
function expectMistake(page: Seen, name: string, said: string): void {
  expect([page.status, page.place, page.mistakes]).toEqual([400, `/apply/${name}`, [said]])
  expect(page.document.title).toMatch(/^Error: /)
  const link = page.document.querySelector<HTMLAnchorElement>('.govuk-error-summary__list a')
  const field = page.document.getElementById(link?.hash.slice(1) ?? '')
  expect(field?.matches('input, select, textarea'), link?.hash).toBe(true)
  const messages = [...page.document.querySelectorAll('main .govuk-error-message')].map((one) => tidy(one.textContent))
  expect(messages).toEqual([`Error: ${said}`])
}

test.each(names)('%s: missing, wrong, right, again; axe finds nothing', async (name) => {
  const { right, missing, wrong, said } = given[name]!
  let page = await upTo(name)
  expect([page.place, page.document.querySelectorAll('h1')]).toEqual([
    `/apply/${name}`,
    expect.objectContaining({ length: 1 }),
  ])
  expect(await faultsOf(page)).toEqual([])
  if (missing !== '') {
    page = await person.send(page)
    expectMistake(page, name, missing)
    expect(await faultsOf(page)).toEqual([])
  }
  if (wrong !== undefined) {
    page = await person.send(page, wrong)
    expectMistake(page, name, said!)
    expect(await faultsOf(page)).toEqual([])
    if (!Object.values(wrong).some((value) => value instanceof File)) expectFilled(page, wrong)
  }
  const next = await person.send(page, right)
  expect([next.status, next.place]).not.toEqual([400, `/apply/${name}`])
  const again = await person.step(name)
  expect(again.status).toBe(200)
  if (name === 'proof') expect(again.html).toContain('You have uploaded photo.jpg.')
  // A number, an amount or a postcode may stand there in plainer form; sent as it is, it is the same answer.
  expect((await person.send(again, name === 'proof' ? {} : standing(again))).place).toBe(next.place)
})

/** What stands in the fields of a page. */
function standing(page: Seen): Record<string, string[]> {
  const filled: Record<string, string[]> = {}
  const fields = page.document.querySelectorAll<HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement>(
    'main form [name]',
  )
  for (const field of fields) {
    if (field.getAttribute('type') === 'hidden') continue
    const ticks = ['radio', 'checkbox'].includes(field.getAttribute('type') ?? '')
    if (!ticks || field.hasAttribute('checked')) filled[field.name] = [...(filled[field.name] ?? []), field.value]
  }
  return filled
}

function expectFilled(page: Seen, typed: Filled): void {
  const there = standing(page)
  for (const [name, value] of Object.entries(typed)) {
    const made = page.document.querySelector(`main [name="${name}"]`)?.matches('[type=radio], select')
    const offered =
      !made ||
      [
        ...page.document.querySelectorAll<HTMLInputElement>(
          `main [name="${name}"], main select[name="${name}"] option`,
        ),
      ].some((one) => one.value === value)
    if (offered) expect(there[name]?.join('\n'), name).toBe([value].flat().join('\n'))
  }
}

test('all kinds to the end: as people read them on the check page, and as the contract has them', async () => {
  const check = await upTo('')
  expect(check.place).toBe('/apply/check')
  expect(rows(check)).toEqual(Object.values(given).map(({ shown }) => shown))
  const done = await person.send(check)
  expect(done.place).toBe('/apply/confirmation')
  expect(service.world.submitted.map(({ answers }) => answers)).toEqual([
    Object.fromEntries(Object.entries(given).map(([name, { answer }]) => [name, answer])),
  ])
})

describe('picks', () => {
  test('stand under the headings that group them', async () => {
    const page = await upTo('visit')
    const headings = [...page.document.querySelectorAll('main fieldset fieldset')].map((one) => tidy(one.textContent))
    expect(headings).toEqual(['Monday 7 December 9am 2pm', 'Tuesday 8 December 9am 2pm'])
  })

  test('go when what they hang on changes; where there is nothing to pick, an optional question is passed by', async () => {
    await upTo('')
    const house = await person.send(await person.step('home'), { home: 'house' })
    expect([house.place, house.heading]).toEqual(['/apply/visit', 'There is nothing to choose from'])
    // The answer that decides it may stand several questions before, and is named.
    const link = house.document.querySelector('main a[href$="/home"]')
    expect(tidy(link?.textContent ?? '')).toBe(`Change your answer to “${(await person.step('home')).heading}”`)
    const check = await person.send(house)
    expect([check.place, rows(check)[names.indexOf('visit')]]).toEqual(['/apply/check', 'Not provided'])
  })
})

const part = (name: string, value: string) =>
  `--b\r\ncontent-disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`

describe('files', () => {
  test('are held as they came, under the name that the person knows', async () => {
    await person.send(await upTo('proof'), { proof: fileOf('proof.pdf', 300_000, 'C:\\bills\\council tax.pdf') })
    const [[id, file]] = [...store.files] as [[string, { name: string; type: string; bytes: Buffer }]]
    expect([id, file.name, file.type, file.bytes.length]).toEqual([
      'upload-1',
      'council tax.pdf',
      'application/pdf',
      300_000,
    ])
  })

  test.each([
    ['of another kind than allowed', fileOf('program.exe', 5000), 'The selected file must be a PDF or JPG'],
    [
      'of another kind than their name says',
      fileOf('program.exe', 5000, 'photo.jpg'),
      'The selected file must be a PDF or JPG',
    ],
    ['larger than allowed', fileOf('photo.jpg', 1024 * 1024 + 1), 'The selected file must be smaller than 1MB'],
    ['larger by far than allowed', fileOf('photo.jpg', 4 * 1024 * 1024), 'The selected file must be smaller than 1MB'],
    ['that are empty', new File([], 'photo.jpg'), 'The selected file is empty'],
    [
      'that the store does not take',
      new File([Buffer.from('%PDF-1.7\nvirus')], 'a.pdf'),
      'The selected file could not be uploaded – try again',
    ],
  ])('%s are not held', async (_what, file, said) => {
    expectMistake(await person.send(await upTo('proof'), { proof: file }), 'proof', said)
    expect([...store.files]).toEqual([])
  })

  test('as large as allowed are held', async () => {
    const next = await person.send(await upTo('proof'), { proof: fileOf('photo.jpg', 1024 * 1024) })
    expect(next.place).toBe('/apply/agreed')
  })

  test('that replace another let it go; without a new one the old one stays', async () => {
    await upTo('')
    const check = await person.send(await person.step('proof'), { proof: fileOf('proof.pdf', 900, 'bill.pdf') })
    expect([rows(check)[names.indexOf('proof')], store.released]).toEqual(['bill.pdf', ['upload-1']])
    expect((await person.send(await person.step('proof'))).place).toBe('/apply/check')
    expect([...store.files.keys()]).toEqual(['upload-2'])
  })

  test('nobody can say that one is held', async () => {
    const page = await upTo('proof')
    const { path, body } = person.fill(page)
    for (const name of ['held:proof', 'proof']) body.append(name, 'upload-of-somebody')
    const multipart = await person.see(path, { method: 'POST', body })
    const plain = await person.see(path, { method: 'POST', body: new URLSearchParams([...body] as [string, string][]) })
    expect([multipart.mistakes, plain.mistakes]).toEqual([[given.proof!.missing], [given.proof!.missing]])
  })

  test('of a form that is not ours are not held', async () => {
    const page = await upTo('proof')
    const body = new FormData()
    body.append('proof', fileOf('photo.jpg', 5000))
    body.append('_csrf', page.document.querySelector<HTMLInputElement>('[name=_csrf]')!.value)
    expect((await person.see(page.url.pathname, { method: 'POST', body })).mistakes).toEqual([given.proof!.missing])
    body.set('_csrf', 'made up')
    expect((await person.see(page.url.pathname, { method: 'POST', body })).status).toBe(403)
    person.headers = { origin: 'https://elsewhere.example' }
    expect((await person.see(page.url.pathname, { method: 'POST', body })).status).toBe(403)
    expect([...store.files]).toEqual([])
  })

  test('larger than anybody waits for end the request', async () => {
    const page = await upTo('proof')
    const { path, body } = person.fill(page, { proof: fileOf('photo.jpg', 10 * 1024 * 1024) })
    const refused = await person.see(path, { method: 'POST', body }).catch(() => undefined)
    if (refused) expect([refused.status, refused.heading]).toEqual([413, 'The file is too large'])
    expect([...store.files]).toEqual([])
  })

  test('that break off on their way are not held', async () => {
    const page = await upTo('proof')
    const { path, body } = person.fill(page, { proof: fileOf('photo.jpg', 500_000) })
    const form = new Response(body)
    const bytes = Buffer.from(await form.arrayBuffer())
    const cookie = [...person.jar.get(new URL(service.url).origin)!].map((pair) => pair.join('=')).join('; ')
    const headers = { 'content-type': form.headers.get('content-type')!, 'content-length': bytes.length, cookie }
    const sent = request(new URL(path, service.url), { method: 'POST', headers })
    const closed = new Promise((resolve) => sent.once('close', resolve))
    sent.on('error', () => {})
    sent.write(bytes.subarray(0, 300_000), () => sent.destroy())
    await closed
    await expect.poll(() => store.begun).toBe(1)
    await expect.poll(() => store.failed).toBe(1)
    expect([...store.files]).toEqual([])
    expect((await person.send(await person.step('proof'), { proof: fileOf('photo.jpg', 5000) })).place).toBe(
      '/apply/agreed',
    )
  })

  test.each<[string, Record<string, string>, (body: string) => string]>([
    ['without a boundary', { 'content-type': 'multipart/form-data' }, (body) => body],
    ['of 10 GB, as they say', { 'content-length': '10737418240' }, (body) => body],
    ['in a thousand parts', {}, (body) => body.replace(/--\r\n$/, '') + part('x', 'y').repeat(1000)],
    [
      'with a part of megabytes that is no file',
      {},
      (body) => body.replace(/--\r\n$/, '') + part('x', 'y'.repeat(3_000_000)),
    ],
    ['with heads that never end', {}, (body) => `--b\r\n${'X-Padding: y\r\n'.repeat(50_000)}\r\n${body}`],
  ])('forms %s hold nothing, and the next one is taken', async (_what, headers, made) => {
    const page = await upTo('proof')
    const { path } = person.fill(page)
    const cookie = [...person.jar.get(new URL(service.url).origin)!].map((pair) => pair.join('=')).join('; ')
    const body = made(`${part('name', 'value')}--b--\r\n`)
    const sent = request(new URL(path, service.url), {
      method: 'POST',
      headers: { 'content-type': 'multipart/form-data; boundary=b', cookie, ...headers },
    })
    const status = await new Promise<number | undefined>((resolve) => {
      sent.once('response', (response) => resolve(response.statusCode))
      sent.once('error', () => resolve(undefined))
      if (headers['content-length']) sent.write(body)
      else sent.end(body)
    })
    sent.destroy()
    expect([undefined, 400, 403, 406, 413, 415]).toContain(status)
    expect([...store.files]).toEqual([])
    expect((await person.send(await person.step('proof'), { proof: fileOf('photo.jpg', 5000) })).place).toBe(
      '/apply/agreed',
    )
  })

  test('that are held no longer are asked for again, with why', async () => {
    store.until = new Date(Date.now() + 1000).toISOString()
    await person.send(await upTo('proof'), { proof: fileOf('photo.jpg', 5000) })
    delete store.until
    await expect.poll(async () => (await person.step('agreed')).place, { timeout: 5000 }).toBe('/apply/proof')
    const again = await person.step('proof')
    expect(again.mistakes).toEqual(['The file you uploaded is not kept any more. Upload it again.'])
  })

  test('that come when the session has ended are asked for again, and nothing is held', async () => {
    const page = await upTo('proof')
    const { path, body } = person.fill(page, { proof: fileOf('photo.jpg', 5000) })
    person.comeBackLate()
    person.headers = { 'sec-fetch-site': 'same-origin' }
    const again = await person.see(path, { method: 'POST', body })
    expect([again.status, again.place]).toEqual([200, '/apply/name'])
    expect([...store.files]).toEqual([])
  })

  test('that cannot be held now lose nothing else', async () => {
    const page = await upTo('proof')
    store.failing = new ProblemResponse(503, 'unavailable', 'the store does not answer')
    expect((await person.send(page, { proof: fileOf('photo.jpg', 5000) })).status).toBe(503)
    delete store.failing
    const next = await person.send(await person.step('proof'), { proof: fileOf('photo.jpg', 5000) })
    expect(next.place).toBe('/apply/agreed')
  })

  // The last, since nothing is held from this address for minutes.
  test('more of them from one address than people send are not held', async () => {
    let page = await upTo('proof')
    for (let tries = 0; tries < 60 && page.mistakes.length === 0; tries += 1)
      page = await person.send(await person.step('proof'), { proof: fileOf('photo.jpg', 5000) })
    expect(page.mistakes).toEqual([
      'Too many files were uploaded from where you are. Wait a few minutes, then upload it again.',
    ])
    expect(store.files.size).toBeLessThan(50)
  })
})
