import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ComposeError } from '../errors.ts'

/** The packages that compose itself is made with: what was reviewed for it may be used in what it makes. */
export async function approvedPackages(): Promise<ReadonlySet<string>> {
  for (let at = dirname(fileURLToPath(import.meta.url)); ; at = dirname(at)) {
    const text = await readFile(join(at, 'package.json'), 'utf8').catch(() => undefined)
    if (text) {
      const { dependencies, devDependencies } = JSON.parse(text)
      return new Set(Object.keys({ ...dependencies, ...devDependencies }))
    }
    if (dirname(at) === at) {
      throw new ComposeError('environment', "compose's own package.json is not to be found.", {
        suggestion: 'Install compose again.',
      })
    }
  }
}
