import { constants, readdirSync, readFileSync } from 'node:fs'
import { byCodeUnit, digestOf } from '../digest.ts'

const skipped = new Set(['node_modules', 'coverage'])

/** A link is no file of a catalogue; whatever waits for a writer is read as empty. Windows has neither. */
const plainly = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0)

/** The digest of a set of named bytes: over sorted lines of `<digest>  <path>`. */
export function digestFiles(files: Iterable<readonly [string, Buffer]>): string {
  const lines = [...files].map(([path, bytes]) => `${digestOf(bytes)}  ${path}\n`).sort(byCodeUnit)
  return digestOf(lines.join(''))
}

/**
 * The files of one folder, by sorted forward-slash paths. Each is read when it is first asked for, and stays what it was then.
 * Reading does not wait in turns: hundreds of small files take a third of the time so.
 */
export class Files {
  readonly folder: string
  readonly #read = new Map<string, Buffer | undefined>()

  constructor(folder: string) {
    this.folder = folder
  }

  /** The bytes of a file; undefined when there is none. */
  bytes(path: string): Buffer | undefined {
    if (!this.#read.has(path)) this.#read.set(path, this.#readNow(path))
    return this.#read.get(path)
  }

  /** The sorted names in a folder below, but for what is never part of a catalogue. Links are not followed. */
  names(below: string): { name: string; isFolder: boolean }[] {
    return readdirSync(`${this.folder}/${below}`, { withFileTypes: true })
      .filter((entry) => !skipped.has(entry.name) && (entry.isDirectory() || entry.isFile()))
      .map((entry) => ({ name: entry.name, isFolder: entry.isDirectory() }))
      .sort((a, b) => byCodeUnit(a.name, b.name))
  }

  /** All files of a folder below, which ends in a slash, or is '' for the whole. */
  below(below: string): Map<string, Buffer> {
    return this.some(this.list(below))
  }

  /** Those of the files that are there. */
  some(paths: readonly string[]): Map<string, Buffer> {
    return new Map(
      paths.flatMap((path) => {
        const bytes = this.bytes(path)
        return bytes ? [[path, bytes] as const] : []
      }),
    )
  }

  /** The paths of all files in a folder below, sorted. */
  list(below: string): string[] {
    return this.names(below)
      .flatMap(({ name, isFolder }) => (isFolder ? this.list(`${below}${name}/`) : [`${below}${name}`]))
      .sort(byCodeUnit)
  }

  #readNow(path: string): Buffer | undefined {
    try {
      return readFileSync(`${this.folder}/${path}`, { flag: plainly })
    } catch (error) {
      if (['ENOENT', 'ENOTDIR', 'ELOOP', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? ''))
        return undefined
      throw error
    }
  }
}
