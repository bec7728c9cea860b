import axe from 'axe-core'
import { JSDOM } from 'jsdom'

// One window serves all pages.
const window = new JSDOM('', { runScripts: 'outside-only' }).window
window.eval(axe.source)
const { axe: here } = window as unknown as { axe: typeof axe }

/** A page as HTML → what axe finds in it, as lines `rule: element`. */
process.on('message', async (html: string) => {
  const { document } = window
  document.open()
  document.write(html)
  document.close()
  const { violations } = await here.run(document as unknown as Document, {
    rules: { 'color-contrast': { enabled: false } },
    resultTypes: ['violations'],
  })
  process.send!(violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.html}`)))
})
process.once('disconnect', () => process.exit())
