import { HtmlValidate } from 'html-validate'
import { JSDOM } from 'jsdom'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { htmlOf } from '../../src/steps/page/html.ts'
import { documentOf, type Facts, pageFile } from '../../src/steps/page.ts'
import { axeFindings, hasChromium, launchBrowser, openTab } from '../support/browser.ts'
import { provedFacts, strangersOn, textsOf } from '../support/page-facts.ts'
import { catalog, compositionBy, planOf } from '../support/plan.ts'

const goals = ['case triage service', 'book a slot at the recycling centre, at most 12 visits a year']
const others = [
  'triage housing reports, urgent if the gas is leaking, high priority if there are more than 3 children, respond within 5 working days, by letter',
  'pay a penalty charge, £35',
  'find my councillor by postcode',
]
const shown = new Map<string, { facts: Facts; html: string }>()
beforeAll(async () => {
  for (const goal of [...goals, ...others]) {
    const plan = await planOf(goal)
    const planned: Facts = { catalog, plan, composition: await compositionBy(plan) }
    const proved = await provedFacts(plan, catalog)
    for (const [name, facts] of [
      ['planned', planned],
      ['proved', proved],
    ] as const)
      shown.set(`${goal}, ${name}`, { facts, html: htmlOf(documentOf(facts)) })
  }
})
const pageOf = (name: string) => shown.get(name)!
const both = (sentences: readonly string[]) => sentences.flatMap((goal) => [`${goal}, planned`, `${goal}, proved`])

