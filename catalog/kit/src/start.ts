import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { parse } from 'yaml'
import { reasonOf } from './alone.ts'
import { superviseChild } from './child.ts'
import type { ComponentDefinition } from './definition.ts'
import { stopOnSignals } from './environment.ts'
import { host } from './host.ts'
import { type RunningPostgres, startPostgres } from './postgres.ts'

// What `npm start` runs in a composed folder: its database, its components in this process, its service in another.

interface Composition {
  title?: string
  components: Record<string, { component: string; binding?: 'own' | 'shared' }>
}

interface Place {
  capability: string
  variable: string
  component: string
  port: number
}

const root = new URL('../../', import.meta.url)
const address = '127.0.0.1'

/** Something the person who starts it can put right: shown as one line, exit status 3. */
class SetupFault extends Error {}

async function start(env: NodeJS.ProcessEnv): Promise<void> {
  const composition = parse(readFileSync(new URL('composition.yaml', root), 'utf8')) as Composition
  const servicePort = portFrom(env, 'PORT', 3000)
  const places = placesOf(composition, env, servicePort + 1)
  await checkPorts([
    { variable: 'PORT', port: servicePort },
    ...places.map(({ variable, port }) => ({ variable: `${variable}_PORT`, port })),
  ])
  const database = env.DATABASE_URL ? undefined : await ownPostgres()
  const databaseUrl = env.DATABASE_URL ?? (database?.url as string)
  if (env.DATABASE_URL) await reach(env.DATABASE_URL)
  const serviceUrl = `http://${address}:${servicePort}`
  const shared: Record<string, string | undefined> = {
    ...env,
    ...Object.fromEntries(places.map(({ variable, port }) => [`${variable}_URL`, `http://${address}:${port}`])),
    SERVICE_URL: serviceUrl,
    IDENTITY_TITLE: env.IDENTITY_TITLE ?? composition.title,
    IDENTITY_CLIENT_SECRET: env.IDENTITY_CLIENT_SECRET ?? randomBytes(32).toString('base64url'),
  }
  const stops: (() => Promise<void>)[] = [async () => database?.stop()]
  const stop = async () => {
    for (const one of stops) await one()
  }
  stopOnSignals(stop)
  try {
    const hosted = await Promise.all(
      places.map(async (place) => ({
        definition: await definitionOf(place),
        port: place.port,
        env: environmentOf(place, shared),
      })),
    )
    const components = await host(hosted, databaseUrl, shared.IDENTITY_URL ?? serviceUrl)
    stops.unshift(() => components.stop())
    const main = fileURLToPath(new URL('service/src/main.ts', root))
    const service = superviseChild(main, {
      ...shared,
      DATABASE_URL: databaseUrl,
      PORT: String(servicePort),
      PUBLIC_URL: env.PUBLIC_URL ?? serviceUrl,
    })
    stops.unshift(() => service.stop())
  } catch (error) {
    await stop()
    throw error
  }
  tellAddresses(places, serviceUrl)
}

/**
 * The components that run here, in the order of their capabilities' names, on the ports after the service's; others are
 * reached through <CAPABILITY>_URL.
 */
function placesOf({ components }: Composition, env: NodeJS.ProcessEnv, firstPort: number): Place[] {
  return Object.keys(components)
    .sort()
    .flatMap((capability, index) => {
      const { component, binding } = components[capability] as Composition['components'][string]
      const variable = capability.toUpperCase().replaceAll('-', '_')
      if (env[`${variable}_URL`]) return []
      if (binding === 'shared')
        throw new SetupFault(`${capability} is shared with other services: set ${variable}_URL to its address.`)
      return [{ capability, variable, component, port: portFrom(env, `${variable}_PORT`, firstPort + index) }]
    })
}

function portFrom(env: NodeJS.ProcessEnv, name: string, otherwise: number): number {
  const port = Number(env[name] ?? otherwise)
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new SetupFault(`${name} must be a number from 1 to 65535.`)
  return port
}

/** What keeps it from starting is in its message: another process, a folder that cannot be written or is no database. */
function ownPostgres(): Promise<RunningPostgres> {
  return startPostgres(fileURLToPath(new URL('.data/postgres', root))).catch((cause: Error) => {
    throw new SetupFault(cause.message, { cause })
  })
}

async function reach(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 })
  client.on('error', () => {})
  try {
    await client.connect()
  } catch (cause) {
    throw new SetupFault(
      `The database of DATABASE_URL cannot be used (${reasonOf(cause)}): check the address, such as postgres://user@host:5432/database, and that the server runs.`,
      { cause },
    )
  } finally {
    client.end().catch(() => {})
  }
}

async function checkPorts(wanted: { variable: string; port: number }[]): Promise<void> {
  for (const { variable, port } of wanted) {
    const free = await new Promise<boolean>((resolve) => {
      const probe = createServer()
        .once('error', () => resolve(false))
        .listen(port, address, () => probe.close(() => resolve(true)))
    })
    if (!free) throw new SetupFault(`Port ${port} is in use: stop what uses it, or set ${variable} to another port.`)
  }
}

async function definitionOf({ component }: Place): Promise<ComponentDefinition<unknown>> {
  const module: { default: ComponentDefinition<unknown> } = await import(
    new URL(`components/${component}/src/index.ts`, root).href
  )
  return module.default
}

/** Only this place's own processes call a component, so the limit per address does not fit; people do call identity. */
function environmentOf(
  { capability }: Place,
  shared: Record<string, string | undefined>,
): Record<string, string | undefined> {
  return capability === 'identity' ? shared : { ...shared, RATE_LIMIT_PER_MINUTE: '60000' }
}

function tellAddresses(places: Place[], serviceUrl: string): void {
  const lines = [
    ['service', serviceUrl],
    ...places.map(({ capability, port }) => [capability, `http://${address}:${port}`]),
  ]
  const width = Math.max(...lines.map(([name]) => name?.length ?? 0))
  process.stdout.write(lines.map(([name, url]) => `${name?.padEnd(width)}  ${url}\n`).join(''))
}

start(process.env).catch((error) => {
  const fault = error instanceof SetupFault
  if (!fault && process.env.COMPOSE_DEBUG) console.error(error)
  process.stderr.write(`${fault ? error.message : `It did not start: ${reasonOf(error)}`}\n`)
  process.exit(fault ? 3 : 1)
})
