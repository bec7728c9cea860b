import { realpath } from 'node:fs/promises'
import { dirname, join, sep } from 'node:path'
import { ComposeError } from '../errors.ts'
import { placeNamed } from '../workspace/paths.ts'

/**
 * Lets a path through when it lies in one of the folders, links followed: a link that leads out is out. Relative paths
 * start in the first of them. Throws 'folder-not-ours' for any other.
 */
export async function insideRoots(roots: readonly string[], path: string): Promise<string> {
  const wanted = await placeNamed(roots[0]!, path)
  const real = await follow(wanted)
  for (const root of await Promise.all(roots.map(follow))) {
    if (real === root || real.startsWith(root.endsWith(sep) ? root : root + sep)) return wanted
  }
  throw new ComposeError('folder-not-ours', `${path} is outside the folders that this server may use.`, {
    suggestion: `Choose a folder inside ${roots.join(' or ')}, or start the server with another one: compose mcp --root DIR`,
  })
}

/** The real path of what is there, and of where something new would be made. */
async function follow(path: string): Promise<string> {
  const above: string[] = []
  for (let at = path; ; at = dirname(at)) {
    try {
      return join(await realpath(at), ...above)
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      if ((code !== 'ENOENT' && code !== 'ENOTDIR') || at === dirname(at)) throw error
      above.unshift(at.slice(dirname(at).length).replace(sep, ''))
    }
  }
}
