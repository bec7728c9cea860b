import { join } from 'node:path'
import { execa } from 'execa'
import type { Context } from './operation.ts'

export interface Ended {
  status: number | undefined
  /** The last thing it wrote on stderr. */
  lastWords: string
}

/** Milliseconds that a service gets to stop its database before it is killed. */
const patience = 15_000

/**
 * Runs a composed folder until it ends or the signal comes; its output goes to `tell` line by line.
 * In a process group of its own, so that a Ctrl-C reaches it once, through us; the channel tells it when we are gone.
 */
export async function startFolder(folder: string, context: Context, ports: Record<string, string>): Promise<Ended> {
  const { NODE_EXTRA_CA_CERTS: _slow, ...env } = context.env
  const child = execa(process.execPath, [join(folder, 'kit/start.mjs')], {
    cwd: folder,
    env: { ...env, ...ports },
    extendEnv: false,
    stdin: 'ignore',
    detached: true,
    cleanup: true,
    ipc: true,
    buffer: false,
    cancelSignal: context.signal,
    forceKillAfterDelay: patience,
    reject: false,
  })
  let lastWords = ''
  const listen = async (from: 'stdout' | 'stderr') => {
    for await (const line of child.iterable({ from })) {
      if (from === 'stderr') lastWords = String(line)
      // What the parts log is JSON; what is meant for the person, such as the addresses, is not.
      context.tell?.(String(line), from === 'stderr' || String(line).startsWith('{') ? 'log' : 'person')
    }
  }
  const [result] = await Promise.all([child, listen('stdout'), listen('stderr')])
  return { status: result.exitCode, lastWords }
}
