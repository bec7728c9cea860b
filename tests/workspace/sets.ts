import { mkdir, mkdtemp, readdir, readFile, readlink, realpath, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { digestOf } from '../../src/digest.ts'
import type { FileSet, Lock, OutputFile } from '../../src/schema.ts'
import { lockFiles } from '../../src/workspace/digest.ts'
import { lockName } from '../../src/workspace/names.ts'

/** A file set with its lock, from text by path; a path that ends in `*` can be run. */
export function setOf(texts: Record<string, string>): FileSet {
  const files = new Map<string, OutputFile>()
  for (const [name, text] of Object.entries(texts)) {
    const path = name.replace(/\*$/, '')
    files.set(path, { bytes: Buffer.from(text), mode: path === name ? '644' : '755', zone: 'generated' })
  }
  const lock: Lock = {
    version: 1,
    composition: digestOf(texts['composition.yaml'] ?? ''),
    settled: digestOf(texts['composition.yaml'] ?? ''),
    entries: {},
    workflow: { original: [], added: [], removed: [], steps: [] },
    files: lockFiles(files),
  }
  files.set(lockName, { bytes: Buffer.from(JSON.stringify(lock)), mode: '644', zone: 'generated' })
  return files
}

/** A fresh folder to work in. */
export async function place(): Promise<string> {
  return realpath(await mkdtemp(join(tmpdir(), 'workspace-')))
}

export async function write(folder: string, texts: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(texts)) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
}

/** Everything below a folder: folders by their name, files with mode and text, links with their target. */
export async function treeOf(folder: string): Promise<Record<string, string>> {
  const tree: Record<string, string> = {}
  for (const entry of await readdir(folder, { withFileTypes: true, recursive: true })) {
    const path = join(entry.parentPath, entry.name)
    const mode = ((await stat(path).catch(() => undefined))?.mode ?? 0) & 0o777
    const seen = entry.isDirectory()
      ? 'folder'
      : entry.isSymbolicLink()
        ? `-> ${await readlink(path)}`
        : `${mode.toString(8)} ${await readFile(path, 'utf8')}`
    tree[path.slice(folder.length + 1)] = seen
  }
  return Object.fromEntries(Object.entries(tree).sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** The same as `treeOf` of what a delivery of this set makes. */
export function treeOfSet(files: FileSet): Record<string, string> {
  const tree: Record<string, string> = {}
  for (const [path, file] of files) {
    tree[path] = `${file.mode} ${file.bytes.toString()}`
    for (let parent = dirname(path); parent !== '.'; parent = dirname(parent)) tree[parent] = 'folder'
  }
  return Object.fromEntries(Object.entries(tree).sort(([a], [b]) => (a < b ? -1 : 1)))
}
