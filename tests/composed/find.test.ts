import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { composeJson } from '../cli/run.ts'
import { type Applied, applyPlan } from '../support/applied.ts'
import { axeFindings, keyboard, launchBrowser, mouse, openTab, placeOf } from '../support/browser.ts'
import { type Ports, type Running, startIn } from '../support/delivered.ts'
import { planOf } from '../support/plan.ts'
import { change, runServiceTests } from '../support/staged.ts'

// Services that find something, as the built-in engine understands their goals and as their users meet them.

const browser = await launchBrowser()
afterAll(() => browser.close())
const found: string[] = []
const hand = mouse(async (page) => void found.push(...(await axeFindings(page))))

const tidy = (text: string | null) => (text ?? '').replace(/\s+/g, ' ').trim()
const written = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
const inLondon = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/London' })

/** The next two days, today among them, in the words of a page, on which what began on a day is collected. */
function nextDays(first: string, everyWeeks: number): string[] {
  const [start, today] = [Date.parse(first), Date.parse(inLondon.format(new Date()))]
  const period = everyWeeks * 7 * 86_400_000
  const next = start + Math.ceil((today - start) / period) * period
  return [next, next + period].map((day) => written.format(new Date(day)))
}

describe('find my councillor by postcode', () => {
  const postcode = 'main [name="homePostcode"]'

  let folder: string
  let ports: Ports
  let running: Running
  let applied: Applied
  let report: Awaited<ReturnType<typeof composeJson>>['report']

  beforeAll(async () => {
    applied = await applyPlan(await planOf('find my councillor by postcode'), 'councillor-finder')
    ports = applied.ports
    report = applied.report
    folder = applied.staged.folder
    running = await startIn(folder, ports, { command: [process.execPath, 'kit/start.mjs'] })
  })
  afterAll(async () => {
    await running?.destroy()
    await applied?.dispose()
  })

  const heading = async (page: Page) => tidy(await page.textContent('h1'))
  const main = async (page: Page) => tidy(await page.textContent('main'))

  /** From the start page to what is found for a postcode, in a new browser. */
  async function look(typed: string) {
    const { page, complaints } = await openTab(browser, [ports.url])
    await page.goto(ports.url)
    await hand.press(page, '.govuk-button--start')
    await hand.fill(page, 'homePostcode', typed)
    await hand.press(page, 'main button')
    return { page, complaints }
  }

  async function ask(body: object) {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
    const response = await fetch(`${ports.url}/api/answers`, init)
    return { status: response.status, body: (await response.json()) as Record<string, unknown> }
  }

  test('the tests of the folder hold the part to be asked, what it answers to be told, and nothing to be kept', async () => {
    expect(report.tests).toMatchObject({ failed: 0, skipped: 0 })
    const expected = JSON.parse(await readFile(join(folder, 'service/tests/expected.json'), 'utf8')) as string[]
    expect(expected).toEqual(
      expect.arrayContaining([
        'service/tests/contract.test.ts > answer: homePostcode missing',
        'service/tests/found.test.ts > found: findCouncillors for ZZ99 5FH is what areas.findCouncillors answers',
        'service/tests/found.test.ts > none: findCouncillors says so, and where to go next',
        'service/tests/found.test.ts > away: areas.findCouncillors does not answer, and the person is told to try again',
        'service/tests/kept.test.ts > kept: there is no database, and nothing is written',
      ]),
    )
  })

  test.each([
    ['zz991ab', ['Sample councillor 1', 'Sample councillor 2', 'Sample councillor 3'], 'Lantern and Orchard (sample)'],
    ['ZZ99 2BE', ['Sample councillor 4', 'Sample councillor 5'], 'Quarry (sample)'],
    // Between two wards: those of both.
    ['ZZ99 5FH', ['Sample councillor 11', 'Sample councillor 12', 'Sample councillor 13'], 'Saltmarsh (sample)'],
  ])('%s: the councillors of its ward, and how they are reached', async (typed, names, ward) => {
    const { page, complaints } = await look(typed)
    expect(await heading(page)).toBe('Your councillors')
    expect((await page.locator('main h2').allTextContents()).map(tidy)).toEqual([...names, 'What you told us'])
    const text = await main(page)
    expect(text).toContain(`Councillor for ${ward}`)
    const number = names[0]!.split(' ').at(-1)
    expect(await page.getAttribute(`main a >> text=councillor-${number}@council.example`, 'href')).toBe(
      `mailto:councillor-${number}@council.example`,
    )
    expect(await page.locator('main a[href^="tel:01632960"]').count()).toBe(names.length)
    expect(complaints).toEqual([])
  })

  test('a postcode that nobody knows is said plainly, with where to go next, and can be changed', async () => {
    const { page } = await look('ZZ99 9ZZ')
    expect(await heading(page)).toBe('We do not know this postcode')
    expect(await main(page)).toContain('your home may be in the area of another council')
    expect(await page.getAttribute('main a >> text=Find your local council', 'href')).toBe(
      'https://www.gov.uk/find-local-council',
    )
    await hand.press(page, 'text=Change your answer to: What is your postcode?')
    expect(await page.inputValue(postcode)).toBe('ZZ99 9ZZ')
    await hand.fill(page, 'homePostcode', 'ZZ99 3DF')
    await hand.press(page, 'main button')
    expect(await main(page)).toContain('Sample councillor 6')
  })

  test('what is no postcode is refused at its question, and nothing is refused for nothing', async () => {
    const { page } = await look('SW1')
    expect(await page.title()).toMatch(/^Error: /)
    expect(await page.textContent('.govuk-error-summary')).toContain('Enter a full UK postcode')
    expect(await page.inputValue(postcode)).toBe('SW1')
    await hand.fill(page, 'homePostcode', '')
    await hand.press(page, 'main button')
    expect(await page.textContent('.govuk-error-summary')).toContain('Enter your postcode')
  })

  test('by keyboard, without JavaScript, on a small telephone: there, back and again', async () => {
    const small = { javaScriptEnabled: false, viewport: { width: 320, height: 640 } }
    const { page, complaints, close } = await openTab(browser, [ports.url], small)
    const wide = () => page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth)
    await page.goto(ports.url)
    await keyboard.press(page, '.govuk-button--start')
    expect(await wide()).toBe(false)
    await keyboard.fill(page, 'homePostcode', 'zz99 1ad')
    await keyboard.press(page, 'main button')
    expect([await heading(page), await wide()]).toEqual(['Your councillors', false])
    await keyboard.press(page, '.service-back, nav button, .govuk-back-link')
    expect(await page.inputValue(postcode)).toBe('ZZ99 1AD')
    await keyboard.press(page, 'main button')
    await keyboard.press(page, 'main a[href="/questions"]')
    expect([placeOf(page), await page.inputValue(postcode)]).toEqual(['/questions', ''])
    expect(complaints).toEqual([])
    await close()
  })

  test('a program is told the same', async () => {
    const told = await ask({ homePostcode: 'ZZ99 6GJ' })
    expect(told).toMatchObject({
      status: 200,
      body: {
        findCouncillors: { is: { councillors: [{ name: 'Sample councillor 13' }, { name: 'Sample councillor 14' }] } },
      },
    })
    const none = await ask({ homePostcode: 'ZZ99 9ZZ' })
    expect(none).toMatchObject({
      status: 200,
      body: { findCouncillors: { because: expect.stringMatching(/^We do not know/) } },
    })
    expect(none.body.findCouncillors).not.toHaveProperty('is')
    expect(await ask({ homePostcode: 'nowhere' })).toMatchObject({ status: 400, body: { code: 'invalid-request' } })
  })

  test('nothing is kept and nobody signs in: no cookie, no line with a postcode, no page for staff', async () => {
    const { page } = await look('ZZ99 4EG')
    expect(await page.context().cookies()).toEqual([])
    for (const path of ['/staff', '/track']) expect((await fetch(ports.url + path)).status).toBe(404)
    expect(running.output()).toContain('/questions/:question')
    expect(running.output()).not.toMatch(/ZZ99|zz99/)
  })

  test('another question to the part, a fact left out, and a lookup that fails unseen are caught by the folder itself', async () => {
    await running.destroy()
    const asked = await change(folder, 'service/src/found.ts', 'postcode: record.homePostcode', "postcode: 'ZZ99 1AB'")
    const first = await runServiceTests(applied.staged, { only: /^(found|none)/ })
    await asked()
    // Two of the six postcodes are in the ward of ZZ99 1AB.
    expect(first.failed).toHaveLength(5)
    expect(first.failed).toContain('none: findCouncillors says so, and where to go next')
    const fact = await change(folder, 'service/src/tellings.ts', /\{ name: 'email'[^}]*\}, /, '')
    const call = await change(
      folder,
      'service/src/found.ts',
      /await ifThere\(\(\) => (.*)\)$/m,
      '(await $1.catch(() => undefined))',
    )
    const second = await runServiceTests(applied.staged, { only: /^(found|none|away)/ })
    await fact()
    await call()
    expect(second.failed.filter((name) => name.startsWith('found: '))).toHaveLength(6)
    expect(second.failed.at(-1)).toMatch(/^away: /)
  })
})

