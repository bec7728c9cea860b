import { existsSync } from 'node:fs'
import axe from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHROMIUM, launch, leadOn } from '../pages/chromium.ts'
import { crossingOf, type Ferry, fill, fillDays, startDesk, TRIP } from './ferry.ts'

describe.runIf(existsSync(CHROMIUM))('in a real browser', () => {
  let ferry: Ferry
  let browser: Browser
  beforeAll(async () => {
    ferry = await startDesk()
    browser = await chromium.launch(launch)
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await ferry?.stop()
  })

  /** Axe is a script itself. */
  const faults = async (page: Page, runs: boolean): Promise<string[]> => {
    if (!runs) return []
    await page.evaluate(axe.source)
    const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run())
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
  }
  const focused = (page: Page) => page.evaluate(() => document.activeElement?.id)
  const loaded = (page: Page, key: string) => leadOn(page, () => page.keyboard.press(key))

  test.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])(
    'a time of a later day is picked by keyboard alone, %s, on a telephone',
    async (_title, javaScriptEnabled) => {
      await fill(ferry)
      await fillDays(ferry, 90)
      const context = await browser.newContext({ javaScriptEnabled, viewport: { width: 320, height: 640 } })
      const page = await context.newPage()
      await page.goto(`${ferry.url}/staff`)
      await leadOn(page, () => page.click('text=worker'))
      await page.goto(`${ferry.url}/staff/trips/at/${TRIP}/ferries.moveTrip`)
      expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0)
      expect(await faults(page, javaScriptEnabled)).toEqual([])
      await page.focus('[name=seatId-from-day]')
      for (const typed of ['27', '9', '2099']) {
        await page.keyboard.type(typed)
        if (typed !== '2099') await page.keyboard.press('Tab')
      }
      await loaded(page, 'Enter')
      expect(await page.textContent('main')).toContain('Sunday 27 September 2099')
      await page.focus('[name=remark]')
      await page.keyboard.type('Rain.')
      await page.focus('main form button:not([name])')
      await loaded(page, 'Enter')
      await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toContain('govuk-error-summary')
      expect(await faults(page, javaScriptEnabled)).toEqual([])
      await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await expect.poll(() => focused(page)).toBe('seatId')
      await page.keyboard.press('Space')
      await page.focus('main form button:not([name])')
      await loaded(page, 'Enter')
      expect(await page.textContent('.govuk-notification-banner')).toContain('The trip is moved')
      expect(await crossingOf(ferry)).toBe('day-88-0')
      await context.close()
    },
    60_000,
  )
})
