import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parse } from 'yaml'
import { anyone } from './anyone.ts'
import { type Calls, newCalls } from './calls.ts'
import { type Fault, type Gate, startGate } from './gate.ts'
import type { HostOrder } from './host.ts'
import { type Account, peopleOf } from './people.ts'

const root = new URL('../../../', import.meta.url)
const clientSecret = 'a-secret-of-this-test-run-only'
const staff = { email: 'first@place.example', password: 'correct horse battery staple 42' }

export interface RunningPlace {
  serviceUrl: string
  identityUrl: string
  /** <CAPABILITY>_URL → where tests and the service reach it: the proxy before it. */
  partUrls: Record<string, string>
  clientSecret: string
  staff: Account
  people: ReturnType<typeof peopleOf>
  calls: Calls
  faults: Fault[]
  /** Ends the service at once (SIGKILL); it is started again. */
  kill(): Promise<void>
  /** Settles once components and service have started, or could not. */
  started: Promise<void>
  /** Waits until the service answers. */
  ready(): Promise<void>
  /** How many calls of the service are with a component right now. */
  passing(): number
  /** Writes the coverage of the component host and stops counting. */
  endCoverage(): Promise<void>
  stop(): Promise<void>
}

interface Composition {
  title: string
  components: Record<string, { component: string }>
}

interface Rights {
  people: Record<string, object>
}

/**
 * Starts the composed service for real: its components in one process, the service in another, a proxy before each
 * component. Its addresses are known at once; `started` tells when it is there.
 */
