import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Running, serve } from '../../src/server.ts'
import { freshDatabase } from '../../testing/fresh-database.ts'
import { calculator, calculatorQuestions } from './calculator.ts'
import { CHROMIUM, launch, leadOn } from './chromium.ts'
import { given } from './every-kind.ts'
import { type Filled, tidy } from './person.ts'
import { faults, fill, tooWide } from './seen-page.ts'

const filled: Record<string, Filled> = {
  ...Object.fromEntries(Object.entries(given).map(([name, { right }]) => [name, right])),
  postcode: { postcode: 'zz991ab' },
  address: { address: '2' },
}

describe.runIf(existsSync(CHROMIUM))('a journey that ends in an answer, in a real browser', () => {
  let service: Running
  let browser: Browser
  beforeAll(async () => {
    const env = { LOG_LEVEL: 'silent', RATE_LIMIT_PER_MINUTE: '100000' }
    service = await serve(calculator, { databaseUrl: await freshDatabase(), port: 0, env })
    browser = await chromium.launch(launch)
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await service?.stop()
  })

  const send = (page: Page) => leadOn(page, () => page.click('main form[method=post] button[type=submit] >> nth=0'))
  const heading = async (page: Page) => tidy(await page.textContent('h1'))

  test.each([
    ['with JavaScript', true],
    ['without JavaScript', false],
  ])(
    '%s: every question, the answer, back and change, with nothing kept',
    async (_how, javaScriptEnabled) => {
      const context = await browser.newContext({ javaScriptEnabled, viewport: { width: 320, height: 640 } })
      const page = await context.newPage()
      const complaints: string[] = []
      page.on('console', (message) => complaints.push(message.text()))
      const found: string[] = []
      const look = async () => {
        if (javaScriptEnabled) found.push(...(await faults(page)))
        if (await tooWide(page)) found.push(`${await heading(page)} is too wide`)
      }
      await page.goto(service.url)
      await leadOn(page, () => page.click('.govuk-button--start'))
      for (const { name } of calculatorQuestions) {
        await fill(page, filled[name]!)
        await look()
        await send(page)
      }
      expect(await heading(page)).toBe('What you told us means')
      await look()
      expect(await page.textContent('main dl')).toContain('It rains\\nin.')

      await leadOn(page, () => page.click('text=Change your answer to: How much is the rent?'))
      expect(await page.inputValue('#rent')).toBe('1200.50')
      await look()
      await leadOn(page, () => page.click('nav >> text=Back'))
      expect(await heading(page)).toBe('What you told us means')
      await leadOn(page, () => page.click('nav >> text=Back'))
      expect(await heading(page)).toBe('Which address is it?')
      await leadOn(page, () => page.click('text=Enter a different postcode'))
      expect(await page.inputValue('#postcode')).toBe('ZZ99 1AB')
      await send(page)
      expect(await heading(page)).toBe('What you told us means')
      await leadOn(page, () => page.click('text=Start again'))
      expect([await page.inputValue('#name'), await context.cookies()]).toEqual(['', []])
      expect(found).toEqual([])
      expect(complaints).toEqual([])
      await context.close()
    },
    120_000,
  )

  test('the Enter key sends the answer, sending it again is the same page, and the browser’s own way back leads to the first', async () => {
    const context = await browser.newContext()
    const page = await context.newPage()
    await page.goto(`${service.url}/questions`)
    await page.fill('#name', 'Test Person')
    await leadOn(page, () => page.press('#name', 'Enter'))
    expect(await heading(page)).toBe('What has happened?')
    // Sending a page again, as a browser asks about when it comes back to one that no cache may keep, is the same page.
    await page.reload()
    expect(await heading(page)).toBe('What has happened?')
    await page.goBack()
    expect(await heading(page)).toBe('What is your full name?')
    await page.fill('#name', 'Another Person')
    await leadOn(page, () => page.press('#name', 'Enter'))
    expect(await heading(page)).toBe('What has happened?')
    await context.close()
  }, 60_000)

  test('the page of a stop and that of whom to call first are read by axe with colours', async () => {
    const context = await browser.newContext({ viewport: { width: 320, height: 640 } })
    const page = await context.newPage()
    const found: string[] = []
    for (const [until, wrong, expected] of [
      ['people', { people: '12' }, 'It is too many people'],
      ['pets', { pets: 'yes' }, 'Call the vet first'],
    ] as const) {
      await page.goto(`${service.url}/questions`)
      for (const { name } of calculatorQuestions) {
        await fill(page, name === until ? wrong : filled[name]!)
        await send(page)
        if (name === until) break
      }
      expect(await heading(page)).toBe(expected)
      found.push(...(await faults(page)))
      expect(await tooWide(page)).toBe(false)
    }
    expect(found).toEqual([])
    await context.close()
  }, 60_000)
})
