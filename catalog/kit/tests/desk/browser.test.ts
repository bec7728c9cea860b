import { existsSync } from 'node:fs'
import axe from 'axe-core'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { CHROMIUM, launch, leadOn } from '../pages/chromium.ts'
import { doneTo, fill } from './at.ts'
import { type Harbour, startHarbour } from './harbour.ts'

const TELEPHONE = { width: 320, height: 640 }
const GULL = '/staff/boats/at/AB-101'

describe.runIf(existsSync(CHROMIUM))('in a real browser', () => {
  let harbour: Harbour
  let browser: Browser
  beforeAll(async () => {
    harbour = await startHarbour()
    browser = await chromium.launch(launch)
  }, 60_000)
  beforeEach(async () => {
    await fill(harbour)
    await harbour.moorings.running.db.query(
      `INSERT INTO stay (id, hull, berth, nights, by) VALUES (gen_random_uuid(), 'AB-101', 'a1', 3, 'lead')`,
    )
  })
  afterAll(async () => {
    await browser?.close()
    await harbour?.stop()
  })

  /** A page of somebody who is signed in, which notes everything that the browser complained of. */
  const open = async (options: BrowserContextOptions = {}, account = 'lead') => {
    const context = await browser.newContext(options)
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      if (!/status of 4\d\d/.test(message.text())) complaints.push(message.text())
    })
    await page.goto(`${harbour.url}/staff`)
    await leadOn(page, () => page.click(`text=${account}`))
    expect(page.url()).toBe(`${harbour.url}/staff/boats`)
    return { page, complaints, go: (path: string) => page.goto(harbour.url + path), close: () => context.close() }
  }
  const faults = async (page: Page): Promise<string[]> => {
    await page.evaluate(axe.source)
    const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run())
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${page.url()} ${id}: ${html}`))
  }
  const tooWide = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
  /** Presses Tab until the element has the focus: whatever cannot be reached this way fails. */
  const tabTo = async (page: Page, selector: string): Promise<void> => {
    for (let presses = 0; presses < 60; presses += 1) {
      if (await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)) return
      await page.keyboard.press('Tab')
    }
    throw new Error(`The keyboard does not reach ${selector} on ${page.url()}`)
  }
  const press = async (page: Page, selector: string): Promise<void> => {
    await tabTo(page, selector)
    await leadOn(page, () => page.keyboard.press('Enter'))
  }

  const PAGES = [
    ...['/staff/boats', '/staff/boats?weather=gale', '/staff/boats?longest=many', '/staff/berths'],
    ...[GULL, '/staff/boats/new', `${GULL}/boats.inspectBoat`, `${GULL}/boats.sinkBoat`, `${GULL}/boats.giveBoat`],
  ]

  test('axe finds nothing, colours and all, and the browser complains of nothing', async () => {
    const { page, complaints, go, close } = await open({ viewport: { width: 1200, height: 900 } })
    const found: string[] = []
    for (const path of PAGES) {
      await go(path)
      found.push(...(await faults(page)))
    }
    expect([found, complaints]).toEqual([[], []])
    await close()
  }, 60_000)

  test('at 320 pixels rows are cards that say what each value is, and nothing is scrolled sideways', async () => {
    await harbour.boats.running.db.query("UPDATE boat SET name = repeat('W', 80), remark = repeat('W', 500)")
    const { page, go, close } = await open({ viewport: TELEPHONE })
    const wide: string[] = []
    const found: string[] = []
    for (const path of PAGES) {
      await go(path)
      if ((await tooWide(page)) > 0) wide.push(path)
      found.push(...(await faults(page)))
    }
    expect([wide, found]).toEqual([[], []])
    await go('/staff/boats')
    const card = page.locator('#list tbody tr').first()
    expect(await card.evaluate((one) => getComputedStyle(one).display)).toBe('block')
    const label = await card
      .locator('td')
      .nth(1)
      .evaluate((one) => getComputedStyle(one, '::before').content)
    expect(label).toContain('Weather')
    expect(await page.locator('#list thead').evaluate((one) => one.getBoundingClientRect().width)).toBeLessThan(2)
    await close()
  }, 60_000)

  test.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])(
    'by keyboard alone, %s: from the list to an item, an action, and back',
    async (_title, javaScriptEnabled) => {
      const { page, close } = await open({ javaScriptEnabled })
      await tabTo(page, '[name=q]')
      await page.keyboard.type('gull')
      await leadOn(page, () => page.keyboard.press('Enter'))
      expect(await page.textContent('#list caption')).toContain('Boats: 1')
      await press(page, '#list a')
      expect(new URL(page.url()).pathname).toBe(GULL)
      await press(page, 'a[href*="boats.inspectBoat"]')
      await tabTo(page, '[name=remark]')
      await page.keyboard.type('Sound.')
      await press(page, 'main form button')
      expect(await page.textContent('.govuk-notification-banner')).toContain('Inspect the boat: done')
      await press(page, 'form[action$="boats.takeBoat"] button')
      expect(await page.textContent('.govuk-notification-banner')).toContain('It is yours')
      expect((await doneTo(harbour)).map(({ what }) => what)).toHaveLength(2)
      await press(page, '.govuk-back-link')
      expect(new URL(page.url()).pathname).toBe('/staff/boats')
      await close()
    },
    60_000,
  )

  test('an error summary has the focus and leads to the field, and what ends is confirmed', async () => {
    const { page, go, close } = await open({ javaScriptEnabled: false })
    await go(`${GULL}/boats.sinkBoat`)
    await press(page, 'main form button')
    await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toContain('govuk-error-summary')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('fate')
    await page.keyboard.press('Space')
    await tabTo(page, '[name=remark]')
    await page.keyboard.type('It burnt.')
    await press(page, 'main form button')
    expect(await page.textContent('#says')).toContain('Gull is gone: Burnt.')
    await press(page, '[name=_confirmed]')
    expect(await page.textContent('main')).toContain('Sunk')
    await close()
  }, 60_000)

  test('a file is downloaded', async () => {
    const { page, close } = await open()
    const [download] = await Promise.all([page.waitForEvent('download'), page.click('text=Download this list')])
    expect(download.suggestedFilename()).toBe('boats.csv')
    await close()
  }, 60_000)

  test('on paper stand the words alone, without anything to select', async () => {
    const { page, go, close } = await open()
    await page.emulateMedia({ media: 'print' })
    for (const path of ['/staff/boats', GULL]) {
      await go(path)
      const seen = await page.evaluate(() =>
        [
          ...document.querySelectorAll<HTMLElement>(
            'button, input, select, nav, .govuk-button, .govuk-template__footer',
          ),
        ]
          .filter((one) => one.checkVisibility())
          .map((one) => one.outerHTML.slice(0, 80)),
      )
      expect(seen).toEqual([])
      expect(await page.isVisible('h1')).toBe(true)
    }
    await go('/staff/boats')
    expect(await page.isVisible('text=Gull')).toBe(true)
    const after = await page
      .locator('#list a')
      .first()
      .evaluate((one) => getComputedStyle(one, '::after').content)
    expect(after).toBe('none')
    await close()
  }, 60_000)
})
