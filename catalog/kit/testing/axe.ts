import axe from 'axe-core'
import { JSDOM } from 'jsdom'

/** What axe finds in a page, as lines `rule: where`. jsdom draws nothing, so contrast is not measured here. */
export async function axeFindings(html: string): Promise<string[]> {
  const { window } = new JSDOM(html, { runScripts: 'outside-only' })
  window.eval(axe.source)
  const { axe: here } = window as unknown as { axe: typeof axe }
  const { violations } = await here.run(window.document as unknown as Document, {
    rules: { 'color-contrast': { enabled: false } },
  })
  return violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.html}`))
}
