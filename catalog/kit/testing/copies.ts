import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Client, client } from '../src/client.ts'
import type { StartedComponent } from './component.ts'

/** A copy of a component in a process of its own. */
export interface Copy<Ops> {
  url: string
  at: Client<Ops>
  kill(): void
}

export interface Copies<Ops> {
  /** Gives it once it listens. @throws Error with what it said, when it ended instead */
  start(): Promise<Copy<Ops>>
  /** Ends all that still run. */
  stop(): void
}

/** Copies of a component beside one that was started: on its database, each in a process that may be killed. */
export function copiesOf<Ops>(started: StartedComponent, capability: string, main: URL): Copies<Ops> {
  const running = new Set<ChildProcess>()
  const scopes = [...new Set(started.operations.flatMap(({ scope }) => scope ?? []))]
  return {
    async start() {
      const child = spawn(process.execPath, ['--no-warnings', fileURLToPath(main)], {
        env: {
          PATH: process.env.PATH,
          DATABASE_URL: started.databaseUrl,
          PORT: '0',
          IDENTITY_URL: started.issuer.url,
          RATE_LIMIT_PER_MINUTE: '100000',
        },
      })
      running.add(child)
      let output = ''
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (text: Buffer) => {
          output += text.toString()
        })
      for (;;) {
        const url = /Server listening at (http:[^"]+)"/.exec(output)?.[1]
        const token = () => started.issuer.sign({ scopes })
        if (url)
          return {
            url,
            at: client<Ops>(capability, { url, token, timeoutMs: 3000 }),
            kill: () => void child.kill('SIGKILL'),
          }
        if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}: ${output}`)
        await sleep(20)
      }
    },
    stop() {
      for (const child of running) child.kill('SIGKILL')
    },
  }
}
