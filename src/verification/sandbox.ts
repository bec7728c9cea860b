import type { SandboxLevel } from '../schema.ts'
import type { Finished, World } from '../world.ts'
import { bubblewrap } from './sandbox/bubblewrap.ts'
import type { Mechanism, SandboxOptions } from './sandbox/mechanism.ts'
import { namespaces } from './sandbox/namespaces.ts'
import { plain } from './sandbox/plain.ts'
import { makeRoom } from './sandbox/room.ts'
import { endStrays } from './sandbox/strays.ts'
import { findTools, type Tools } from './sandbox/tools.ts'

/** `isolated`: only loopback, only the listed paths. `process`: its own home and environment, but the network is open. */
export interface Sandbox {
  level: SandboxLevel
  mechanism: string
  run(command: string, args: readonly string[], options: SandboxOptions): Promise<Finished>
}

/** Strongest first. */
export const mechanisms: readonly Mechanism[] = [bubblewrap, namespaces, plain]

/**
 * The strongest sandbox that works here, found by running `true` in each: a tool that is installed may still be forbidden.
 * `only` restricts the search to one mechanism by name; undefined is answered when it does not work.
 */
export async function findSandbox(world: World): Promise<Sandbox>
export async function findSandbox(world: World, only: string): Promise<Sandbox | undefined>
export async function findSandbox(world: World, only?: string): Promise<Sandbox | undefined> {
  const tools = await findTools(world)
  for (const mechanism of mechanisms) {
    if (only !== undefined && mechanism.name !== only) continue
    const sandbox = sandboxOf(mechanism, tools, world)
    const probe = { folder: '/usr', writable: [], readOnly: [], env: {}, timeout: 10_000 }
    const trial = await sandbox.run('/bin/sh', ['-c', ':'], probe)
    if (trial.status === 0) return sandbox
  }
  return only === undefined ? sandboxOf(plain, tools, world) : undefined
}

function sandboxOf(mechanism: Mechanism, tools: Tools, world: World): Sandbox {
  return {
    level: mechanism.level,
    mechanism: mechanism.name,
    async run(command, args, options) {
      const room = await makeRoom()
      try {
        const line = mechanism.wrap({ line: [command, ...args], room: room.path, options }, tools)
        if (!line)
          return { status: 127, signal: undefined, timedOut: false, stdout: '', stderr: `${mechanism.name}: not here` }
        const inside = mechanism.level === 'isolated'
        const env = {
          PATH: '/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin',
          HOME: inside ? '/home/compose' : `${room.path}/home`,
          TMPDIR: inside ? '/tmp' : `${room.path}/tmp`,
          LANG: 'C.UTF-8',
          TZ: 'UTC',
          ...options.env,
          ...(mechanism.sweep ? { COMPOSE_ROOM: room.path } : {}),
        }
        const [file, ...rest] = line
        const { timeout, onLine, signal } = options
        return await world.run(file, rest, {
          cwd: options.folder,
          env,
          timeout,
          ...(onLine ? { onLine } : {}),
          ...(signal ? { signal } : {}),
        })
      } finally {
        await mechanism.sweep?.(room.path)
        if (world.signal.aborted || options.signal?.aborted) await endStrays(room.path)
        await room.remove()
      }
    },
  }
}
