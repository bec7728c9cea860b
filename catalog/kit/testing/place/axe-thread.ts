import { parentPort } from 'node:worker_threads'
import axe from 'axe-core'
import { JSDOM } from 'jsdom'

// One window serves all pages.
const window = new JSDOM('', { runScripts: 'outside-only' }).window
window.eval(axe.source)
const { axe: here } = window as unknown as { axe: typeof axe }

parentPort!.on('message', async (html: string) => {
  const { document } = window
  document.open()
  document.write(html)
  document.close()
  const { violations } = await here.run(document as unknown as Document, {
    rules: { 'color-contrast': { enabled: false } },
    resultTypes: ['violations'],
  })
  parentPort!.postMessage(
    violations.flatMap((violation) => violation.nodes.map((node) => `${violation.id}: ${node.html}`)),
  )
})
