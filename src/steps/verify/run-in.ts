import { dirname } from 'node:path'
import { ComposeError } from '../../errors.ts'
import type { Sandbox } from '../../verification/sandbox.ts'
import type { Finished, World } from '../../world.ts'
import type { Staged } from '../stage.ts'

export interface RunExtra {
  writable?: string
  readOnly?: readonly string[]
  env?: Record<string, string>
  /** Ends it before its end. */
  signal?: AbortSignal
}

/** Runs one of compose's own tools, or a script of the kit, in the sandbox, on the staged folder. */
export type Run = (script: string, args: string[], extra: RunExtra) => Promise<Finished>

/** All runs together have `timeout` milliseconds; after that `time-limit` is thrown, and `interrupted` when a person wants it. */
export function runnerIn(sandbox: Sandbox, staged: Staged, timeout: number, world: World): Run {
  const start = world.milliseconds()
  return async (script, args, { writable, readOnly = [], env, signal }) => {
    const finished = await sandbox.run(process.execPath, [script, ...args], {
      folder: staged.folder,
      readOnly: [...staged.readOnly, ...readOnly],
      writable: writable ? [writable] : [],
      env: {
        PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
        CI: 'true',
        NO_COLOR: '1',
        // Whoever waits for a verdict would rather hear of a fault sooner; in the folder itself tests wait longer.
        PLACE_PATIENCE: world.env.PLACE_PATIENCE ?? '20',
        ...env,
      },
      signal,
      timeout: Math.max(1, Math.round(timeout - (world.milliseconds() - start))),
    })
    if (world.signal.aborted) throw new ComposeError('interrupted', 'Interrupted while verifying. Nothing was written.')
    if (finished.timedOut) throw timeLimit(timeout)
    return finished
  }
}

function timeLimit(timeout: number): ComposeError {
  return new ComposeError(
    'time-limit',
    `Verification did not end within ${Math.round(timeout / 1000)} seconds. Nothing was written.`,
    {
      suggestion: 'Run the same command again with a longer --timeout.',
    },
  )
}
