import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Run } from '../../journal/run.ts'
import { runsFolder, runsIn, stateOf } from '../../journal/runs.ts'
import type { CallOptions } from '../call.ts'
import { insideRoots } from '../roots.ts'
import type { Source } from './source.ts'

const json = 'application/json'

/** Every run that was started below the folders, as `run://<run>`, and what it told, as `run://<run>/events`. */
export function runSource({ roots, env }: CallOptions): Source {
  // What somebody asked for elsewhere is none of this server's clients' business.
  const isOurs = ({ file }: Run) => insideRoots(roots, file.cwd).then(Boolean, () => false)
  const newestFirst = async () => {
    const runs = await runsIn(runsFolder(env))
    const ours = await Promise.all(runs.map(isOurs))
    return runs.filter((_, index) => ours[index]).reverse()
  }
  const goalOf = ({ file }: Run) => (typeof file.input.goal === 'string' ? file.input.goal : file.command)
  return {
    templates: [
      {
        name: 'run',
        uriTemplate: 'run://{run}',
        title: 'A run',
        description: 'What was asked, how far it came, and whether it can be resumed.',
        mimeType: json,
      },
      {
        name: 'what a run told',
        uriTemplate: 'run://{run}/events{?page}',
        title: 'What a run told',
        description: 'Its steps, warnings and calls of a model, a line of JSON each.',
        mimeType: 'application/jsonl',
      },
    ],
    async list() {
      return (await newestFirst()).map((run) => ({
        uri: `run://${run.id}`,
        name: run.id,
        title: goalOf(run),
        mimeType: json,
      }))
    },
    async read(uri) {
      const [, id, events] = /^run:\/\/([^/]+)(\/events)?$/.exec(uri) ?? []
      const run = (await newestFirst()).find((one) => one.id === id)
      if (!run) return undefined
      if (events) return [{ uri, mimeType: 'application/jsonl', text: await textAt(join(run.folder, 'events.jsonl')) }]
      const steps = (await readdir(join(run.folder, 'steps')).catch(() => [])).filter((name) => /^\d{3}-/.test(name))
      const { command, input, started } = run.file
      const text = JSON.stringify({
        run: run.id,
        command,
        input,
        started: new Date(started).toISOString(),
        state: await stateOf(run.folder),
        steps: steps.sort().map((name) => name.replace(/^\d+-|\.json$/g, '')),
      })
      return [{ uri, mimeType: json, text }]
    },
    complete: async (place) => (place === 'run' ? (await newestFirst()).map(({ id }) => id) : []),
  }
}

async function textAt(path: string): Promise<string> {
  return readFile(path, 'utf8').catch(() => '')
}
