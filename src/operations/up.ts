import { existsSync } from 'node:fs'
import { join } from 'node:path'
import * as z from 'zod'
import { ComposeError } from '../errors.ts'
import { Report } from '../schema.ts'
import * as inputs from './inputs.ts'
import { type Context, defineOperation } from './operation.ts'
import type { Runnable } from './runnable.ts'

export const upOperation = defineOperation({
  name: 'up',
  title: 'Run composed services here',
  description: 'Runs composed services on this machine, prints their addresses, and stops them on Ctrl-C.',
  examples: ['case-triage', 'case-triage --port 4000', 'case-triage referrals'],
  positional: ['folders'],
  input: z.strictObject({
    folders: inputs.folders,
    port: z.int().min(1).max(65_000).optional().describe('Port of the first service; its parts take the next ones.'),
  }),
  output: Report,
  hints: { readOnly: false, destructive: false },
  untilStopped: true,
  async run(input, context) {
    const folders = await Promise.all(input.folders.map((given) => context.reach(given)))
    for (const [index, folder] of folders.entries()) await mustBeService(folder, input.folders[index]!)
    const [{ portsFor }, { makeRunnable }, { startFolder }] = await Promise.all([
      import('./ports.ts'),
      import('./runnable.ts'),
      import('./start-folder.ts'),
    ])
    const ports = await portsFor(folders, input.port)
    context.turn?.(input.folders.join(', '), 1, 1)
    const failed = new AbortController()
    const signal = AbortSignal.any([context.signal, failed.signal])
    // The first one that ends by itself ends the others.
    const endings = folders.map(async (folder, index) => {
      const name = folders.length > 1 ? `${input.folders[index]}  ` : ''
      const tell: Context['tell'] = (line, to) => context.tell?.(`${name}${line}`, to)
      const own = { ...context, signal, tell }
      let runnable: Runnable | undefined
      try {
        runnable = await makeRunnable(folder, own)
        return await startFolder(runnable.folder, own, ports[index]!)
      } finally {
        failed.abort()
        await runnable?.dispose()
      }
    })
    const ended = await Promise.allSettled(endings)
    context.signal.throwIfAborted()
    throw faultOf(ended, context)
  },
})

async function mustBeService(folder: string, given: string): Promise<void> {
  if (existsSync(join(folder, 'kit/start.mjs')) && existsSync(join(folder, 'composition.yaml'))) return
  throw new ComposeError('folder-not-ours', `${given} does not hold a composed service.`, {
    suggestion: 'Name a folder that compose made: compose up case-triage',
  })
}

/** Why a service ended by itself: the fault it wrote, as one that a person can act on. */
function faultOf(
  ended: readonly PromiseSettledResult<{ status: number | undefined; lastWords: string }>[],
  context: Context,
): Error {
  const crash = ended.find((one) => one.status === 'rejected')
  if (crash) return crash.reason
  const [first] = ended.flatMap((one) => (one.status === 'fulfilled' && one.value.lastWords !== '' ? [one.value] : []))
  const words = first?.lastWords ?? 'it said nothing'
  const port = /[Pp]ort (\d+) is in use/.exec(words)?.[1]
  if (port) {
    return new ComposeError('port-in-use', `Port ${port} is in use.`, {
      suggestion: `Choose another with ${context.nameOf('port')}, as in: compose up --port ${Number(port) + 1000}; or stop what uses it.`,
    })
  }
  return new ComposeError('environment', `The service ended by itself: ${words}`, {
    suggestion: 'Run npm ci in its folder, then compose verify, which tells what is wrong.',
  })
}
