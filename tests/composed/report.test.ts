import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { type Browser as Http, type Page as HttpPage, newBrowser, offers } from '@composed/kit/testing/browser'
import pg from 'pg'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startPostgres } from '../../catalog/kit/src/postgres.ts'
import { pixel } from '../../catalog/kit/testing/place/pixel.ts'
import { type Applied, applyPlan } from '../support/applied.ts'
import { axeFindings, keyboard, launchBrowser, openTab } from '../support/browser.ts'
import { eventually, type Ports, type Running, referenceIn, startIn } from '../support/delivered.ts'
import { planOf } from '../support/plan.ts'

// "Report a missed bin with a photo", as its users meet it: which collection was missed, refused while it is too early; a photo that
// staff and whoever sent it open, and nobody else; without a name if they like, and told what comes of it if they can be reached.

const sentence = 'report a missed bin with a photo'
const staff = { email: 'supervisor@place.example', password: 'correct horse battery staple 42' }
const photo = Buffer.from(pixel, 'base64')

/** Rounds of the test's own: one home whose bin was due yesterday, and one whose first round is years away. */
const daily = 'FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU'
const rounds = {
  sample: true,
  roundPlans: [
    { id: 'daily', startDate: '2026-01-05', rrule: daily },
    { id: 'later', startDate: '2099-01-05', rrule: daily },
  ],
  changes: [],
  containers: [{ id: 'blue', name: 'Blue bin', stream: 'household waste' }],
  places: [
    {
      uprn: '1',
      postcode: 'ZZ99 1AB',
      address: '1 Due Road',
      collections: [{ container: 'blue', roundPlan: 'daily' }],
    },
    {
      uprn: '2',
      postcode: 'ZZ99 1AB',
      address: '2 Early Road',
      collections: [{ container: 'blue', roundPlan: 'later' }],
    },
  ],
  missed: { from: '17:00', workingDays: 2 },
}

let ports: Ports
let running: Running
let db: pg.Client
let postgres: Awaited<ReturnType<typeof startPostgres>>
let applied: Applied
const browser = await launchBrowser()

beforeAll(async () => {
  applied = await applyPlan(await planOf(sentence), 'missed-bin')
  ports = applied.ports
  postgres = await startPostgres(join(applied.home, 'postgres'))
  db = new pg.Client({ connectionString: postgres.url })
  await db.connect()
  const file = join(applied.home, 'rounds.json')
  await writeFile(file, JSON.stringify(rounds))
  running = await startIn(applied.staged.folder, ports, {
    command: [process.execPath, 'kit/start.mjs'],
    env: {
      DATABASE_URL: postgres.url,
      STAFF_EMAIL: staff.email,
      STAFF_PASSWORD: staff.password,
      RATE_LIMIT_PER_MINUTE: '1000000',
      WASTE_COLLECTIONS_FILE: file,
    },
  })
})
afterAll(async () => {
  await browser.close()
  await running?.destroy()
  await db?.end()
  await postgres?.stop()
  await applied?.dispose()
})

const wordsOf = ({ html }: HttpPage): string =>
  html
    .slice(html.indexOf('<main'), html.indexOf('</main>'))
    .replaceAll('&#39;', "'")
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')

/** From the first page on to the question for a photo. */
async function upToPhoto(http: Http, contact = ''): Promise<HttpPage> {
  let page = await http.get(`${ports.url}/apply`)
  page = await http.submit(page, { homePostcode: 'zz991ab' })
  page = await http.submit(page, { collectionAddress: '1' })
  page = await http.submit(page, { missed: offers(page.html, 'missed')[0]! })
  for (const answer of [
    { situation: 'The crew drove past.' },
    { danger: 'no' },
    {},
    { 'contact-email': contact },
  ] as Record<string, string>[])
    page = await http.submit(page, answer)
  return page
}

/** Sends a report; with a photo where one is given. */
async function reported(file?: File, contact = ''): Promise<string> {
  const http = newBrowser()
  const page = await upToPhoto(http, contact)
  const check = await http.submit(page, file ? { photo: file } : {})
  return referenceIn((await http.submit(check, {})).html)
}

const messages = async (reference: string): Promise<string[]> => {
  const sql = 'SELECT body FROM notifications_embedded.message WHERE reference = $1 ORDER BY created_at'
  return (await db.query(sql, [reference])).rows.map(({ body }) => body as string)
}
const told = (reference: string, says: string): Promise<string> =>
  eventually(`a message that says "${says}"`, async () => (await messages(reference)).find((one) => one.includes(says)))

async function atWork(): Promise<Http> {
  const http = newBrowser()
  const page = await http.get(`${ports.url}/staff`)
  expect((await http.submit(page, staff)).url).toContain('/staff/')
  return http
}

