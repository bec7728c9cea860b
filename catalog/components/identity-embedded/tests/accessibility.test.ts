import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newBrowser, type Page } from '@composed/kit/testing/browser'
import { startSignIn } from '@composed/kit/testing/sign-in'
import axe from 'axe-core'
import { JSDOM } from 'jsdom'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Identity, startIdentity, teamLead } from './identity.ts'
import { openPostOffice, type PostOffice } from './post-office.ts'

let identity: Identity
let office: PostOffice

beforeAll(async () => {
  office = await openPostOffice()
  identity = await startIdentity({ ...office.env, IDENTITY_TITLE: 'Case triage' })
  await office.serve(identity)
})

afterAll(async () => {
  await identity.stop()
  await office.stop()
})

const link = async (email: string) => {
  const browser = newBrowser()
  await browser.submit(await browser.get(`${identity.url}/register`), { email })
  return browser.get(await office.linkTo(email))
}

const pages: [name: string, load: () => Promise<Page>][] = [
  ['sign-in', async () => (await startSignIn(identity.options)).page],
  [
    'sign-in with faults',
    async () => {
      const { page, browser } = await startSignIn(identity.options)
      return browser.submit(page, { email: '', password: '' })
    },
  ],
  ['register', () => newBrowser().get(`${identity.url}/register`)],
  [
    'register with faults',
    async () => {
      const browser = newBrowser()
      return browser.submit(await browser.get(`${identity.url}/register`), {})
    },
  ],
  ['forgotten password', () => newBrowser().get(`${identity.url}/forgotten`)],
  ['finish registering', () => link('new@example.org')],
  ['choose a new password', () => link(teamLead.email)],
  ['a link that is spent', () => newBrowser().get(`${identity.url}/link/none`)],
  ['password', () => newBrowser().get(`${identity.url}/password`)],
  ['expired sign-in', () => newBrowser().get(`${identity.url}/interaction/none`)],
  [
    'sign-out',
    async () => {
      const { page, browser } = await startSignIn(identity.options)
      await browser.submit(page, teamLead)
      return browser.get(`${identity.url}/session/end`)
    },
  ],
  ['signed out', () => newBrowser().get(`${identity.url}/session/end/success`)],
]

test.each(pages)('the %s page has no fault that axe finds', async (_name, load) => {
  const { html } = await load()
  const { window } = new JSDOM(html, { runScripts: 'outside-only', url: identity.url })
  window.eval(axe.source)
  // jsdom draws nothing, so contrast cannot be measured here.
  const { axe: here } = window as unknown as { axe: typeof axe }
  const found = await here.run(window.document.documentElement, {
    rules: { 'color-contrast': { enabled: false } },
  })
  expect(found.violations.map(({ id, nodes }) => [id, nodes.map((node) => node.html)])).toEqual([])
  expect(found.passes.length).toBeGreaterThan(10)
})

test.each(pages)(
  'the %s page works without a script and names its language, title and one heading',
  async (_name, load) => {
    const { html } = await load()
    const { document } = new JSDOM(html).window
    expect(document.scripts).toHaveLength(0)
    expect(document.documentElement.lang).toBe('en')
    expect(document.querySelectorAll('h1')).toHaveLength(1)
    expect(document.title).toContain(document.querySelector('h1')?.textContent)
    expect(document.querySelector('.govuk-skip-link')?.getAttribute('href')).toBe('#main-content')
    for (const input of document.querySelectorAll('input:not([type=hidden])')) {
      expect(document.querySelector(`label[for="${input.id}"]`)).not.toBeNull()
      expect(input.getAttribute('autocomplete')).toBeTruthy()
    }
  },
)

test('the style sheet has neither the typeface nor the crest of GOV.UK', async () => {
  const response = await identity.fetch('/assets/part.css')
  const css = await response.text()
  expect(css).toContain('.govuk-button')
  expect(css).not.toMatch(/GDS Transport|@font-face|crest|crown\.svg|url\(\/assets/)
  const etag = response.headers.get('etag') ?? ''
  expect((await identity.fetch('/assets/part.css', { headers: { 'if-none-match': etag } })).status).toBe(304)
})

test.each(pages)('the %s page looks like the service: its name, its styles and its footer', async (_name, load) => {
  const { html } = await load()
  const { document } = new JSDOM(html).window
  const header = document.querySelector<HTMLAnchorElement>('.govuk-generic-header a')
  expect([header?.textContent?.trim(), header?.href]).toEqual(['Case triage', 'http://127.0.0.1:9/'])
  expect(document.title).toMatch(/ – Case triage$/)
  expect([...document.querySelectorAll<HTMLAnchorElement>('.govuk-footer a')].map(({ href }) => href)).toEqual([
    'http://127.0.0.1:9/accessibility',
    'http://127.0.0.1:9/privacy',
    'http://127.0.0.1:9/cookies',
  ])
})

test('whose service it is stands in their head and foot too, in the same colour', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'identity-organisation-'))
  const file = join(folder, 'organisation.yaml')
  await writeFile(file, 'name: Borough of Madeupton\ncolour: "#00703c"\ncontact: { telephone: 01632 960 001 }\n')
  const theirs = await startIdentity({ ...office.env, IDENTITY_TITLE: 'Case triage', ORGANISATION_FILE: file })
  const { html } = await newBrowser().get(`${theirs.url}/register`)
  const { document } = new JSDOM(html).window
  const text = (where: string) => document.querySelector(where)?.textContent?.trim()
  expect([text('.govuk-generic-header'), text('.govuk-service-navigation__service-name')]).toEqual([
    'Borough of Madeupton',
    'Case triage',
  ])
  expect(text('.govuk-footer')).toContain('Telephone: 01632 960 001')
  expect(await (await theirs.fetch('/assets/part.css')).text()).toContain('--service-colour: #00703c')
  await theirs.stop()
  await rm(folder, { recursive: true })
})

test.each(pages.filter(([name]) => name.endsWith('with faults')))(
  'on the %s page the error summary has the focus, without a script',
  async (_name, load) => {
    const summary = new JSDOM((await load()).html).window.document.querySelector('.govuk-error-summary')
    expect([summary?.hasAttribute('autofocus'), summary?.getAttribute('tabindex')]).toEqual([true, '-1'])
  },
)
