import { subscribe } from 'node:diagnostics_channel'
import type { FastifyInstance } from 'fastify'
import type { ComponentDefinition } from '../../../catalog/kit/src/definition.ts'
import type { ServeOptions } from '../../../catalog/kit/src/serve-options.ts'
import type { Running } from '../../../catalog/kit/src/server.ts'
import type { Calls } from '../../../catalog/kit/testing/place/calls.ts'
import type { Fault, Gate } from '../../../catalog/kit/testing/place/gate.ts'

/** What is to run: the composed folder, its parts by capability, and where each listens. */
export interface Order {
  folder: string
  databaseUrl: string
  identityUrl: string
  parts: { name: string; entry: string; port: number }[]
}

/** One route as the running Fastify has it. */
export interface Route {
  method: string
  url: string
}

export interface Started {
  routes: Record<string, Route[]>
}

// Fastify tells of every server as it is made, so all its routes are heard of, in whatever scope they are added.
const routes: Started['routes'] = {}
let making = ''
subscribe('fastify.initialization', (message) => {
  const name = making
  routes[name] = []
  const { fastify } = message as { fastify: FastifyInstance }
  fastify.addHook('onRoute', ({ method, url }) => {
    for (const one of [method].flat()) routes[name]!.push({ method: one, url })
  })
})

/** A composed place as a child of the tests. Between the service and notifications stands a gate that refuses when told. */
process.once('message', async ({ folder, databaseUrl, identityUrl, parts }: Order) => {
  const from = <Module>(path: string): Promise<Module> => import(`${folder}/${path}`)
  const { serve } = await from<{ serve(one: ComponentDefinition<unknown>, options: ServeOptions): Promise<Running> }>(
    'kit/src/server.ts',
  )
  const { startGate } = await from<{ startGate(name: string, target: string, stage: object): Promise<Gate> }>(
    'kit/testing/place/gate.ts',
  )
  const { newCalls } = await from<{ newCalls(): Calls }>('kit/testing/place/calls.ts')
  const faults: Fault[] = []
  const notifications = process.env.NOTIFICATIONS_URL!
  const gate = await startGate('notifications', notifications, { calls: newCalls(), faults, kill: async () => {} })
  const starting = parts.map(async ({ name, entry, port }) => {
    const url = name === 'service' ? gate.url : notifications
    // The service's clients are made as it is loaded, from the process's own environment.
    if (name === 'service') process.env.NOTIFICATIONS_URL = url
    const module = await from<{ default: ComponentDefinition<unknown> }>(entry)
    making = name
    const env = { ...process.env, NOTIFICATIONS_URL: url, PORT: String(port) }
    const publicUrl = process.env.PUBLIC_URL
    const options = { databaseUrl, identityUrl, port, env, validateResponses: true, ...(publicUrl && { publicUrl }) }
    return serve(module.default, options)
  })
  await Promise.all(starting)
  process.on('message', (fault: Fault) => {
    faults.push(fault)
    process.send?.('armed')
  })
  process.send?.({ routes } satisfies Started)
})
process.once('disconnect', () => process.exit())
