import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { contractOf, loadContract, type Operation } from '../../../catalog/kit/src/contract.ts'
import { startDatabase } from '../../../catalog/kit/testing/database.ts'
import { peopleOf } from '../../../catalog/kit/testing/place/people.ts'
import type { Composition } from '../../../src/schema.ts'
import { choosePorts } from '../../support/delivered.ts'
import { compositionOf, filesOf } from '../../support/plan.ts'
import { stageFiles } from '../../support/staged.ts'
import { closeConnections } from './ask.ts'
import type { Order, Route, Started } from './place-process.ts'
import { openRows, type RowReader } from './rows.ts'

export type { Route } from './place-process.ts'

/** A server of the place: the service or one of its components. */
export interface Server {
  name: string
  url: string
  operations: Operation[]
  /** as the running Fastify has them */
  routes: Route[]
}

export interface Place {
  composition: Composition
  /** what identity is told of the service */
  rights: { scopes: string[] }
  service: Server
  identity: Server
  servers: Server[]
  people: ReturnType<typeof peopleOf>
  clientSecret: string
  rows: RowReader
  /** what the servers have written to their logs so far */
  log(): string
  /** The next so many messages of this operation are refused, so that what wants them needs attention. */
  refuse(operation: string, times: number): Promise<void>
  /** Starts the service once more, for people who know it by this address; answers where it is. */
  serviceBehind(publicUrl: string): Promise<string>
  stop(): Promise<void>
}

const clientSecret = 'a-secret-of-this-test-run-only'

/** Composes a goal, stages it and starts it for real: one Postgres, the service and its components on loopback. */
export async function startPlace(sentence: string): Promise<Place> {
  const stops: (() => Promise<unknown>)[] = []
  const stop = async () => {
    for (const one of stops.reverse()) await one()
  }
  try {
    const starting = startDatabase()
    starting.catch(() => {})
    const composition = await compositionOf(sentence)
    // Somebody between those who may all of the work and those who may nothing.
    composition.people.helper = { title: 'Helper', may: ['cases:read', 'cases:work'] }
    const files = await filesOf(composition)
    const [staged, ports] = await Promise.all([stageFiles(files, composition.name), choosePorts(files)])
    stops.push(staged.dispose)
    const database = await starting
    stops.push(database.stop)

    const rights = String(files.get('service/rights.json')!.bytes)
    const variable = (name: string) => name.toUpperCase().replaceAll('-', '_')
    const capabilities = Object.keys(composition.components).sort()
    const portOf = (name: string) => Number(ports.env[name === 'service' ? 'PORT' : `${variable(name)}_PORT`])
    const urlOf = (name: string) => `http://127.0.0.1:${portOf(name)}`
    const env: Record<string, string> = {
      PATH: process.env.PATH!,
      HOME: process.env.HOME ?? '/tmp',
      TZ: 'UTC',
      NODE_OPTIONS: '--disable-warning=DeprecationWarning',
      RATE_LIMIT_PER_MINUTE: '1000000',
      SIGN_INS_PER_MINUTE: '999999',
      PASSWORD_COST: 'light',
      STAFF_EMAIL: 'first-lead@place.example',
      STAFF_PASSWORD: 'correct horse battery staple 42',
      IDENTITY_CLIENT_SECRET: clientSecret,
      IDENTITY_RIGHTS: rights,
      IDENTITY_TITLE: composition.title,
      SERVICE_URL: urlOf('service'),
      ...Object.fromEntries(capabilities.map((name) => [`${variable(name)}_URL`, urlOf(name)])),
    }
    let written = ''
    const startProcess = (own: Record<string, string>): ChildProcess => {
      const made = fork(fileURLToPath(new URL('place-process.ts', import.meta.url)), {
        env: { ...env, ...own },
        execArgv: [],
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      })
      stops.push(() => ended(made))
      for (const stream of [made.stdout!, made.stderr!])
        stream.setEncoding('utf8').on('data', (text: string) => {
          written += text
        })
      return made
    }
    const child = startProcess({})
    const parts = capabilities.map((name) => ({
      name,
      entry: `components/${composition.components[name]!.component}/src/index.ts`,
      port: portOf(name),
    }))
    const all = [...parts, { name: 'service', entry: 'service/src/service.ts', port: portOf('service') }]
    const order: Order = {
      folder: staged.folder,
      databaseUrl: database.url,
      identityUrl: urlOf('identity'),
      parts: all,
    }
    child.send(order)
    const { routes } = (await said(child, () => written)) as Started

    const personal = await loadContract(contractOf('personal-data'))
    const servers = await Promise.all(
      all.map(async ({ name }): Promise<Server> => {
        const own =
          name === 'service' ? new URL(`file://${staged.folder}/service/contracts/openapi.yaml`) : contractOf(name)
        const holds = routes[name]!.some(({ url }) => personal.some(({ path }) => path === url))
        const operations = [...(await loadContract(own)), ...(holds ? personal : [])]
        return { name, url: urlOf(name), operations, routes: routes[name]! }
      }),
    )
    const rows = await openRows(database.url)
    stops.push(rows.close)
    const named = (name: string) => servers.find((server) => server.name === name)!
    return {
      composition,
      rights: JSON.parse(rights) as Place['rights'],
      service: named('service'),
      identity: named('identity'),
      servers,
      people: peopleOf(urlOf('identity'), urlOf('service'), clientSecret),
      clientSecret,
      rows,
      log: () => written,
      serviceBehind: async (publicUrl) => {
        const behind = startProcess({ PUBLIC_URL: publicUrl })
        const { env: free } = await choosePorts(files)
        behind.send({ ...order, parts: [{ ...all.at(-1)!, port: Number(free.PORT) }] } satisfies Order)
        await said(behind, () => written)
        return `http://127.0.0.1:${free.PORT}`
      },
      refuse: async (operation, times) => {
        const armed = said(child, () => written)
        child.send({ operation, kind: 'refused', times })
        await armed
      },
      stop: async () => {
        closeConnections()
        await stop()
      },
    }
  } catch (error) {
    await stop()
    throw error
  }
}

/** The child's next word. Throws what it wrote when it ends instead. */
async function said(child: ChildProcess, written: () => string): Promise<unknown> {
  const gone = once(child, 'exit').then(([status]) => {
    throw new Error(`the place ended with ${status}:\n${written().slice(-4000)}`)
  })
  gone.catch(() => {})
  const [word] = (await Promise.race([once(child, 'message'), gone])) as [unknown]
  return word
}

async function ended(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
}
