import { join } from 'node:path'
import type { Context } from './operation.ts'

export interface Ended {
  status: number | undefined
  /** The last thing it wrote on stderr. */
  lastWords: string
}

/** Milliseconds that a service gets to stop its database before it is killed. */
const patience = 15_000

/** Runs a composed folder until it ends or the signal comes; its output goes to `tell` line by line. */
export async function startFolder(folder: string, context: Context, ports: Record<string, string>): Promise<Ended> {
  const { realWorld } = await import('../world.ts')
  const { NODE_EXTRA_CA_CERTS: _slow, ...env } = context.env
  let lastWords = ''
  const { status } = await realWorld(context.emit, context.signal).start(
    process.execPath,
    [join(folder, 'kit/start.mjs')],
    {
      cwd: folder,
      env: { ...env, ...ports },
      patience,
      onLine(line, from) {
        if (from === 'stderr') lastWords = line
        // What the parts log is JSON; what is meant for the person, such as the addresses, is not.
        context.tell?.(line, from === 'stderr' || line.startsWith('{') ? 'log' : 'person')
      },
    },
  )
  return { status, lastWords }
}
