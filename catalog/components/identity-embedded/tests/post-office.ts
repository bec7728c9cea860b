import { randomUUID } from 'node:crypto'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { defineComponent, Problem, type Running, serve, sharedType } from '@composed/kit'
import type { operations } from '../../../capabilities/notifications/contract.ts'
import type { Identity } from './identity.ts'

type Sent = operations['sendMessage']['requestBody']['content']['application/json']

export interface PostOffice {
  /** What identity is started with, so that it sends here. */
  env: Record<string, string>
  sent: Sent[]
  /** Opens once identity runs, whose tokens it checks. */
  serve(identity: Identity): Promise<void>
  /** The link in the newest email to an address, once one has come. */
  linkTo(address: string): Promise<string>
  stop(): Promise<void>
}

/** Stands in for the notifications component: a real server of its contract, which keeps what it is sent. */
export async function openPostOffice(): Promise<PostOffice> {
  const port = await freePort()
  const sent: Sent[] = []
  let running: Running | undefined
  const none = async (): Promise<never> => {
    throw new Problem('not-found', 'There is nothing with this identifier.')
  }
  const definition = defineComponent<operations>({
    id: 'post-office',
    capability: 'notifications',
    migrations: [],
    handlers: () => ({
      async sendMessage({ body }) {
        sent.push(body)
        return { status: 201, body: { messageId: randomUUID(), channel: 'email', createdAt: new Date().toISOString() } }
      },
      sendAnother: none,
      tellDuty: none,
      listMessages: none,
      getMessage: none,
    }),
  })
  return {
    env: { NOTIFICATIONS_URL: `http://127.0.0.1:${port}` },
    sent,
    async serve({ url, databaseUrl }) {
      running = await serve(definition, { databaseUrl, port, identityUrl: url, env: { LOG_LEVEL: 'silent' } })
    },
    async linkTo(address) {
      // Whatever letters somebody typed, it is sent to the address as it is kept.
      const kept = sharedType('EmailAddress').plain(address)
      for (const deadline = Date.now() + 10_000; Date.now() < deadline; await sleep(20)) {
        const email = sent.findLast(({ to }) => to.email === kept)
        const link = /https?:\S+\/link\/[\w-]+/.exec(email?.body ?? '')
        if (link) return link[0]
      }
      throw new Error(`no link came to ${address} within 10 s`)
    },
    stop: async () => running?.stop(),
  }
}

async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