export async function startPlace(
  database: Promise<string>,
  env: NodeJS.ProcessEnv = process.env,
): Promise<RunningPlace> {
  const composition = parse(readFileSync(new URL('composition.yaml', root), 'utf8')) as Composition
  const capabilities = Object.keys(composition.components).sort()
  // Where nobody signs in there are no rights to tell of.
  const signsIn = capabilities.includes('identity')
  const rights = signsIn ? readFileSync(new URL('service/rights.json', root), 'utf8') : '{"people":{}}'
  const { people: persons } = JSON.parse(rights) as Rights
  const ports = await freePorts(capabilities.length + 1)
  const servicePort = ports.pop()!
  const serviceUrl = `http://127.0.0.1:${servicePort}`
  const direct = Object.fromEntries(capabilities.map((id, index) => [id, `http://127.0.0.1:${ports[index]}`]))
  const identityUrl = direct.identity ?? serviceUrl
  const calls = newCalls()
  const faults: Fault[] = []
  const base: Record<string, string> = {
    PATH: env.PATH ?? '',
    HOME: env.HOME ?? '/tmp',
    TZ: 'UTC',
    LOG_LEVEL: env.KIT_TEST_LOG ?? 'silent',
    RATE_LIMIT_PER_MINUTE: '100000',
    SIGN_INS_PER_MINUTE: '100000',
    SUBMISSIONS_PER_RECIPIENT: '100000',
    HOLDS_PER_ADDRESS: '100000',
    IDENTITY_CLIENT_SECRET: clientSecret,
    IDENTITY_RIGHTS: rights,
    SERVICE_URL: serviceUrl,
    IDENTITY_URL: identityUrl,
    IDENTITY_TITLE: composition.title,
    STAFF_EMAIL: staff.email,
    STAFF_PASSWORD: staff.password,
    PASSWORD_COST: 'light',
    FLOW_LEASE_SECONDS: '2',
    FLOW_LONGEST_PAUSE_SECONDS: '0.5',
    DATES_EVERY_SECONDS: '0.5',
    // Spares each start half of its work, for whoever keeps what Node has compiled.
    ...(env.NODE_COMPILE_CACHE ? { NODE_COMPILE_CACHE: env.NODE_COMPILE_CACHE } : {}),
  }
  const keeping = env.NODE_COMPILE_CACHE ? ['--import', new URL('keep-compiled.ts', import.meta.url).href] : []

  const host = spawn(process.execPath, [...keeping, fileURLToPath(new URL('host.ts', import.meta.url))], {
    env: { ...base, ...(env.COMPOSE_COVERAGE_DIR ? { NODE_V8_COVERAGE: env.COMPOSE_COVERAGE_DIR } : {}) },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  })
  const hosted = capabilities.map((id, index) => ({
    entry: new URL(`components/${composition.components[id]!.component}/src/index.ts`, root).href,
    port: ports[index]!,
    env: { ...base, PORT: String(ports[index]) },
  }))
  const people = peopleOf(identityUrl, serviceUrl, clientSecret)

  // Only signatures and sign-in go straight to identity: its address is the issuer of every token.
  const proxied = capabilities.filter((id) => id !== 'identity')
  let service: ChildProcess | undefined
  let stopping = false
  const ready = async () => {
    for (const deadline = Date.now() + 30_000; Date.now() < deadline; await sleep(25)) {
      const answer = await fetch(`${serviceUrl}/health/ready`).catch(() => undefined)
      if (answer?.ok) return
      if (stopping) return
    }
    throw new Error('the service was not ready within 30 s')
  }
  const kill = async () => {
    if (!service || service.exitCode !== null || service.signalCode !== null) return
    service.kill('SIGKILL')
    await once(service, 'exit')
  }
  const proxies: Gate[] = await Promise.all(proxied.map((id) => startGate(id, direct[id]!, { calls, faults, kill })))
  const variable = (id: string) => `${id.toUpperCase().replaceAll('-', '_')}_URL`
  const partUrls = Object.fromEntries(proxied.map((id, index) => [variable(id), proxies[index]!.url]))
  const serviceEnv = {
    ...base,
    ...partUrls,
    PORT: String(servicePort),
    PUBLIC_URL: serviceUrl,
  }
  const startService = (databaseUrl: string) => {
    service = spawn(
      process.execPath,
      ['--disable-warning=DeprecationWarning', ...keeping, fileURLToPath(new URL('service/src/main.ts', root))],
      {
        env: { ...serviceEnv, DATABASE_URL: databaseUrl },
        stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      },
    )
    service.once('exit', () => {
      if (!stopping) startService(databaseUrl)
    })
  }
  const stop = async () => {
    stopping = true
    service?.kill('SIGKILL')
    host.kill('SIGKILL')
    await Promise.all([...proxies.map((proxy) => proxy.stop()), ended(host), service ? ended(service) : undefined])
  }
  const start = async () => {
    // The host loads its code while Postgres still starts.
    const databaseUrl = await database
    if (stopping) return
    startService(databaseUrl)
    const order: HostOrder = { databaseUrl, identityUrl, components: hosted }
    host.send(order)
    await heard(host, 'ready', 'the component host')
    // Signing in takes its time, so it begins while the service still starts.
    if (signsIn) for (const role of [anyone, ...Object.keys(persons)]) people.tokenOf(role).catch(() => {})
    await ready()
  }
  const started = start()
  // Told to whoever waits for it.
  started.catch(() => {})

  return {
    serviceUrl,
    identityUrl,
    partUrls,
    clientSecret,
    staff,
    people,
    calls,
    faults,
    kill,
    started,
    ready,
    passing: () => proxies.reduce((sum, proxy) => sum + proxy.passing(), 0),
    endCoverage: async () => {
      if (!env.COMPOSE_COVERAGE_DIR) return
      const covered = heard(host, 'covered', 'the component host')
      host.send('coverage')
      await covered
    },
    stop,
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}

function heard(child: ChildProcess, word: string, who: string): Promise<void> {
  return new Promise((resolve, reject) => {
    child.on('message', (message) => message === word && resolve())
    setTimeout(() => reject(new Error(`${who} did not say "${word}" within 60 s`)), 60_000).unref()
    child.once('exit', (status) => reject(new Error(`${who} ended with status ${status}`)))
  })
}

/** Ports that nothing listens on, below those that the system gives to outgoing connections, so that none takes them meanwhile. */
async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>()
  while (found.size < count) {
    const port = randomInt(20_000, 32_000)
    if (!found.has(port) && (await isFree(port))) found.add(port)
  }
  return [...found]
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = createServer()
      .once('error', () => resolve(false))
      .listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
  })
}