describe.each([...both(goals), ...others.map((goal) => `${goal}, proved`)])('the page of: %s', (name) => {
  test('says nothing that is not in the plan, the receipt or the fixed wording', () => {
    const { facts, html } = pageOf(name)
    expect(textsOf(html).length).toBeGreaterThan(100)
    expect(strangersOn(html, facts)).toEqual([])
  })

  test('is valid HTML in British English, with headings in their order and a list of contents that leads to each part', async () => {
    const { html } = pageOf(name)
    const validator = new HtmlValidate({ extends: ['html-validate:standard', 'html-validate:a11y'] })
    const { results } = await validator.validateString(html)
    const found = results.flatMap(({ messages }) =>
      messages.map(({ ruleId, message, line }) => `${line} ${ruleId}: ${message}`),
    )
    expect(found).toEqual([])
    const { document } = new JSDOM(html).window
    expect(document.documentElement.lang).toBe('en-GB')
    const levels = [...document.querySelectorAll('h1, h2, h3, h4')].map(({ tagName }) => Number(tagName[1]))
    expect(levels.filter((level) => level === 1)).toHaveLength(1)
    for (const [index, level] of levels.entries()) expect(level - (levels[index - 1] ?? 0)).toBeLessThanOrEqual(1)
    const links = [...document.querySelectorAll('nav a')].map((link) => link.getAttribute('href')!.slice(1))
    expect(links).toEqual(
      [...document.querySelectorAll('section[aria-labelledby]')].map((one) => one.getAttribute('aria-labelledby')),
    )
    for (const id of links) expect(document.getElementById(id)?.tagName).toBe('H2')
  })

  test('says of the picture in words what the picture shows', () => {
    const { document } = new JSDOM(pageOf(name).html).window
    const text = (element: Element) => element.textContent.replace(/\s+/g, ' ').trim()
    const drawn = [...document.querySelectorAll('svg text')].map(text)
    const said = [...document.querySelectorAll('#way ~ ol .line')].map(text)
    expect(drawn.length).toBeGreaterThan(2)
    for (const one of drawn.filter((label) => label !== 'The service itself'))
      expect(said.some((line) => line === one || line.startsWith(`${one} (`) || line.endsWith(`(${one})`))).toBe(true)
    for (const line of said) {
      const [, does, part] = /^(.*) \(([^()]*)\)$/.exec(line) ?? [line, line]
      expect(drawn).toContain(does)
      if (part !== undefined) expect(drawn).toContain(part)
    }
  })

  test('has no script, asks for nothing, and comes out the same twice', () => {
    const { facts, html } = pageOf(name)
    expect(html).not.toMatch(/<script|\ssrc=|<link (?!rel="icon" href="data:,")|url\(|@import|\son[a-z]+=/)
    expect([...pageFile(facts).values()][0]!.bytes.toString()).toBe(html)
  })
})

test('a page that said otherwise would be found out', () => {
  const { facts, html } = pageOf(`${goals[0]}, planned`)
  const changes = [
    ['Usual for such a service', 'Approved by the council'],
    ['10 working days', '11 working days'],
    ['730', '731'],
    ['We have received your case [reference]', 'We have your case [reference]'],
    ['Caseworker', 'Social worker'],
    ['2 years', '3 years'],
  ] as const
  for (const [said] of changes) expect(html).toContain(said)
  const changed = changes.reduce((text, [said, otherwise]) => text.replaceAll(said, otherwise), html)
  const found = strangersOn(changed, facts).join('\n')
  for (const [, otherwise] of changes) expect(found).toContain(otherwise)
})

test('a part is said to be given what reaches it through a rule: whose home a limit is counted by', () => {
  const { document } = new JSDOM(pageOf(`${goals[1]}, planned`).html).window
  const rows = [...document.querySelectorAll('#data ~ table tbody tr')].map((row) =>
    row.textContent.replace(/\s+/g, ' '),
  )
  expect(rows.find((row) => row.startsWith('Scheduling'))).toContain('Which is the home address?')
  expect(rows.find((row) => row.startsWith('Audit'))).toContain('without names or answers')
})

const hostile = `<img src=x onerror="alert(1)"> & '</style><script>alert(2)</script>`

test('what a goal, a question, an option, a message or a test says is text and nothing else', async () => {
  const plan = await planOf(`case triage service ${hostile}`)
  const { composition, proof } = await provedFacts(plan, catalog)
  const [first, ...rest] = composition.record
  const options = { one: hostile }
  const facts: Facts = {
    catalog,
    plan,
    composition: {
      ...composition,
      record: [{ ...first!, question: { ...first!.question, title: hostile, hint: hostile, options } }, ...rest],
      texts: { ...composition.texts, acknowledgementSubject: hostile, startHeading: hostile },
      unread: [{ kind: 'time', words: hostile }],
    },
    proof: { ...proof!, failedTests: [hostile] },
  }
  const html = htmlOf(documentOf(facts))
  const { document } = new JSDOM(html).window
  expect(document.querySelectorAll('img, script, [onerror], style').length).toBe(1)
  expect(document.body.textContent.split(hostile).length).toBeGreaterThan(7)
  expect(strangersOn(html, facts)).toEqual([])
})

test('what stops a plan stands there: a question that is open, words that are not read, an approval', async () => {
  const plan = await planOf('pay for garden waste, residents can appeal within 28 days')
  const verdicts = [{ rule: 'approvalFor', verdict: 'needs-approval', detail: 'payments holds personal data' } as const]
  const { preview } = await import('../../src/steps/preview.ts')
  const composition = await preview(plan, catalog, await builtin())
  const facts: Facts = { catalog, plan: { ...plan, verdicts }, composition }
  const said = textsOf(htmlOf(documentOf(facts)))
  expect(said).toContain('What is the fee? charge needs it, and the goal does not say.')
  expect(said).toContain('residents can appeal within 28 days')
  expect(said).toContain('Nothing is made before somebody says it differently or accepts this')
  expect(said).toContain('Your rules ask for the approval of a person: payments holds personal data')
  expect(strangersOn(htmlOf(documentOf(facts)), facts)).toEqual([])
})

test('a service that has not passed says so first, with each test that failed', async () => {
  const { facts } = pageOf(`${goals[0]}, proved`)
  const failedTests = ['service/tests/scenarios.test.ts > danger is urgent']
  const compose = { ...facts.proof!.compose, verdict: 'failed' } as const
  const proof = { ...facts.proof!, result: 'FAILED', passedTests: [], failedTests, compose } as const
  const said = textsOf(htmlOf(documentOf({ ...facts, proof: { ...proof, passedTests: [] } })))
  expect(said).toContain('Not everything that must hold has passed. This service is not verified and must not be used.')
  expect(said).toContain(failedTests[0])
  expect(said.join('\n')).not.toMatch(/^Everything that must hold|have passed\. They ran/m)
})

describe.runIf(hasChromium)('in a real browser', () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(() => browser.close())

  test.each(both(goals))('axe finds nothing, six pages of A4 at most, no scrolling at 320 pixels: %s', async (name) => {
    const { complaints, page, close } = await openTab(browser, [], { viewport: { width: 1000, height: 800 } })
    try {
      await page.setContent(pageOf(name).html, { waitUntil: 'load' })
      expect(await axeFindings(page)).toEqual([])
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
      expect(pdf.match(/\/MediaBox \[0 0 59\d(\.\d+)? 84\d/g)?.length).toBeGreaterThan(0)
      expect(pdf.match(/\/Type ?\/Page\b/g)?.length).toBeLessThanOrEqual(6)
      await page.setViewportSize({ width: 320, height: 640 })
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
      expect(complaints).toEqual([])
    } finally {
      await close()
    }
  })
})

async function builtin() {
  const [{ ask }, { builtinBrain }, { loadAgents }, { root }] = await Promise.all([
    import('../../src/brain/brain.ts'),
    import('../../src/brain/builtin.ts'),
    import('../../src/brain/agents.ts'),
    import('../support/plan.ts'),
  ])
  const agents = await loadAgents(`${root}/agents`)
  const { signal } = new AbortController()
  return ((role, question, check) => ask(builtinBrain, agents, role, question, signal, check)) as Parameters<
    typeof import('../../src/steps/preview.ts').preview
  >[2]
}
