import { setTimeout as sleep } from 'node:timers/promises'
import { type Client, client } from '../src/client.ts'
import type { Operation } from '../src/contract.ts'
import { contractOf } from '../src/contract.ts'
import type { ComponentDefinition, Database } from '../src/definition.ts'
import { serve } from '../src/server.ts'
import { type RecordedEvent, recordEvents } from './events.ts'
import { freshDatabase } from './fresh-database.ts'
import { type Claims, type TokenIssuer, tokenIssuer } from './tokens.ts'

export interface StartOptions {
  env?: Record<string, string | undefined>
  /** To start several components on one database, or one again. A fresh one unless given. */
  databaseUrl?: string
  /** To share an issuer between components. An own one unless given. */
  issuer?: TokenIssuer
  /** For the identity component, which issues its own tokens. */
  identityUrl?: 'own'
}

export interface StartedComponent {
  url: string
  databaseUrl: string
  issuer: TokenIssuer
  /** The component's own schema, through its own role. */
  db: Database
  operations: Operation[]
  token(claims?: Claims): Promise<string>
  /** A typed client. Its token has every scope that the contract names; give `token` per call for others. */
  client<Ops>(claims?: Claims): Client<Ops>
  fetch(path: string, init?: RequestInit): Promise<Response>
  /** Every event published in this database since the component started, oldest first. */
  events(): Promise<RecordedEvent[]>
  /** Publishes an event as another component would; a given id makes it a repeated delivery of that event. */
  publish(type: string, subject: string | undefined, data: object, id?: string): Promise<void>
  /** Waits, at most 15 s, until every event published so far was consumed. */
  settled(): Promise<void>
  stop(): Promise<void>
}

/** Starts a component on a fresh database and a free port; its answers are checked against its contract. */
export async function startComponent<Ops>(
  definition: ComponentDefinition<Ops>,
  options: StartOptions = {},
): Promise<StartedComponent> {
  const [databaseUrl, issuer] = await Promise.all([
    options.databaseUrl ?? freshDatabase(),
    options.issuer ?? tokenIssuer(),
  ])
  const recorder = await recordEvents(databaseUrl)
  const running = await serve(definition, {
    databaseUrl,
    port: 0,
    ...(options.identityUrl === 'own' ? {} : { identityUrl: issuer.url }),
    env: { LOG_LEVEL: process.env.KIT_TEST_LOG ?? 'silent', RATE_LIMIT_PER_MINUTE: '100000', ...options.env },
    validateResponses: true,
  })
  const scopes = running.operations.flatMap(({ scope }) => scope ?? [])
  return {
    url: running.url,
    databaseUrl,
    issuer,
    db: running.db,
    operations: running.operations,
    token: (claims) => issuer.sign(claims),
    client: (claims) =>
      client(definition.capability ?? definition.id, {
        url: running.url,
        token: () => issuer.sign({ scopes: [...new Set(scopes)], ...claims }),
        contract: definition.contract ?? contractOf(definition.capability ?? definition.id),
      }),
    fetch: (path, init) => fetch(running.url + path, init),
    events: () => recorder.events(),
    publish: (...event) => recorder.publish(...event),
    settled: () => settled(recorder.unsettled),
    stop: async () => {
      await running.stop()
      await recorder.stop()
      if (!options.issuer) await issuer.stop()
    },
  }
}

async function settled(unsettled: () => Promise<number>): Promise<void> {
  const deadline = Date.now() + 15_000
  while ((await unsettled()) > 0) {
    if (Date.now() > deadline) throw new Error('Events are still waiting for their consumers after 15 s')
    await sleep(50)
  }
}
