import { spawnSync } from 'node:child_process'

/** Debian's: what other people's clients check our schemas with. */
const program = '/usr/bin/python3'

export const hasPython = spawnSync(program, ['-c', '']).status === 0

/** Whether this machine has Python and python3-jsonschema; tests that need them are left out where it has not. */
export const hasJsonschema = spawnSync(program, ['-c', 'import jsonschema']).status === 0

/** Runs a script with a JSON value on stdin; answers the JSON value that it prints. Throws what it wrote when it fails. */
export function runPython<T>(script: string, input: unknown): T {
  const { status, stdout, stderr } = spawnSync(program, ['-W', 'ignore', script], {
    input: JSON.stringify(input),
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  if (status !== 0) throw new Error(`${script} ended with ${status}: ${stderr}`)
  return JSON.parse(stdout)
}
