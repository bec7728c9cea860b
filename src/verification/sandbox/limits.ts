import type { Tools } from './tools.ts'

const gigabyte = 2 ** 30

/**
 * The command under limits, when `prlimit` is there. Not the address space: Node reserves far more than it uses.
 * `data` counts memory that a process really may write. The number of processes is counted per user, so it is only set
 * where the user is the sandbox's own (and Linux does not hold root to it).
 */
export function limited(line: readonly string[], tools: Tools, ownUser: boolean): string[] {
  const { prlimit } = tools.programs
  if (!prlimit) return [...line]
  const limits = ['--core=0', `--fsize=${gigabyte}`, `--data=${4 * gigabyte}`, ...(ownUser ? ['--nproc=2048'] : [])]
  return [prlimit, ...limits, '--', ...line]
}
