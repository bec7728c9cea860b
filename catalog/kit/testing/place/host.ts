import { stopCoverage, takeCoverage } from 'node:v8'
import type { ComponentDefinition } from '../../src/definition.ts'
import { host } from '../../src/host.ts'

/** What the parent sends first: which components to run, where, and in what environment. */
export interface HostOrder {
  databaseUrl: string
  identityUrl: string
  components: { entry: string; port: number; env: Record<string, string> }[]
}

/** The component host as a child of the tests: it says when it is ready, and writes its coverage when told. */
process.once('message', async (order: HostOrder) => {
  const components = await Promise.all(
    order.components.map(async ({ entry, port, env }) => {
      const module: { default: ComponentDefinition<unknown> } = await import(entry)
      return { definition: module.default, port, env }
    }),
  )
  const running = await host(components, order.databaseUrl, order.identityUrl)
  process.on('message', async (word: string) => {
    if (word === 'coverage') {
      takeCoverage()
      stopCoverage()
      process.send?.('covered')
    }
    if (word === 'stop') {
      await running.stop()
      process.exit(0)
    }
  })
  process.send?.('ready')
})
process.once('disconnect', () => process.exit(1))
