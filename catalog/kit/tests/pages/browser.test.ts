import { existsSync } from 'node:fs'
import axe from 'axe-core'
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { fill } from '../desk/at.ts'
import { CHROMIUM, launch, leadOn } from './chromium.ts'
import { answer, JOURNEY, Person, placeOf } from './person.ts'
import { type ExampleService, startService } from './service.ts'

const W = 'W'
const TELEPHONE = { width: 320, height: 640 }
interface Looked {
  title: string
  viewport: { width: number; height: number }
  inspect: (page: Page) => Promise<string[]>
  words: Record<string, string>
}

describe.runIf(existsSync(CHROMIUM))('in a real browser', () => {
  let service: ExampleService
  let browser: Browser
  beforeAll(async () => {
    service = await startService()
    await fill(service)
    browser = await chromium.launch(launch)
  }, 60_000)
  afterAll(async () => {
    await browser?.close()
    await service?.stop()
  })

  /** A page that notes every request that left the two servers, and everything the browser complained of. */
  const open = async (options: BrowserContextOptions = {}) => {
    const context = await browser.newContext({ bypassCSP: false, ...options })
    const page = await context.newPage()
    const complaints: string[] = []
    page.on('console', (message) => {
      // A page with a mistake has status 400, which the browser notes as a failed load.
      // Chromium remarks that somebody was quicker with a key than the page with its own focus.
      const remark = /status of 400|Autofocus processing was blocked/.test(message.text())
      if (!remark) complaints.push(message.text())
    })
    page.on('request', (request) => {
      const { origin, pathname } = new URL(request.url())
      if (origin !== service.url && origin !== service.provider.issuer) complaints.push(`asked ${origin}`)
      if (pathname.startsWith('/assets/fonts')) complaints.push(`asked ${pathname}`)
    })
    return { page, complaints, close: () => context.close() }
  }

  /** Presses Tab until the element has the focus: whatever cannot be reached this way fails. */
  const tabTo = async (page: Page, selector: string): Promise<void> => {
    for (let presses = 0; presses < 40; presses += 1) {
      const there = await page.evaluate((wanted) => document.activeElement?.matches(wanted) ?? false, selector)
      if (there) return
      await page.keyboard.press('Tab')
    }
    throw new Error(`The keyboard does not reach ${selector} on ${page.url()}`)
  }
  const press = async (page: Page, selector: string, key = 'Enter'): Promise<void> => {
    await tabTo(page, selector)
    await leadOn(page, () => page.keyboard.press(key))
  }

  const type = async (page: Page, answers: Record<string, string>): Promise<void> => {
    for (const [name, value] of Object.entries(answers)) {
      const kind = await page.getAttribute(`[name="${name}"]`, 'type')
      if (kind !== 'radio') {
        await tabTo(page, `[name="${name}"]`)
        await page.keyboard.type(value)
        continue
      }
      await tabTo(page, `[name="${name}"]`)
      await page.keyboard.press('Space')
      for (
        let presses = 0;
        !(await page.isChecked(`[name="${name}"][value="${value}"]`)) && presses < 5;
        presses += 1
      ) {
        await page.keyboard.press('ArrowDown')
      }
    }
  }

  /** The whole journey with Tab, Space, Enter, arrows and letters. */
  const byKeyboard = async (page: Page): Promise<void> => {
    await page.goto(service.url)
    await press(page, '.govuk-button--start')
    for (const [question, answers] of JOURNEY) {
      expect(placeOf(new URL(page.url()).pathname)).toBe(`/apply/${question}`)
      await type(page, answers)
      await press(page, 'main button', 'Space')
      if (page.url().endsWith('/first')) await press(page, 'main a.govuk-button')
    }
    expect(await page.textContent('h1')).toContain('Check your answers')
    await press(page, 'main button')
    expect(placeOf(new URL(page.url()).pathname)).toBe('/apply/confirmation')
    expect(await page.textContent('.govuk-panel')).toContain('7KQX-4M2P-R9T')
  }

  test('the journey by keyboard alone', async () => {
    const { page, complaints, close } = await open()
    await byKeyboard(page)
    expect(complaints).toEqual([])
    await close()
  }, 60_000)

  test('the journey by keyboard alone, without JavaScript', async () => {
    const { page, complaints, close } = await open({ javaScriptEnabled: false })
    await byKeyboard(page)
    expect(complaints).toEqual([])
    await close()
  }, 60_000)

  test('the skip link leads to the content, an error summary has the focus and leads to the field', async () => {
    const { page, close } = await open()
    await page.goto(`${service.url}/apply`)
    await page.keyboard.press('Tab')
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toContain('Skip to main content')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('main-content')
    await press(page, 'main button')
    await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toContain('govuk-error-summary')
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('fullName')
    await close()
  }, 60_000)

  test('without JavaScript an error summary has the focus too, and what is theirs is found by keyboard', async () => {
    const applicant = new Person(service.url)
    const sent = await applicant.send(await answer(applicant))
    const { page, close } = await open({ javaScriptEnabled: false })
    await page.goto(`${service.url}/track`)
    await press(page, 'main button')
    await expect.poll(() => page.evaluate(() => document.activeElement?.className)).toContain('govuk-error-summary')
    await tabTo(page, '#reference')
    await page.keyboard.type(sent.document.querySelector('.govuk-panel strong')!.textContent!)
    await tabTo(page, '#contact')
    await page.keyboard.type('test@example.com')
    await press(page, 'main button')
    expect(new URL(page.url()).pathname).toBe('/yours')
    expect(await page.textContent('main')).toMatch(/Received\s*20 July 2026 at 5pm\s*Status\s*New/)
    await close()
  }, 60_000)

  const faults = async (page: Page): Promise<string[]> => {
    await page.evaluate(axe.source)
    const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run())
    const where = new URL(page.url()).pathname
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${where} ${id}: ${html}`))
  }

  const overflow = async (page: Page): Promise<string[]> => {
    const pixels = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)
    return pixels > 0 ? [`${new URL(page.url()).pathname} is ${pixels} pixels too wide`] : []
  }

  test.each<Looked>([
    { title: 'axe with colours', viewport: { width: 1200, height: 900 }, inspect: faults, words: {} },
    { title: 'no sideways scrolling on a small telephone', viewport: TELEPHONE, inspect: overflow, words: {} },
    {
      title: 'no sideways scrolling with words that have no place to break',
      viewport: TELEPHONE,
      inspect: overflow,
      words: { fullName: W.repeat(200), email: `${W.repeat(60)}@example.com`, details: W.repeat(500) },
    },
  ])(
    '$title',
    async ({ viewport, inspect, words }) => {
      const { page, complaints, close } = await open({ viewport })
      const found: string[] = []
      const look = async () => found.push(...(await inspect(page)))
      const go = async (path: string) => {
        await page.goto(service.url + path)
        await look()
      }
      const send = async () => {
        await leadOn(page, () => page.click('main form[method=post] button[type=submit]'))
        await look()
      }
      await go('/')
      await go('/apply')
      for (const [question, answers] of JOURNEY) {
        await look()
        if (question !== 'phone') await send()
        for (const [name, usual] of Object.entries(answers)) {
          const value = words[name] ?? usual
          const kind = await page.getAttribute(`[name="${name}"]`, 'type')
          if (kind === 'radio') await page.check(`[name="${name}"][value="${value}"]`)
          else await page.fill(`[name="${name}"]`, value)
        }
        await send()
        if (page.url().endsWith('/first')) await leadOn(page, () => page.click('main a.govuk-button'))
      }
      await send()
      const reference = (await page.textContent('.govuk-panel strong'))!
      await go('/track')
      await page.fill('[name=reference]', reference)
      await page.fill('[name=contact]', words.email ?? 'test@example.com')
      await send()
      expect(new URL(page.url()).pathname).toBe('/yours')
      for (const path of ['/accessibility', '/privacy', '/cookies']) await go(path)
      await page.goto(`${service.url}/staff`)
      await leadOn(page, () => page.click('text=lead'))
      await look()
      for (const path of ['/staff/accounts', '/staff/accounts/add']) await go(path)
      await send()
      expect(found).toEqual([])
      expect(complaints.filter((text) => !text.includes('favicon.ico') && !/status of 404/.test(text))).toEqual([])
      await close()
    },
    120_000,
  )

  test('going back after a mistake was put right leads to the question, not to a form to be sent again', async () => {
    const { page, close } = await open()
    const [[first, answers], [second]] = JOURNEY as [[string, Record<string, string>], [string, object]]
    const send = () => leadOn(page, () => page.click('main button'))
    await page.goto(`${service.url}/apply`)
    await send()
    expect(await page.title()).toMatch(/^Error: /)
    expect(placeOf(new URL(page.url()).pathname)).toBe(`/apply/${first}`)
    for (const [name, value] of Object.entries(answers)) await page.fill(`[name="${name}"]`, value)
    await send()
    expect(placeOf(new URL(page.url()).pathname)).toBe(`/apply/${second}`)
    const response = await page.goBack()
    expect([response?.status(), await page.inputValue(`[name="${first}"]`)]).toEqual([200, Object.values(answers)[0]])
    await close()
  })

  test('staff sign in, do something and sign out, and the browser follows every redirect', async () => {
    const { page, close } = await open()
    await page.goto(`${service.url}/staff`)
    for (const words of ['worker', 'AB-101', 'Inspect the boat']) await leadOn(page, () => page.click(`text=${words}`))
    await page.fill('textarea', 'Sound.')
    await leadOn(page, () => page.click('main form button'))
    expect(await page.textContent('.govuk-notification-banner')).toContain('Inspect the boat: done')
    await page.click('text=Sign out')
    await page.waitForURL(`${service.provider.issuer}/**`)
    await page.goto(`${service.url}/track`)
    expect(await page.isVisible('text=Sign out')).toBe(false)
    await close()
  }, 60_000)
})
