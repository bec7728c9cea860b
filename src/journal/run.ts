import { appendFileSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import * as z from 'zod'
import { ComposeError } from '../errors.ts'
import { type Hold, holdFolder } from '../workspace/hold.ts'
import type { Journal } from './journal.ts'

export const runFile = 'run.json'

/** `run.json`: what was asked, so that it can be asked again. */
export const RunFile = z.strictObject({
  version: z.literal(1),
  command: z.string(),
  /** The operation's whole input, without secrets: those are only ever in the environment. */
  input: z.record(z.string(), z.unknown()),
  cwd: z.string(),
  /** The digest of compose's version, Node's, the catalogue and the agents: others would come to something else. */
  made: z.string(),
  /** Milliseconds since 1970, for lists only. */
  started: z.int(),
})
export type RunFile = z.infer<typeof RunFile>

const Receipt = z.strictObject({ version: z.literal(1), step: z.string(), digest: z.string() })

/**
 * The folder of one run:
 *   run.json           what was asked
 *   events.jsonl       everything told, a line each, only ever appended
 *   steps/NNN-<step>   one receipt per finished step; `kept-<step>-<key>` holds what verification came to
 *   calls/             one file per call of a model, from before it is sent
 *   gave-up.json       after how many laps repair gave up, if it did
 *   finished           there once the run has come to its end
 */
export class Run implements Journal {
  readonly id: string
  readonly folder: string
  readonly file: RunFile
  #count = 0
  #hold: Hold | undefined

  readonly forgiven: number

  constructor(folder: string, id: string, file: RunFile, forgiven = 0) {
    this.folder = folder
    this.id = id
    this.file = file
    this.forgiven = forgiven
  }

  /** Begins a new run, held. Throws the file system's error when nothing can be written there. */
  static async begin(folder: string, id: string, file: RunFile): Promise<Run> {
    await mkdir(join(folder, 'steps'), { recursive: true, mode: 0o700 })
    const run = new Run(folder, id, file)
    // Before others can see it: whoever resumes the newest run must not take one that has just begun. Some file systems have no
    // links to hold it by; a run is worth keeping all the same.
    await run.hold().catch(() => undefined)
    await whole(join(folder, runFile), file)
    return run
  }

  /** Opens an earlier run. Throws 'bad-file' when it cannot be read. */
  static async open(folder: string, id: string): Promise<Run> {
    const parsed = RunFile.safeParse(await json(join(folder, runFile)))
    const forgiven = z.int().safeParse(await json(join(folder, 'gave-up.json')))
    if (parsed.success) return new Run(folder, id, parsed.data, forgiven.data ?? 0)
    throw new ComposeError('bad-file', `${join(folder, runFile)}: not the record of a run.`, {
      suggestion: 'Run the command again from the start.',
    })
  }

  /** Keeps others from going on with it. Throws 'folder-busy' when one does. */
  async hold(): Promise<void> {
    this.#hold = await holdFolder(this.folder)
  }

  async release(): Promise<void> {
    await this.#hold?.release()
    this.#hold = undefined
  }

  get calls(): string {
    return join(this.folder, 'calls')
  }

  event(event: object): void {
    appendFileSync(join(this.folder, 'events.jsonl'), `${JSON.stringify(event)}\n`, { mode: 0o600 })
  }

  async finished(step: string, digest: string): Promise<void> {
    this.#count += 1
    const path = join(this.folder, 'steps', `${String(this.#count).padStart(3, '0')}-${step}.json`)
    const before = Receipt.safeParse(await json(path))
    if (before.success && before.data.digest !== digest) {
      throw new ComposeError(
        'plan-stale',
        `The run ${this.id} cannot go on: its step ${step} comes to something else now.`,
        {
          suggestion: 'Something it rests on has changed since. Run the command again from the start.',
        },
      )
    }
    if (!before.success) await whole(path, { version: 1, step, digest })
  }

  recall(step: string, key: string): Promise<unknown> {
    return json(this.#keptAt(step, key))
  }

  async keep(step: string, key: string, value: unknown): Promise<void> {
    await whole(this.#keptAt(step, key), value)
  }

  async gaveUp(laps: number): Promise<void> {
    await whole(join(this.folder, 'gave-up.json'), laps)
  }

  /** Says that there is nothing to resume any more. */
  async end(): Promise<void> {
    await writeFile(join(this.folder, 'finished'), '', { mode: 0o600 })
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true })
  }

  #keptAt(step: string, key: string): string {
    return join(this.folder, 'steps', `kept-${step}-${key.replace(/^sha256:/, '').slice(0, 32)}.json`)
  }
}

/** Writes a file so that it is there whole or not at all. */
async function whole(path: string, value: unknown): Promise<void> {
  await writeFile(`${path}.new`, `${JSON.stringify(value, undefined, 2)}\n`, { mode: 0o600 })
  await rename(`${path}.new`, path)
}

async function json(path: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return undefined
  }
}