/** The page of a report, once it is with staff. */
const itemOf = (http: Http, reference: string): Promise<HttpPage> =>
  eventually(`${reference} to be with staff`, async () => {
    const page = await http.get(`${ports.url}/staff/cases/at/${reference}`)
    return page.status === 200 ? page : undefined
  })

const hrefTo = ({ html }: HttpPage, name: string): string =>
  new RegExp(`href="([^"]+)"[^>]*>\\s*${name}`).exec(html)![1]!.replaceAll('&amp;', '&')

/** A file as a browser gets it, byte for byte. */
async function download(http: Http, path: string) {
  const cookie = http.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  const answer = await fetch(new URL(path, ports.url), { headers: { cookie }, redirect: 'manual' })
  return { status: answer.status, headers: answer.headers, bytes: Buffer.from(await answer.arrayBuffer()) }
}

const found = async (http: Http, reference: string, contact: string): Promise<HttpPage> =>
  http.submit(await http.get(`${ports.url}/track`), { reference, contact })

test('a missed bin: its collection is picked for an address, and one that is too early cannot be reported', async () => {
  const http = newBrowser()
  const address = await http.submit(await http.get(`${ports.url}/apply`), { homePostcode: 'ZZ99 1AB' })
  const due = await http.submit(address, { collectionAddress: '1' })
  expect(wordsOf(due)).toContain('Which collection was missed?')
  const [offered = '', ...others] = offers(due.html, 'missed')
  expect([offered.startsWith('Blue bin, '), others]).toEqual([true, []])
  const early = await http.submit(await http.get(address.url), { collectionAddress: '2' })
  expect(wordsOf(early)).toContain('No collection from this address can be reported now.')
  expect(offers(early.html, 'missed')).toEqual([])
  // Neither by a form that was kept.
  const forced = await http.submit(due, { missed: offered })
  expect(wordsOf(forced)).toContain('No collection from this address can be reported now.')
})

