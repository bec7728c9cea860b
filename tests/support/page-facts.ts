import { JSDOM } from 'jsdom'
import { frameScopes } from '../../src/catalog/frame-scopes.ts'
import type { Catalog } from '../../src/catalog/load.ts'
import type { Composition, Receipt, Verification } from '../../src/schema.ts'
import { words } from '../../src/steps/page/words.ts'
import type { Facts } from '../../src/steps/page.ts'
import { deploySettings } from '../../src/steps/scaffold/deploy.ts'
import { partRows } from '../../src/steps/scaffold/part-rows.ts'
import { receiptOf } from '../../src/verification/receipt.ts'
import { compositionBy, filesOf } from './plan.ts'

// What may stand on a page, found out without the page's own code: all that its facts hold, as people write it, and the fixed
// wording with such facts in its slots.

const allOf = (value: unknown): unknown[] =>
  typeof value === 'object' && value !== null
    ? [value, ...Object.entries(value).flatMap(([key, one]) => [key, ...allOf(one)])]
    : [value]

const units = new Map([
  ...Object.entries({ Y: 'year', M: 'month', W: 'week', D: 'day', TH: 'hour', TM: 'minute' }),
  ...Object.entries({ hours: 'hour', days: 'day', 'working-days': 'working day' }),
])
const plural = (count: number, unit: string) => `${count} ${units.get(unit)}${count === 1 ? '' : 's'}`

function readings(value: unknown): string[] {
  if (typeof value === 'boolean') return [value ? 'yes' : 'no']
  if (typeof value === 'number') return [String(value), `£${(value / 100).toFixed(2)}`, String(Math.round(value * 100))]
  if (Array.isArray(value)) return [String(value.length), value.join(', ')]
  if (typeof value === 'object' && value !== null) {
    const { amount, unit } = value as { amount?: number; unit?: string }
    return amount !== undefined && unit !== undefined ? [plural(amount, unit)] : []
  }
  if (typeof value !== 'string') return []
  const [, time = '', count, unit] = /^P(T?)(\d+)([YMWDH])$/.exec(value) ?? []
  const event = value.replace(/^dev\.compose\./, '').replace(/\.v\d+$/, '')
  return [
    value,
    value.replace(/\{([a-z][A-Za-z0-9.-]*)\}/g, (_, name) => `[${filledIn(name)}]`),
    spaced(event),
    ...(count ? [plural(Number(count), `${time}${unit}`)] : []),
    ...[...value.matchAll(/"(.+?)"/g)].map(([, quoted]) => quoted!),
  ]
}