// A question is picked from what the part lists.
describe('when is my bin collected', () => {
  let ports: Ports
  let running: Running
  let applied: Applied

  beforeAll(async () => {
    applied = await applyPlan(await planOf('when is my bin collected'), 'bin-collection-finder')
    ports = applied.ports
    running = await startIn(applied.staged.folder, ports, { command: [process.execPath, 'kit/start.mjs'] })
  })
  afterAll(async () => {
    await running?.destroy()
    await applied?.dispose()
  })

  test('the tests of the folder hold each property at a postcode to be told its own collections', async () => {
    expect(applied.report.tests).toMatchObject({ failed: 0, skipped: 0 })
    const expected = JSON.parse(
      await readFile(join(applied.staged.folder, 'service/tests/expected.json'), 'utf8'),
    ) as string[]
    expect(expected).toContain(
      'service/tests/found.test.ts > found: findCollections for each collectionAddress that there is is what waste-collections.findCollections answers',
    )
  })

  test.each([
    ['with the mouse', hand, true],
    ['by keyboard, without JavaScript', keyboard, false],
  ] as const)(
    '%s, on a small telephone: postcode, address, and when each bin is next collected',
    async (_how, by, javaScriptEnabled) => {
      const { page, complaints, close } = await openTab(browser, [ports.url], {
        javaScriptEnabled,
        viewport: { width: 320, height: 640 },
      })
      await page.goto(ports.url)
      await by.press(page, '.govuk-button--start')
      await by.fill(page, 'homePostcode', 'zz99 4eg')
      await by.press(page, 'main button')
      expect(tidy(await page.textContent('h1, legend'))).toContain('Which is your address?')
      await by.fill(page, 'collectionAddress', '999900000041')
      await by.press(page, 'main button')
      expect(tidy(await page.textContent('h1'))).toBe('Your next collections')
      const text = tidy(await page.textContent('main'))
      for (const name of ['Grey bin', 'Green bin', 'Food caddy']) expect(text).toContain(name)
      // Flats have no garden.
      expect(text).not.toContain('Garden bin')
      const told = async (name: string) => tidy(await page.textContent(`h2:has-text("${name}") + dl`))
      const days = (first: string, weeks: number) => nextDays(first, weeks).join(' The one after ')
      expect(await told('Food caddy')).toContain(
        `Next collection ${days('2026-01-07', 1)} Frequency Every week, on Wednesday`,
      )
      expect(await told('Grey bin')).toContain(
        `Next collection ${days('2026-01-07', 2)} Frequency Every 2 weeks, on Wednesday`,
      )
      expect(await told('Green bin')).toContain(`Next collection ${days('2026-01-14', 2)} Frequency Every 2 weeks`)
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth),
      ).toBe(false)
      await by.press(page, 'nav button')
      expect(tidy(await page.textContent('main'))).toContain('Flat 3, Windmill Court, Exampleton')
      expect(complaints).toEqual([])
      await close()
    },
  )

  test('a postcode without addresses says so and leads to another; nothing that was typed is logged', async () => {
    const { page } = await openTab(browser, [ports.url])
    await page.goto(ports.url)
    await hand.press(page, '.govuk-button--start')
    await hand.fill(page, 'homePostcode', 'ZZ99 9ZZ')
    await hand.press(page, 'main button')
    expect(tidy(await page.textContent('main'))).toContain('We could not find any addresses for ZZ99 9ZZ')
    await hand.press(page, 'text=Enter a different postcode')
    await hand.fill(page, 'homePostcode', 'ZZ99 6GJ')
    await hand.press(page, 'main button')
    // Of the hall at the ferry nobody collects.
    await hand.fill(page, 'collectionAddress', '999900000060')
    await hand.press(page, 'main button')
    expect(tidy(await page.textContent('h1'))).toBe('We do not collect from this address')
    expect(await page.locator('main a[href="https://www.gov.uk/rubbish-collection-day"]').count()).toBe(1)
    expect(running.output()).not.toMatch(/ZZ99|zz99|9999000000/)
  })
})

test('axe found nothing on any page', () => {
  expect(found).toEqual([])
})