test('with a photo: by keyboard, without JavaScript and on a small screen, up to what came of it', async () => {
  const options = { javaScriptEnabled: false, viewport: { width: 320, height: 640 } }
  const { page, complaints } = await openTab(browser, [ports.url], options)
  await page.goto(ports.url)
  await keyboard.press(page, '.govuk-button--start')
  await keyboard.fill(page, 'homePostcode', 'ZZ99 1AB')
  await keyboard.press(page, 'main button')
  await keyboard.fill(page, 'collectionAddress', '1')
  await keyboard.press(page, 'main button')
  const [bin = ''] = offers(await page.content(), 'missed')
  await keyboard.fill(page, 'missed', bin)
  await keyboard.press(page, 'main button')
  await keyboard.fill(page, 'situation', 'The crew drove past.')
  await keyboard.press(page, 'main button')
  await keyboard.fill(page, 'danger', 'no')
  await keyboard.press(page, 'main button')
  await keyboard.press(page, 'main button')
  await keyboard.fill(page, 'contact-email', 'reporting@example.com')
  await keyboard.press(page, 'main button')
  const choose = (name: string, buffer: Buffer) =>
    page.setInputFiles('input[type=file]', { name, mimeType: 'image/png', buffer })
  const words = async () => (await page.textContent('main'))!.replace(/\s+/g, ' ')
  await choose('lamp.png', Buffer.from('<svg onload="alert(1)"></svg>'))
  await keyboard.press(page, 'main button')
  expect(await words()).toContain('The selected file must be a JPG or PNG')
  const boxes = await page.locator('main *').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().right))
  expect(boxes.filter((right) => right > 320)).toEqual([])
  await choose('bin on Monday.html', photo)
  await keyboard.press(page, 'main button')
  expect(await words()).toContain('bin on Monday.html')
  await keyboard.press(page, 'main button')
  const reference = referenceIn(await words())
  expect(await told(reference, 'We will respond by')).toContain(reference)
  expect(complaints.filter((one) => !one.includes('400'))).toEqual([])

  const http = await atWork()
  const item = await itemOf(http, reference)
  expect(wordsOf(item)).toContain(bin)
  expect(wordsOf(item)).toContain('Some of these files were not scanned for viruses.')
  const { headers, bytes } = await download(http, hrefTo(item, 'bin on Monday'))
  expect(bytes.equals(photo)).toBe(true)
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="bin on Monday.html.png"; filename*=UTF-8''bin%20on%20Monday.html.png`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'",
    'cache-control': 'no-store',
  })

  const form = await http.get(`${item.url}/case-management.closeCase`)
  const shown = await http.submit(form, { outcome: 'We will come tomorrow', reason: 'It was missed.' })
  await http.submit(shown, { _confirmed: 'yes' })
  expect(await told(reference, 'What came of it: We will come tomorrow')).toContain(reference)
})

test('a photo is opened by whoever sent it and by staff, and by nobody else', async () => {
  const [one, other] = [
    await reported(new File([photo], 'mine.png'), 'mine@example.com'),
    await reported(new File([photo], 'theirs.png'), 'theirs@example.com'),
  ]
  const http = await atWork()
  for (const reference of [one, other]) await itemOf(http, reference)
  const [mine, theirs] = [newBrowser(), newBrowser()]
  const page = await found(mine, one, 'mine@example.com')
  const path = hrefTo(page, 'mine.png')
  const { headers, bytes } = await download(mine, path)
  expect([bytes.equals(photo), headers.get('content-type')]).toEqual([true, 'application/octet-stream'])
  expect(hrefTo(await found(theirs, other, 'theirs@example.com'), 'theirs.png')).not.toBe(path)
  expect((await download(theirs, path)).status).toBe(404)
  expect((await download(newBrowser(), path)).status).toBe(303)
  const own = hrefTo(await itemOf(http, one), 'mine.png')
  for (const visitor of [newBrowser(), mine]) expect((await download(visitor, own)).status).toBe(303)
})

test('staff ask for another photo, and whoever sent the report adds it on their own page', async () => {
  const reference = await reported(undefined, 'adding@example.com')
  const http = await atWork()
  const item = await itemOf(http, reference)
  const ask = await http.get(`${item.url}/documents.askForDocument`)
  await http.submit(ask, { needed: 'A photo of the whole street.' })
  expect(await told(reference, 'We need a file from you')).toContain(reference)
  const theirs = newBrowser()
  const page = await found(theirs, reference, 'adding@example.com')
  for (const said of ['A photo of the whole street.', 'Add the file that we need'])
    expect(wordsOf(page)).toContain(said)
  const form = await theirs.get(`${ports.url}/yours/documents.addDocument`)
  const refused = await theirs.submit(form, { file: new File(['<script>alert(1)</script>'], 'street.png') })
  expect(wordsOf(refused)).toContain('The selected file must be a PDF, JPG or PNG')
  const done = await theirs.submit(refused, { file: new File([photo], 'street.png') })
  for (const said of ['The file is added', 'street.png']) expect(done.html).toContain(said)
  expect(wordsOf(done)).not.toContain('Add the file that we need')
  expect((await download(http, hrefTo(await itemOf(http, reference), 'street.png'))).bytes.equals(photo)).toBe(true)
})

test('without a name, a way to be reached or a photo it is received all the same, and nobody is written to', async () => {
  const reference = await reported()
  const http = await atWork()
  const item = await itemOf(http, reference)
  expect(wordsOf(item)).toContain('The crew drove past.')
  expect(await messages(reference)).toEqual([])
  const { rows } = await db.query('SELECT count(*)::int AS n FROM documents_embedded.document WHERE reference = $1', [
    reference,
  ])
  expect(rows).toEqual([{ n: 0 }])
})

test('whoever takes another photo lets go of the first, and what ends meanwhile leads back to its question', async () => {
  const held = async () => {
    const { rows } = await db.query('SELECT name FROM documents_embedded.document WHERE held_until IS NOT NULL')
    return rows.map(({ name }) => name as string)
  }
  const http = newBrowser()
  const page = await upToPhoto(http)
  await http.submit(page, { photo: new File([photo], 'first.png') })
  const check = await http.submit(await http.get(page.url), { photo: new File([photo], 'second.png') })
  await eventually('the first to be let go of', async () => ((await held()).includes('first.png') ? undefined : true))
  expect(await held()).toContain('second.png')
  await db.query("DELETE FROM documents_embedded.document WHERE name = 'second.png'")
  const back = await http.submit(check, {})
  expect(back.url).toMatch(/\/photo$/)
  expect(wordsOf(back)).toContain('The file you uploaded is not kept any more. Upload it again.')
  const again = await http.submit(back, { photo: new File([photo], 'third.png') })
  expect(referenceIn((await http.submit(again, {})).html)).toBeTruthy()
})

test('the page that asks for a photo has no fault that axe finds, as it is drawn', async () => {
  const http = newBrowser()
  const { url } = await upToPhoto(http)
  const { page } = await openTab(browser, [ports.url], { viewport: { width: 320, height: 640 } })
  await page.context().addCookies(http.cookies.map(({ name, value }) => ({ name, value, url: ports.url })))
  await page.goto(url)
  expect(await page.textContent('h1')).toContain('Add a photo (optional)')
  expect(await axeFindings(page)).toEqual([])
})

test('what whoever runs it must know stands in its receipt and its README', async () => {
  const files = ['receipt.json', 'README.md'].map((name) => join(applied.home, 'missed-bin', name))
  for (const file of files)
    expect(await readFile(file, 'utf8')).toContain('not scanned for viruses until DOCUMENT_SCAN_URL')
})
