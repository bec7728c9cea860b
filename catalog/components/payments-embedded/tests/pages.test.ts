import { startComponent } from '@composed/kit/testing'
import { newBrowser, type Page } from '@composed/kit/testing/browser'
import axe from 'axe-core'
import { JSDOM } from 'jsdom'
import { afterAll, expect, test } from 'vitest'
import type { operations } from '../../../capabilities/payments/contract.ts'
import component from '../src/index.ts'
import { asked, paid, payOn, wordsOf } from './scene.ts'

const started = await startComponent(component, {
  env: { SERVICE_URL: 'http://127.0.0.1:9', SERVICE_TITLE: 'Parking permits' },
})
const payments = started.client<operations>()
afterAll(() => started.stop())

const get = (url: string) => newBrowser().get(url)
const pages: [name: string, load: () => Promise<Page>][] = [
  ['pay', async () => get((await asked(payments)).payUrl)],
  ['declined', async () => payOn((await asked(payments)).payUrl, 'declined')],
  ['paid', async () => payOn((await asked(payments)).payUrl)],
  [
    'refunded',
    async () => {
      const { path, payUrl } = await paid(payments)
      await payments.refundPayment({ path, body: { amount: 6500, reason: 'Not granted.' } })
      return get(payUrl)
    },
  ],
  [
    'cancelled',
    async () => {
      const { path, payUrl } = await asked(payments)
      await payments.cancelPayment({ path })
      return get(payUrl)
    },
  ],
]

test.each(pages)('the %s page says that it is a simulation, before anything else', async (_name, load) => {
  expect(wordsOf(await load()).trim()).toMatch(
    /^(There is a problem .*)?! Warning This is a simulation\. No card is asked for and no money moves\./,
  )
})

test.each(pages)('the %s page has no fault that axe finds', async (_name, load) => {
  const { html } = await load()
  const { window } = new JSDOM(html, { runScripts: 'outside-only', url: started.url })
  window.eval(axe.source)
  // jsdom draws nothing, so contrast cannot be measured here.
  const { axe: here } = window as unknown as { axe: typeof axe }
  const found = await here.run(window.document.documentElement, { rules: { 'color-contrast': { enabled: false } } })
  expect(found.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([])
  expect(found.passes.length).toBeGreaterThan(10)
})

test.each(pages)('the %s page works without a script and asks for nothing of a card', async (_name, load) => {
  const { html } = await load()
  const { document } = new JSDOM(html).window
  expect(document.scripts).toHaveLength(0)
  expect(document.documentElement.lang).toBe('en')
  expect(document.querySelectorAll('h1')).toHaveLength(1)
  expect(document.title).toMatch(/^(Error: )?.+ – Parking permits$/)
  expect(document.querySelector('.govuk-skip-link')?.getAttribute('href')).toBe('#main-content')
  const fields = [...document.querySelectorAll<HTMLInputElement>('input:not([type=hidden]), select, textarea')]
  expect(fields.every(({ type, id }) => type === 'radio' && document.querySelector(`label[for="${id}"]`))).toBe(true)
})

test('what is wrong has the focus without a script, and leads to the question', async () => {
  const { document } = new JSDOM((await payOn((await asked(payments)).payUrl, 'declined')).html).window
  const summary = document.querySelector('.govuk-error-summary')
  expect([summary?.hasAttribute('autofocus'), summary?.getAttribute('tabindex')]).toEqual([true, '-1'])
  const target = summary?.querySelector('a')?.getAttribute('href')
  expect(document.querySelector(`input${target}`)?.getAttribute('name')).toBe('card')
})

test('no page may be kept, framed, or send its form elsewhere, and its styles are there', async () => {
  const { headers } = await get((await asked(payments)).payUrl)
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.get('content-security-policy')).toMatch(/form-action 'self';frame-ancestors 'none'/)
  const css = await started.fetch('/assets/part.css')
  expect([css.status, await css.text()]).toEqual([200, expect.stringContaining('.govuk-warning-text')])
})
