import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import axe from 'axe-core'
import { chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { contrast } from '../../src/contrast.ts'
import { organisationFrom } from '../../src/organisation.ts'
import { CHROMIUM, launch } from './chromium.ts'
import { Person, type Seen, tidy } from './person.ts'
import { type ExampleService, startService } from './service.ts'

const folder = mkdtempSync(join(tmpdir(), 'kit-organisation-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function fileOf(text: string): Record<string, string> {
  const path = join(folder, 'organisation.yaml')
  writeFileSync(path, text)
  return { ORGANISATION_FILE: path }
}

const RIGHT = `
name: Borough of Madeupton
logo: Madeupton
colour: "#00703c"
contact:
  telephone: 01632 960 001
  hours: Monday to Friday, 9am to 5pm
  email: help@madeupton.example
privacy:
  name: the data protection officer
  address: Invented House, Madeupton, ZZ99 1AB
`

describe('the file', () => {
  test('may be left out', () => {
    expect(organisationFrom({})).toBeUndefined()
  })

  test.each([
    ['a file that is not there', undefined, /There is no .*, which ORGANISATION_FILE names/],
    ['no YAML', 'name: [', /organisation\.yaml is no YAML/],
    ['no contact', 'name: Madeupton', /contact: /],
    [
      'a contact by which nobody is reached',
      RIGHT.replace(/ {2}telephone.*\n/, '').replace(/ {2}email.*\n/, ''),
      /contact: must have a telephone number, an email address or an address/,
    ],
    ['a name of a colour', RIGHT.replace('"#00703c"', 'green'), /colour: must be six digits behind a #/],
    ['a colour that YAML takes for a comment', RIGHT.replace('"#00703c"', '#00703c'), /colour: /],
    ['a colour on which white cannot be read', RIGHT.replace('#00703c', '#00a050'), /colour: white words on it/],
    ['a wrong address', RIGHT.replace('help@', 'help at '), /contact\.email: must be an email address/],
    ['a word that nobody knows', `${RIGHT}slogan: Onwards\n`, /slogan/],
  ])('with %s is refused by name', (_what, text, words) => {
    const named = text === undefined ? { ORGANISATION_FILE: join(folder, 'nowhere.yaml') } : fileOf(text)
    expect(() => organisationFrom(named)).toThrow(words)
  })

  test('contrast is that of WCAG', () => {
    expect(contrast('#ffffff', '#000000')).toBeCloseTo(21, 5)
    expect(contrast('#777777', '#ffffff')).toBeCloseTo(4.48, 2)
    expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2)
    expect(contrast('#00703c', '#00703c')).toBe(1)
  })
})

describe('on the pages', () => {
  let service: ExampleService
  beforeAll(async () => {
    service = await startService(undefined, undefined, fileOf(RIGHT))
  }, 60_000)
  afterAll(() => service?.stop())

  const text = (page: Seen, where: string) => tidy(page.document.querySelector(where)?.textContent ?? '')

  test.each(['/', '/track', '/nowhere', '/accessibility'])(
    '%s has its head, the service’s name and how to reach it',
    async (path) => {
      const page = await new Person(service.url).see(path)
      expect([text(page, '.govuk-generic-header'), text(page, '.govuk-service-navigation')]).toEqual([
        'Madeupton',
        'Report a worry',
      ])
      for (const words of ['Contact Borough of Madeupton', 'Telephone: 01632 960 001', 'Monday to Friday, 9am to 5pm'])
        expect(text(page, '.govuk-footer')).toContain(words)
    },
  )

  test('privacy says who is responsible and whom to ask; accessibility whom to tell', async () => {
    const person = new Person(service.url)
    const privacy = text(await person.see('/privacy'), 'main')
    expect(privacy).toContain('Borough of Madeupton is responsible for what you send here.')
    expect(privacy).toContain('Ask the data protection officer about it. Invented House, Madeupton, ZZ99 1AB')
    const accessibility = text(await person.see('/accessibility'), 'main')
    expect(accessibility).toContain('tell Borough of Madeupton. It must give you the same service in another way.')
    expect(accessibility).toContain('Email: help@madeupton.example')
  })

  test.runIf(existsSync(CHROMIUM))(
    'axe finds nothing, colours and all, and nothing is scrolled sideways',
    async () => {
      const browser = await chromium.launch(launch)
      try {
        const page = await (await browser.newContext({ viewport: { width: 320, height: 640 } })).newPage()
        await page.goto(service.url)
        await page.evaluate(axe.source)
        const { violations } = await page.evaluate(() => (window as unknown as { axe: typeof axe }).axe.run())
        expect(violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))).toEqual([])
        expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(
          0,
        )
        const head = page.locator('.govuk-generic-header')
        expect(await head.evaluate((one) => getComputedStyle(one).backgroundColor)).toBe('rgb(0, 112, 60)')
      } finally {
        await browser.close()
      }
    },
    60_000,
  )
})
