import axe from 'axe-core'
import { JSDOM } from 'jsdom'
import type { Seen } from './person.ts'

/** Axe in jsdom, which has no layout: colours are checked in the real browser. */
export async function faultsIn(html: string, url = 'http://service.example'): Promise<string[]> {
  const { window } = new JSDOM(html, { url, runScripts: 'outside-only' })
  window.eval(axe.source)
  const run = window.axe as typeof axe
  const { violations } = await run.run(window.document, { rules: { 'color-contrast': { enabled: false } } })
  window.close()
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}

export const faultsOf = (page: Seen): Promise<string[]> => faultsIn(page.html, page.url.href)
