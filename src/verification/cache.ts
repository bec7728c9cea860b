import { join } from 'node:path'
import type { World } from '../world.ts'

/** Where this user keeps what is safe to delete; undefined when there is no home. */
export function cacheFolder({ env }: World, name: string): string | undefined {
  const base = env.XDG_CACHE_HOME || (env.HOME && join(env.HOME, '.cache'))
  return base ? join(base, 'compose', name) : undefined
}
