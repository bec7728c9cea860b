import { spawn } from 'node:child_process'
import { once } from 'node:events'

/** Runs a program to its end and gives what it wrote on stdout. Throws what it wrote when it fails. */
export async function run(
  program: string,
  args: string[],
  env: NodeJS.ProcessEnv = process.env,
  input?: string,
): Promise<string> {
  const child = spawn(program, args, { env, stdio: ['pipe', 'pipe', 'pipe'] })
  child.stdin.on('error', () => {}).end(input)
  let out = ''
  let all = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text
    all += text
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    all += text
  })
  const [status] = await once(child, 'close')
  if (status !== 0)
    throw new Error(`${program} ${args.slice(0, 6).join(' ')} ... ended with ${status}:\n${all.slice(-3000)}`)
  return out.trim()
}
