import { join } from 'node:path'
import { ownFolder } from '../environment.ts'
import type { World } from '../world.ts'

/** Where this user keeps what is safe to delete; undefined when there is no home. */
export function cacheFolder({ env }: World, name: string): string | undefined {
  const base = ownFolder(env, 'XDG_CACHE_HOME')
  return base ? join(base, 'compose', name) : undefined
}
