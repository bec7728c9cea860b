import type { FileSet } from '../../src/schema.ts'
import { withBaseStore } from '../../src/workspace/base-store.ts'
import { setOf } from './sets.ts'

const old = withBaseStore(
  setOf({ 'a.txt': 'one', 'b/c.txt': 'two', 'gone/d.txt': 'three', same: 'same', turns: 'file' }),
)
const next = withBaseStore(
  setOf({ 'a.txt': 'ONE', 'b*': 'was a folder', same: 'same', 'turns/into': 'folder', 'n/e': 'five' }),
)

const small = setOf({ 'a.txt': 'small', 'b/c*': 'set' })

/** What is there before (undefined: no folder at all), what shall be there after, and by which way. */
export const scenes: Record<
  string,
  { old: FileSet | 'empty' | undefined; next: FileSet; how: 'deliver' | 'keep-failed' }
> = {
  fresh: { old: undefined, next: small, how: 'deliver' },
  empty: { old: 'empty', next: small, how: 'deliver' },
  replace: { old, next, how: 'deliver' },
  failed: { old: next, next: small, how: 'keep-failed' },
}
