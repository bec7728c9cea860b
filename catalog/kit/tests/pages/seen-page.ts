import axe from 'axe-core'
import type { Page } from 'playwright-core'
import { type Filled, placeOf } from './person.ts'

/** Fills in what is seen: a field that nobody can see cannot be filled. */
export const fill = async (page: Page, filled: Filled): Promise<void> => {
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

/** Axe with colours. */
export const faults = async (page: Page): Promise<string[]> => {
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
export const tooWide = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth)