/** respondWithin → Respond within */
function spaced(name: string): string {
  const words = name.split(/[-._]|(?<=[a-z0-9])(?=[A-Z])/).map((word) => word.toLowerCase())
  const text = words.join(' ')
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

function filledIn(name: string): string {
  if (name === 'page') return 'link to their own page'
  return name === 'start' ? 'link to the start' : spaced(name.split('.').pop()!).toLowerCase()
}

/** Everything that a page of these facts may name. */
export function factsOf({ catalog, composition, plan, proof }: Facts): Set<string> {
  const parts = Object.entries(composition.components)
  const entries = [
    catalog.patterns.get(composition.pattern.name)!.file.metadata,
    ...parts.flatMap(([capability, { component }]) => {
      const { file, operations } = catalog.capabilities.get(capability)!
      return [file, catalog.components.get(component)!.file, operations.map(({ summary }) => summary)]
    }),
    frameScopes,
    // Written into the folder's own documents as well.
    partRows(composition, catalog),
    deploySettings(composition, catalog),
    ['POSTGRES_PASSWORD', 'IDENTITY_CLIENT_SECRET', 'STAFF_EMAIL', 'STAFF_PASSWORD_HASH'],
  ]
  const counts = [
    composition.record.filter(({ because }) => !because).length,
    (plan?.reuse.catalogue ?? 0) + (plan?.reuse.own ?? 0),
    ...composition.record.map((_, index) => index + 1),
    ...filesIn(proof).flat(),
    ...Object.keys(composition.rules).map((name) => `service/src/rules/${name}.ts`),
  ]
  return new Set([...allOf([composition, plan, proof, entries]), ...counts].flatMap(readings))
}

function filesIn(proof: Facts['proof']): [string, number][] {
  const files = (proof?.passedTests ?? []).map((test) => test.split(' > ')[0]!)
  return [...new Set(files)].map((file) => [file, files.filter((one) => one === file).length])
}

/** Each shape once, as what stands between its slots. */
const wordings = [
  ...new Set(allOf(words).flatMap((one) => (typeof one === 'string' ? [one.replace(/\{\w+\}/g, '{}')] : []))),
]
  .filter((shape) => shape !== '{}')
  .map((shape) => shape.split('{}'))

type Known = (text: string, deep?: number) => boolean

/** Tells of a text whether it is a fact, a list of facts, or fixed wording whose slots hold such. */
function knownBy(facts: ReadonlySet<string>): Known {
  const told = new Map<string, boolean>()
  const isKnown: Known = (text, deep = 4) => {
    if (text === '' || facts.has(text) || deep === 0) return facts.has(text)
    const key = `${deep} ${text}`
    const before = told.get(key)
    if (before !== undefined) return before
    const [first, ...rest] = text.split(', ')
    const answer =
      wordings.some((pieces) => fits(text, pieces, (slot) => isKnown(slot, deep - 1))) ||
      (rest.length > 0 && isKnown(first!, deep - 1) && isKnown(rest.join(', '), deep))
    told.set(key, answer)
    return answer
  }
  return isKnown
}

function fits(text: string, [first = '', ...rest]: readonly string[], isKnown: Known): boolean {
  if (!text.startsWith(first)) return false
  const after = text.slice(first.length)
  const [next] = rest
  if (next === undefined) return after === ''
  // The slot ends wherever what follows it may begin.
  for (let end = 1; end <= after.length; end += 1) {
    if (!after.startsWith(next, end)) continue
    if (isKnown(after.slice(0, end)) && fits(after.slice(end), rest, isKnown)) return true
  }
  return false
}

/** All that a page says: each text by itself, names that are only heard among them; of the picture, each text as one. */
export function textsOf(html: string): string[] {
  const { document, NodeFilter } = new JSDOM(html).window
  const texts: string[] = [document.title]
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode())
    if (!walker.currentNode.parentElement?.closest('text')) texts.push(walker.currentNode.nodeValue!)
  for (const text of document.querySelectorAll('text')) texts.push(text.textContent)
  for (const named of document.querySelectorAll('[aria-label]')) texts.push(named.getAttribute('aria-label')!)
  return texts.map((text) => text.replace(/\s+/g, ' ').trim()).filter(Boolean)
}

/** What a page says that its facts do not. */
export function strangersOn(html: string, facts: Facts): string[] {
  const isKnown = knownBy(factsOf(facts))
  return [...new Set(textsOf(html))].filter((text) => !isKnown(text))
}

/** What a service that has passed everything is shown with, without running it. */
export async function provedFacts(plan: NonNullable<Facts['plan']>, catalog: Catalog): Promise<Facts> {
  const composition = await compositionBy(plan)
  return { catalog, composition, plan, proof: await proofOf(composition) }
}

async function proofOf(composition: Composition): Promise<Receipt['predicate']> {
  const files = await filesOf(composition)
  const expected = JSON.parse(files.get('service/tests/expected.json')!.bytes.toString()) as string[]
  const checks = Object.keys(words.proved.ids)
  const verification: Verification = {
    version: 1,
    verdict: 'verified',
    sandbox: 'isolated',
    checks: checks.map((id) => ({ id, level: 'static', verdict: 'passed', detail: '', problems: [] })),
    tests: { passed: expected.length, failed: 0, skipped: 0 },
    passed: expected,
    conditions: expected.slice(0, 40),
    failures: [],
    reuse: { componentLines: 1934, serviceLines: 776, ratio: 0.714 },
    milliseconds: {},
  }
  return receiptOf(composition, files, verification, expected).predicate
}
