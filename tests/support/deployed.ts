import { type ChildProcess, spawn } from 'node:child_process'
import { randomInt } from 'node:crypto'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { parse } from 'yaml'
import { peopleOf } from '../../catalog/kit/testing/place/people.ts'
import type { Staged } from '../../src/steps/stage.ts'

// A composed service as it is deployed: processes of their own that can be started, killed and started again one by one.

export interface Part {
  name: string
  url: string
  /** Resolves when it answers. Throws when it ended before, or did not answer within 60 s. */
  start(env?: Record<string, string>): Promise<void>
  /** Sends the signal and waits for the end. */
  end(signal: NodeJS.Signals): Promise<void>
  /** The process that runs, if one does. */
  process(): ChildProcess | undefined
}

export interface Deployed {
  /** Each component in a process of its own, by capability. */
  parts: Map<string, Part>
  /** All components in one process, as `npm start` has it. Start either this or the parts. */
  host: Part
  /** A copy of the service; each has an address of its own. The first one is where people sign in. */
  copy(name: string): Promise<Part>
  identityUrl: string
  serviceUrl: string
  clientSecret: string
  staff: { email: string; password: string }
  people: ReturnType<typeof peopleOf>
  /** Kills whatever still runs. */
  destroy(): Promise<void>
}

const clientSecret = 'a-secret-of-this-test-run-only'
const staff = { email: 'team-lead@place.example', password: 'correct horse battery staple 42' }

/** What a staged service needs to be deployed on a database; nothing runs yet. `env` is for all of its processes. */
export async function deployed(
  { folder, scratch }: Pick<Staged, 'folder' | 'scratch'>,
  databaseUrl: string,
  env: Record<string, string> = {},
): Promise<Deployed> {
  const { components } = parse(await readFile(join(folder, 'composition.yaml'), 'utf8')) as {
    components: Record<string, { component: string }>
  }
  const capabilities = Object.keys(components).sort()
  const ports = await freePorts(capabilities.length + 1)
  const urlOf = (port: number) => `http://127.0.0.1:${port}`
  const servicePort = ports.pop()!
  const serviceUrl = urlOf(servicePort)
  const urls = Object.fromEntries(capabilities.map((id, index) => [id, urlOf(ports[index]!)]))
  const identityUrl = urls.identity!
  const base: Record<string, string> = {
    PATH: process.env.PATH ?? '',
    HOME: process.env.HOME ?? '/tmp',
    TZ: 'UTC',
    DATABASE_URL: databaseUrl,
    RATE_LIMIT_PER_MINUTE: '1000000',
    SIGN_INS_PER_MINUTE: '100000',
    IDENTITY_CLIENT_SECRET: clientSecret,
    IDENTITY_RIGHTS: await readFile(join(folder, 'service/rights.json'), 'utf8'),
    SERVICE_URL: serviceUrl,
    STAFF_EMAIL: staff.email,
    STAFF_PASSWORD: staff.password,
    PASSWORD_COST: 'light',
    ...Object.fromEntries(capabilities.map((id) => [`${id.toUpperCase().replaceAll('-', '_')}_URL`, urls[id]!])),
    ...env,
  }
  const made: Part[] = []
  const part = (name: string, url: string, script: string, own: Record<string, string>, order?: object): Part => {
    const one = partOf({ name, url, script: join(folder, script), env: { ...base, ...own }, scratch, order })
    made.push(one)
    return one
  }
  const portOf = (url: string) => new URL(url).port
  const hosted = capabilities.map((id) => ({
    entry: pathToFileURL(join(folder, `components/${components[id]!.component}/src/index.ts`)).href,
    port: Number(portOf(urls[id]!)),
    env: { ...base, PORT: portOf(urls[id]!) },
  }))
  const parts = new Map(
    capabilities.map((id) => {
      const script = `components/${components[id]!.component}/src/main.ts`
      return [id, part(id, urls[id]!, script, { PORT: portOf(urls[id]!) })]
    }),
  )
  let copies = 0
  return {
    parts,
    host: part('host', identityUrl, 'kit/testing/place/host.ts', {}, { databaseUrl, identityUrl, components: hosted }),
    copy: async (name) => {
      copies += 1
      const port = copies === 1 ? servicePort : (await freePorts(1))[0]!
      return part(name, urlOf(port), 'service/src/main.ts', { PORT: String(port), PUBLIC_URL: serviceUrl })
    },
    identityUrl,
    serviceUrl,
    clientSecret,
    staff,
    people: peopleOf(identityUrl, serviceUrl, clientSecret),
    destroy: async () => {
      await Promise.all(made.map((one) => one.end('SIGKILL')))
    },
  }
}

/** A script that serves HTTP and answers /health/ready. What it writes goes to `<name>.log` in `scratch`. */
export function partOf(of: {
  name: string
  url: string
  script: string
  env: Record<string, string>
  scratch: string
  /** Sent to it first; it says `ready` when all of it is there. */
  order?: object | undefined
  /** For Node, such as a module to load first. */
  options?: string[]
}): Part {
  const { name, url } = of
  const log = join(of.scratch, `${name}.log`)
  let child: ChildProcess | undefined
  const runs = () => child !== undefined && child.exitCode === null && child.signalCode === null
  return {
    name,
    url,
    process: () => (runs() ? child : undefined),
    start: async (own = {}) => {
      const out = openSync(log, 'a')
      child = spawn(process.execPath, ['--disable-warning=DeprecationWarning', ...(of.options ?? []), of.script], {
        env: { ...of.env, ...own },
        stdio: ['ignore', out, out, 'ipc'],
      })
      let ready = !of.order
      if (of.order) child.on('message', (word) => (ready ||= word === 'ready')).send(of.order)
      for (const deadline = Date.now() + 60_000; Date.now() < deadline; await sleep(100)) {
        if (!runs()) throw new Error(`${name} ended with ${child.exitCode ?? child.signalCode}: see ${log}`)
        const answer = await fetch(`${url}/health/ready`).catch(() => undefined)
        await answer?.body?.cancel()
        if (ready && answer?.ok) return
      }
      throw new Error(`${name} did not answer within 60 s: see ${log}`)
    },
    end: async (signal) => {
      if (!runs()) return
      const ended = once(child!, 'exit')
      child!.kill(signal)
      await ended
    },
  }
}

/** Ports that nothing listens on, below those that the system gives to outgoing connections, so that none takes them meanwhile. */
export async function freePorts(count: number): Promise<number[]> {
  const found = new Set<number>()
  while (found.size < count) {
    const port = randomInt(20_000, 32_000)
    const probe = createServer()
    const free = new Promise<boolean>((resolve) => {
      probe.once('error', () => resolve(false)).listen(port, '127.0.0.1', () => probe.close(() => resolve(true)))
    })
    if (await free) found.add(port)
  }
  return [...found]
}
