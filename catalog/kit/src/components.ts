import { reasonOf } from './alone.ts'
import { passes } from './database-errors.ts'
import type { ComponentDefinition } from './definition.ts'
import { stopOnSignals, tryAgain } from './environment.ts'
import { host } from './host.ts'

// The components of a composed folder in one process: what start.ts keeps running beside the service.

/** A component that runs here, and where. */
export interface Place {
  capability: string
  variable: string
  component: string
  port: number
}

async function run({ COMPONENTS, ...env }: NodeJS.ProcessEnv): Promise<void> {
  const places = JSON.parse(COMPONENTS ?? '[]') as Place[]
  const hosted = await Promise.all(
    places.map(async (place) => ({
      definition: await definitionOf(place),
      port: place.port,
      env: environmentOf(place, env),
    })),
  )
  const components = await host(
    hosted,
    env.DATABASE_URL ?? '',
    env.IDENTITY_URL ?? env.SERVICE_URL ?? '',
    env.IDENTITY_INTERNAL_URL,
  )
  stopOnSignals(components.stop)
  process.send?.('ready')
}

async function definitionOf({ component }: Place): Promise<ComponentDefinition<unknown>> {
  const module: { default: ComponentDefinition<unknown> } = await import(
    new URL(`../../components/${component}/src/index.ts`, import.meta.url).href
  )
  return module.default
}

/** Only this place's own processes call a component, for everybody; identity is called by people as well. */
function environmentOf(
  { capability }: Place,
  shared: Record<string, string | undefined>,
): Record<string, string | undefined> {
  return { ...shared, RATE_LIMIT_PER_MINUTE: capability === 'identity' ? '30000' : '60000' }
}

run(process.env).catch((error) => {
  if (process.env.COMPOSE_DEBUG) console.error(error)
  process.stderr.write(`The components did not start: ${reasonOf(error)}\n`)
  process.exit(passes(error) ? tryAgain : 1)
})
