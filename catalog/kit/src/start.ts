import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { parse } from 'yaml'
import { reasonOf } from './alone.ts'
import { childPart } from './child.ts'
import type { Place } from './components.ts'
import { isAddress, stopOnSignals } from './environment.ts'
import { organisationFrom } from './organisation.ts'
import { socketFolder, startPostgres, urlAt } from './postgres.ts'
import { type Part, supervisor } from './supervise.ts'

// What `npm start` runs in a composed folder. This process only keeps the others running: the database, the components in
// one process, the service in another.

interface Composition {
  title?: string
  components: Record<string, { component: string; binding?: 'own' | 'shared' }>
  journeys?: { ends: unknown }[]
}

const root = new URL('../../', import.meta.url)
const address = '127.0.0.1'

/** Something the person who starts it can put right: shown as one line, exit status 3. */
class SetupFault extends Error {}

async function start(env: NodeJS.ProcessEnv): Promise<void> {
  const composition = parse(readFileSync(new URL('composition.yaml', root), 'utf8')) as Composition
  checkOrganisation(env)
  const servicePort = portFrom(env, 'PORT', 3000)
  const places = placesOf(composition, env, servicePort + 1)
  await checkPorts([
    { variable: 'PORT', port: servicePort },
    ...places.map(({ variable, port }) => ({ variable: `${variable}_PORT`, port })),
  ])
  const parts = supervisor((line) => process.stderr.write(`${line}\n`))
  // Each part has its own time to stop in order.
  stopOnSignals(parts.stop, 30_000)
  const serviceUrl = `http://${address}:${servicePort}`
  const publicUrl = env.PUBLIC_URL || serviceUrl
  if (!isAddress(publicUrl)) throw new SetupFault('PUBLIC_URL must be an http or https address without a path.')
  // Parts may need a database where the service itself keeps nothing.
  const bare = keepsNothing(composition)
  const needed = !bare || places.length > 0
  const sockets = env.DATABASE_URL || !needed ? undefined : socketFolder()
  const urlOf: Record<string, string> = Object.fromEntries(
    places.map(({ variable, port }) => [`${variable}_URL`, `http://${address}:${port}`]),
  )
  const shared: Record<string, string | undefined> = {
    ...env,
    ...urlOf,
    // Behind a proxy browsers know identity by another address, which tokens name.
    ...(env.IDENTITY_PUBLIC_URL
      ? {
          IDENTITY_URL: env.IDENTITY_PUBLIC_URL,
          IDENTITY_INTERNAL_URL: urlOf.IDENTITY_URL ?? env.IDENTITY_URL,
        }
      : {}),
    SERVICE_URL: publicUrl,
    SERVICE_TITLE: env.SERVICE_TITLE ?? composition.title,
    IDENTITY_TITLE: env.IDENTITY_TITLE ?? composition.title,
    IDENTITY_RIGHTS: env.IDENTITY_RIGHTS ?? rightsOf(root),
    IDENTITY_CLIENT_SECRET: env.IDENTITY_CLIENT_SECRET ?? randomBytes(32).toString('base64url'),
    DATABASE_URL: env.DATABASE_URL ?? (sockets && urlAt(sockets)),
  }
  try {
    if (sockets) await parts.keep(ownPostgres(sockets))
    else if (needed) await reach(shared.DATABASE_URL as string)
    // With nothing to host it would end at once, and be started again for ever.
    if (places.length > 0) await parts.keep(hostOf(places, shared))
    tellAddresses(places, serviceUrl)
    await parts.keep(
      childPart('service', script('service/src/main.ts'), {
        ...shared,
        ...(bare ? { DATABASE_URL: undefined } : {}),
        PORT: String(servicePort),
        PUBLIC_URL: publicUrl,
      }),
    )
  } catch (error) {
    await parts.stop()
    throw error
  }
}

/** A service all of whose journeys end in an answer keeps nothing itself. */
const keepsNothing = ({ journeys = [] }: Composition): boolean =>
  journeys.length > 0 && journeys.every(({ ends }) => ends !== 'submit')

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

/** What identity is told of the service: the scopes of its own tokens, and what its people may. */
function rightsOf(folder: URL): string | undefined {
  const file = new URL('service/rights.json', folder)
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined
}

function portFrom(env: NodeJS.ProcessEnv, name: string, otherwise: number): number {
  const port = Number(env[name] ?? otherwise)
  if (!Number.isInteger(port) || port < 1 || port > 65_535)
    throw new SetupFault(`${name} must be a number from 1 to 65535.`)
  return port
}

function hostOf(places: Place[], env: NodeJS.ProcessEnv): Part {
  return childPart('host of the components', script('kit/src/components.ts'), {
    ...env,
    COMPONENTS: JSON.stringify(places),
  })
}

const script = (path: string) => fileURLToPath(new URL(path, root))

/** Started again on its data, which it recovers, at the address that the others know. */
function ownPostgres(sockets: string): Part {
  const data = fileURLToPath(new URL('.data/postgres', root))
  const begin = () =>
    startPostgres(data, [], sockets).catch((cause: Error) => {
      // What keeps it from starting is in its message: another process, a folder that cannot be written or is no database.
      throw new SetupFault(cause.message, { cause })
    })
  return { name: 'database', begin }
}

/** What every page shows of it must be right before anybody sees one. */
function checkOrganisation(env: NodeJS.ProcessEnv): void {
  try {
    organisationFrom(env)
  } catch (cause) {
    throw new SetupFault((cause as Error).message, { cause })
  }
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
