import axe from 'axe-core'
import { JSDOM } from 'jsdom'
import type { Seen } from './person.ts'

/** Axe in jsdom, which has no layout: colours are checked in the real browser. */
export async function faults(page: Seen): Promise<string[]> {
  const { window } = new JSDOM(page.html, { url: page.url.href, runScripts: 'outside-only' })
  window.eval(axe.source)
  const run = window.axe as typeof axe
  const { violations } = await run.run(window.document, { rules: { 'color-contrast': { enabled: false } } })
  window.close()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}
