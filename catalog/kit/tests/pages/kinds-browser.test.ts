import { existsSync } from 'node:fs'
import axe from 'axe-core'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CHROMIUM, launch } from './chromium.ts'
import { emptyStore, everyKind, given, type Store } from './every-kind.ts'
import { type Filled, placeOf, tidy } from './person.ts'
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

  /** Fills in what is seen: a field that nobody can see cannot be filled. */
  const fill = async (page: Page, filled: Filled): Promise<void> => {
    for (const [name, value] of Object.entries(filled)) {
      const field = page.locator(`main [name="${name}"]`)
      const kind = (await field.first().getAttribute('type')) ?? (await field.first().evaluate((one) => one.localName))
      if (kind === 'radio' || kind === 'checkbox')
        for (const one of [value].flat()) await page.check(`main [name="${name}"][value="${one}"]`)
      else if (kind === 'select') await field.selectOption(String(value))
      else if (value instanceof File)
        await field.setInputFiles({
          name: value.name,
          mimeType: value.type,
          buffer: Buffer.from(await value.arrayBuffer()),
        })
      else await field.fill(String(value))
    }
  }

  const faults = async (page: Page): Promise<string[]> => {
    await page.evaluate(axe.source)
    const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run())
    // GOV.UK Frontend says by aria-expanded of a radio that fields show with it, on purpose; ARIA has it for other roles alone.
    const revealing = /^<input class="govuk-radios__input" [^>]*aria-controls="conditional-[^>]*aria-expanded=/
    for (const one of violations)
      if (one.id === 'aria-allowed-attr') one.nodes = one.nodes.filter(({ html }) => !revealing.test(html))
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html }) => `${placeOf(new URL(page.url()).pathname)} ${id}: ${html}`),
    )
  }
  const tooWide = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)

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
        await Promise.all([page.waitForEvent('load'), page.click('main form[method=post] button[type=submit]')])
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
        await Promise.all([page.waitForEvent('load'), page.click('main form[method=post] button[type=submit]')])
      }
      const seen = () => Promise.all(['email', 'phone', 'town'].map((part) => page.isVisible(`[name=contact-${part}]`)))
      expect(await seen()).toEqual(javaScriptEnabled ? [false, false, false] : [true, true, true])
      await page.check('[name=contact][value=text]')
      expect(await seen()).toEqual(javaScriptEnabled ? [false, true, false] : [true, true, true])
      await context.close()
    }
  }, 60_000)
})
