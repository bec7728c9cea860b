import { existsSync } from 'node:fs'
import axe from 'axe-core'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { CHROMIUM, launch } from '../../catalog/kit/tests/pages/chromium.ts'

export const hasChromium = existsSync(CHROMIUM)

export const launchBrowser = (): Promise<Browser> => chromium.launch(launch)

export interface Tab {
  page: Page
  /** Requests that left the given origins, and everything the browser complained of. */
  complaints: string[]
  close(): Promise<void>
}

/** A new person's browser. Nothing that it asks for may lie outside `origins`. */
export async function openTab(browser: Browser, origins: string[], options: BrowserContextOptions = {}): Promise<Tab> {
  const context = await browser.newContext(options)
  const page = await context.newPage()
  page.setDefaultTimeout(20_000)
  const complaints: string[] = []
  page.on('console', (message) => complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  page.on('request', (request) => {
    const { origin, protocol } = new URL(request.url())
    if (protocol !== 'data:' && !origins.includes(origin)) complaints.push(`asked ${request.url()}`)
  })
  return { page, complaints, close: () => context.close() }
}

/** The path of a page. Each application has an id of its own there, which is left out. */
export const placeOf = (page: { url(): string }): string =>
  new URL(page.url()).pathname.replace(/^\/apply\/[0-9a-f]{16}/, '/apply')

/** What axe finds on the page as it is drawn, contrast of colours included, as lines `path rule: element`. */
export async function axeFindings(page: Page): Promise<string[]> {
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run())
  const where = new URL(page.url()).pathname
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${where} ${id}: ${html}`))
}

/** A way to work a page: find a field and fill it in, press something and wait for the page that comes. */
export interface Hand {
  fill(page: Page, name: string, value: string): Promise<void>
  press(page: Page, selector: string): Promise<void>
}

/** With the mouse; whatever it presses must be visible and not covered. `look` is called with every page that comes. */
export const mouse = (look: (page: Page) => Promise<void> = async () => {}): Hand => ({
  fill: async (page, name, value) => {
    const kind = await kindOf(page, name)
    if (kind === 'radio') await page.click(`label[for="${await idOfChoice(page, name, value)}"]`)
    else if (kind === 'select') await page.selectOption(field(name), value)
    else {
      await page.click(field(name))
      await page.fill(field(name), value)
    }
  },
  press: async (page, selector) => {
    await Promise.all([page.waitForEvent('load'), page.click(selector)])
    await look(page)
  },
})

/** With Tab, Space, Enter, arrows and letters only. */
export const keyboard: Hand = {
  fill: async (page, name, value) => {
    await tabTo(page, field(name))
    const kind = await kindOf(page, name)
    if (kind === 'typed') return page.keyboard.type(value)
    const chosen = async () => {
      if (kind === 'select') return (await page.inputValue(field(name))) === value
      return page.isChecked(`[id="${await idOfChoice(page, name, value)}"]`)
    }
    if (kind === 'radio') await page.keyboard.press('Space')
    for (let presses = 0; presses < 30 && !(await chosen()); presses += 1) await page.keyboard.press('ArrowDown')
    if (!(await chosen())) throw new Error(`The keyboard cannot choose ${value} for ${name}`)
  },
  press: async (page, selector) => {
    await tabTo(page, selector)
    await Promise.all([page.waitForEvent('load'), page.keyboard.press('Enter')])
  },
}

/** Presses Tab until the element has the focus: whatever cannot be reached this way fails. */
async function tabTo(page: Page, selector: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    const there = await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)
    if (there) return
    await page.keyboard.press('Tab')
  }
  throw new Error(`The keyboard does not reach ${selector} on ${page.url()}`)
}

const field = (name: string) => `main [name="${name}"]`

async function kindOf(page: Page, name: string): Promise<'radio' | 'select' | 'typed'> {
  const element = page.locator(field(name)).first()
  if ((await element.getAttribute('type')) === 'radio') return 'radio'
  return (await element.evaluate(({ tagName }) => tagName)) === 'SELECT' ? 'select' : 'typed'
}

/** The id of a choice, found by its value or by the words beside it. */
async function idOfChoice(page: Page, name: string, wanted: string): Promise<string> {
  const byValue = page.locator(`input[name="${name}"][value="${wanted}"]`)
  if (await byValue.count()) return (await byValue.getAttribute('id'))!
  return (await page.locator('main label', { hasText: wanted }).first().getAttribute('for'))!
}
