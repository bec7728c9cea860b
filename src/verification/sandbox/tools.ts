import { access, constants, lstat, readlink } from 'node:fs/promises'
import { join } from 'node:path'
import type { World } from '../../world.ts'

const names = ['bwrap', 'unshare', 'setpriv', 'prlimit', 'ip', 'mount', 'pivot_root'] as const

/** The programs that a sandbox is made of, as absolute paths, and how the system's top folders are laid out. */
export interface Tools {
  programs: Partial<Record<(typeof names)[number], string>>
  /** `/bin`, `/lib` …: a link to its target, or a folder of its own. */
  system: { path: string; target: string | undefined }[]
  /** Files of `/etc` that programs need to start and tell the time. */
  etc: string[]
}

export async function findTools(world: World): Promise<Tools> {
  // Outside these nothing would be seen from within, and a program in a person's own folder is not to be trusted here.
  const trusted = ['/usr/bin', '/bin', '/usr/sbin', '/sbin', '/usr/local/bin']
  const own = (world.env.PATH ?? '').split(':').filter((folder) => folder.startsWith('/usr/'))
  const programs: Tools['programs'] = {}
  for (const name of names) {
    for (const folder of [...trusted, ...own]) {
      if (!(await can(join(folder, name), constants.X_OK))) continue
      programs[name] = join(folder, name)
      break
    }
  }
  const system: Tools['system'] = []
  for (const path of ['/bin', '/sbin', '/lib', '/lib32', '/lib64', '/libx32']) {
    const stat = await lstat(path).catch(() => undefined)
    if (stat?.isSymbolicLink()) system.push({ path, target: await readlink(path) })
    else if (stat?.isDirectory()) system.push({ path, target: undefined })
  }
  const etc: string[] = []
  for (const name of ['ld.so.cache', 'ld.so.conf', 'ld.so.conf.d', 'localtime']) {
    if (await can(`/etc/${name}`, constants.R_OK)) etc.push(`/etc/${name}`)
  }
  return { programs, system, etc }
}

const can = (path: string, mode: number) =>
  access(path, mode).then(
    () => true,
    () => false,
  )
