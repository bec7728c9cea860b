import { client } from '../../src/client.ts'
import { defineComponent } from '../../src/definition.ts'
import { type Desk, deskPages, type Parts } from '../../src/desk/index.ts'
import { mountPages, type ServicePages, sessionMigration } from '../../src/pages/index.ts'
import { type Running, serve } from '../../src/server.ts'
import { freshDatabase } from '../../testing/fresh-database.ts'
import { CLIENT, type RunningProvider, startProvider } from '../pages/provider.ts'
import { boats } from './fixture/boats.ts'
import { desk } from './fixture/desk.ts'
import { moorings } from './fixture/moorings.ts'

const ENV = { LOG_LEVEL: 'silent', RATE_LIMIT_PER_MINUTE: '100000' }
/** One of the two parts, which a test may end and start again at its address. */
export interface Part {
  running: Running
  away<T>(meanwhile: () => Promise<T>): Promise<T>
}

export interface Harbour {
  url: string
  provider: RunningProvider
  boats: Part
  moorings: Part
  stop(): Promise<void>
}

const pages = (issuer: string): ServicePages => ({
  title: 'The harbour',
  noun: 'boat',
  phase: 'live',
  start: { heading: 'Boats', paragraphs: ['Nobody sends anything here.'], button: 'Start now' },
  questions: [{ name: 'name', title: 'What is its name?', kind: 'text', missing: 'Enter its name' }],
  declaration: [],
  submit: async () => ({ reference: 'AB-123' }),
  confirmation: { panel: 'Sent', paragraphs: [] },
  track: { heading: 'Track', by: ['email'], find: async () => undefined },
  staff: { scopes: ['boats:see', 'moorings:see'] },
  signIn: { issuer, clientId: CLIENT.id, clientSecret: CLIENT.secret },
})

/** Both parts on real Postgres and HTTP, and what a desk calls them by. */
export async function startParts(databaseUrl: string, identityUrl: string) {
  const start = (definition: typeof boats, port = 0) =>
    serve(definition, { databaseUrl, port, identityUrl, env: ENV, validateResponses: true })
  const part = async (definition: typeof boats): Promise<Part> => {
    const one: Part = {
      running: await start(definition),
      away: async (meanwhile) => {
        await one.running.stop()
        try {
          return await meanwhile()
        } finally {
          one.running = await start(definition, Number(new URL(one.running.url).port))
        }
      },
    }
    return one
  }
  const [first, second] = [await part(boats), await part(moorings)]
  const parts: Parts = {
    boats: { client: clientOf('boats', first), contract: boats.contract! },
    moorings: { client: clientOf('moorings', second), contract: moorings.contract! },
  }
  const stop = async () => {
    for (const { running } of [first, second]) await running.stop()
  }
  return { boats: first, moorings: second, parts, stop }
}

/** A service with nothing but a desk, over two parts, with a real provider of sign-in. */
export async function startHarbour(change: (desk: Desk) => void = () => {}): Promise<Harbour> {
  const [databaseUrl, provider] = await Promise.all([freshDatabase(), startProvider()])
  const { parts, ...both } = await startParts(databaseUrl, provider.issuer)
  const own = structuredClone(desk)
  change(own)
  const definition = defineComponent({
    id: 'harbour',
    migrations: [sessionMigration],
    handlers: () => ({}),
    routes: async (app, context) => mountPages(app, context, pages(provider.issuer), await deskPages(own, parts)),
  })
  const running = await serve(definition, { databaseUrl, port: 0, identityUrl: provider.issuer, env: ENV })
  provider.allow(running.url)
  const stop = async () => {
    await running.stop()
    await both.stop()
    await provider.stop()
  }
  return { ...both, url: running.url, provider, stop }
}

const clientOf = (name: string, { running: { url } }: Part) =>
  client(name, {
    url,
    contract: new URL(`fixture/${name}.yaml`, import.meta.url),
    token: () => Promise.reject(new Error('only with the token of who asks')),
  })
