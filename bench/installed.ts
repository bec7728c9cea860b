import { execFile } from 'node:child_process'
import { mkdir, rename, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)
const root = join(import.meta.dirname, '..')

/** The command of the package as `npm pack` makes it, unpacked where npm would put it, with our own dependencies beside it. */
export async function installedBin(scratch: string): Promise<string> {
  const { stdout } = await run('npm', ['pack', '--silent', '--pack-destination', scratch], { cwd: root })
  await run('tar', ['-xzf', join(scratch, stdout.trim().split('\n').at(-1)!), '-C', scratch])
  const place = join(scratch, 'node_modules/civic-compose')
  await mkdir(join(scratch, 'node_modules'))
  await rename(join(scratch, 'package'), place)
  await symlink(join(root, 'node_modules'), join(place, 'node_modules'))
  return join(place, 'bin/compose.js')
}
