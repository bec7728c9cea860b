import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { TestProject } from 'vitest/node'
import { startDatabase } from '../database.ts'
import { type RecordedEvent, recordEvents } from '../events.ts'
import { findText } from '../find-text.ts'
import { type Axe, newAxe } from './axe.ts'
import { newCalm } from './calm.ts'
import { openFlows } from './open-flows.ts'
import './provided.ts'
import { type RunningPlace, startPlace } from './start.ts'

/**
 * For `globalSetup`: one Postgres, and in it the composed service, started once for the run, and a control address through
 * which tests watch and break it. The service still starts while the runner loads the first tests, which wait for it.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const starting = startDatabase()
  const place = await startPlace(starting.then(({ url }) => url))
  const postgres = await starting.catch(async (error) => {
    // What runs on would keep the test runner from ending.
    await place.stop()
    throw error
  })
  project.provide('postgresUrl', postgres.url)
  const events = await recordEvents(postgres.url)
  const axe = newAxe()
  const words = controls(place, events, axe, postgres.url)
  const control = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const word = words[request.url?.slice(1) ?? '']
    const given: unknown = chunks.length > 0 ? JSON.parse(Buffer.concat(chunks).toString('utf8')) : undefined
    const answer = word
      ? await word(given as never).then(
          (value) => ({ value }),
          (error: Error) => ({ error: error.message }),
        )
      : { error: 'unknown word' }
    response
      .writeHead('error' in answer ? 500 : 200, { 'content-type': 'application/json' })
      .end(JSON.stringify(answer))
  }).listen(0, '127.0.0.1')
  await once(control, 'listening')
  project.provide('place', {
    control: `http://127.0.0.1:${(control.address() as AddressInfo).port}`,
    serviceUrl: place.serviceUrl,
    identityUrl: place.identityUrl,
    partUrls: place.partUrls,
    clientSecret: place.clientSecret,
    staff: place.staff,
  })
  return async () => {
    control.closeAllConnections()
    control.close()
    await axe.stop()
    await place.stop()
    await events.stop()
    await postgres.stop()
  }
}

type Words = Record<string, (given: never) => Promise<unknown>>

function controls(
  place: RunningPlace,
  events: Awaited<ReturnType<typeof recordEvents>>,
  axe: Axe,
  databaseUrl: string,
): Words {
  const answers = (url: string) =>
    fetch(`${url}/health/ready`).then(
      ({ ok }) => ok,
      () => false,
    )
  const calm = newCalm({
    changes: () => place.calls.changes([]),
    underWay: async () => place.passing() + (await events.unsettled()) + (await openFlows(databaseUrl)),
    answers: async () => (await answers(place.identityUrl)) && (await answers(place.serviceUrl)),
  })
  // Seconds that a test waits for something to come about; PLACE_PATIENCE shortens it where failures are expected.
  let patience = Number(process.env.PLACE_PATIENCE ?? 60)
  let turns = 0
  return {
    patience: async () => patience,
    turn: async () => turns++,
    calm,
    calls: async (which: { operation?: string; reference?: string }) => place.calls.of(which),
    changed: ({ about, after, within }: { about: string[]; after: number; within: number }) =>
      place.calls.changed(about, after, within),
    events: ({ like }: { like: Partial<RecordedEvent> }) => events.events(like),
    database: ({ sql, values }: { sql: string; values: unknown[] }) => events.run(sql, values),
    where: ({ texts }: { texts: string[] }) => findText(databaseUrl, texts),
    publish: async ({ event }: { event: { type: string; subject?: string; data: object; id: string } }) =>
      events.publish(event.type, event.subject, event.data, event.id),
    fault: async (fault: RunningPlace['faults'][number]) => {
      place.faults.push(fault)
    },
    faults: async () => place.faults,
    started: () => place.started,
    ready: () => place.ready(),
    // For one more run in the same place: the service as its files are now, and nothing that the run before left to come about.
    again: async (given: { patience: number }) => {
      patience = given.patience
      place.faults.length = 0
      await place.kill()
      await place.ready()
    },
    token: ({ role, who }: { role: string; who: string }) => place.people.tokenOf(role, who),
    'service-token': ({ scope }: { scope: string }) => place.people.serviceToken(scope),
    account: ({ role, who }: { role: string; who: string }) => place.people.accountOf(role, who),
    look: async ({ where, html }: { where: string; html: string }) => axe.look(where, html),
    findings: () => axe.findings(),
    'end-coverage': () => place.endCoverage(),
  }
}
