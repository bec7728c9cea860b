import axe from 'axe-core'
import { JSDOM } from 'jsdom'

let loaded: JSDOM['window'] | undefined
let running: Promise<unknown> = Promise.resolve()

/** What axe finds in a page, as lines `rule: where`. jsdom draws nothing, so contrast is not measured here. */
export function axeFindings(html: string): Promise<string[]> {
  // One window serves all pages, and axe runs in it one at a time.
  const findings = running.then(() => find(html))
  running = findings.catch(() => {})
  return findings
}

async function find(html: string): Promise<string[]> {
  loaded ??= new JSDOM('', { runScripts: 'outside-only' }).window
  const { document } = loaded
  document.open()
  document.write(html)
  document.close()
  if (!('axe' in loaded)) loaded.eval(axe.source)
  const { axe: here } = loaded as unknown as { axe: typeof axe }
  const { violations } = await here.run(document as unknown as Document, {
    rules: { 'color-contrast': { enabled: false } },
    resultTypes: ['violations'],
  })
  return violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.html}`))
}
