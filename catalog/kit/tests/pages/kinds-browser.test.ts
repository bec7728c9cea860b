import { existsSync } from 'node:fs'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHROMIUM, launch, leadOn } from './chromium.ts'
import { emptyStore, everyKind, given, type Store } from './every-kind.ts'
import { placeOf, tidy } from './person.ts'
import { faults, fill, tooWide } from './seen-page.ts'
import { type ExampleService, startService } from './service.ts'

describe.runIf(existsSync(CHROMIUM))('all kinds in a real browser', () => {
  let service: ExampleService
  let browser: Browser
  let store: Store
  beforeAll(async () => {
    store = emptyStore()
    service = await startService((pages) => {
      pages.questions = everyKind(store)
    })
    browser = await chromium.launch(launch)
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await service?.stop()
  })

  test.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])(
    '%s: each left out, then answered, and checked',
    async (_how, javaScriptEnabled) => {
      service.world.submitted.length = 0
      Object.assign(store, emptyStore())
      const context = await browser.newContext({ javaScriptEnabled, viewport: { width: 320, height: 640 } })
      const page = await context.newPage()
      const complaints: string[] = []
      page.on('console', (message) => {
        if (!/status of 400/.test(message.text())) complaints.push(message.text())
      })
      const found: string[] = []
      const look = async (what: string) => {
        if (javaScriptEnabled) found.push(...(await faults(page)))
        if (await tooWide(page)) found.push(`${what} is too wide`)
      }
      const send = async (what: string) => {
        await leadOn(page, () => page.click('main form[method=post] button[type=submit]'))
        await look(what)
      }
      await page.goto(`${service.url}/apply`)
      for (const [name, { right, missing }] of Object.entries(given)) {
        expect(placeOf(new URL(page.url()).pathname)).toBe(`/apply/${name}`)
        if (missing !== '') {
          await send(name)
          expect(tidy(await page.textContent('.govuk-error-summary__list'))).toBe(missing)
        }
        await fill(page, right)
        await send(name)
      }
      const rows = await page.locator('.govuk-summary-list__value').allTextContents()
      expect(rows.map(tidy)).toEqual(Object.values(given).map(({ shown }) => shown))
      await send('the check page')
      expect(service.world.submitted.map(({ answers }) => answers)).toEqual([
        Object.fromEntries(Object.entries(given).map(([name, { answer }]) => [name, answer])),
      ])
      expect(found).toEqual([])
      expect(complaints).toEqual([])
      await context.close()
    },
    120_000,
  )

  test('the fields of a way to be contacted show with the choice of it, and all of them without JavaScript', async () => {
    for (const javaScriptEnabled of [true, false]) {
      const context = await browser.newContext({ javaScriptEnabled })
      const page = await context.newPage()
      await page.goto(`${service.url}/apply`)
      for (const [name, { right }] of Object.entries(given)) {
        if (name === 'contact') break
        await fill(page, right)
        await leadOn(page, () => page.click('main form[method=post] button[type=submit]'))
      }
      const seen = () => Promise.all(['email', 'phone', 'town'].map((part) => page.isVisible(`[name=contact-${part}]`)))
      expect(await seen()).toEqual(javaScriptEnabled ? [false, false, false] : [true, true, true])
      await page.check('[name=contact][value=text]')
      expect(await seen()).toEqual(javaScriptEnabled ? [false, true, false] : [true, true, true])
      await context.close()
    }
  }, 60_000)
})
