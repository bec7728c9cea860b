// npm run generate: writes everything that is derived from something else in this repository. What it would write is
// compared by tests/repository/generated.test.ts.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { contracts } from './generate/contracts.ts'
import { examples } from './generate/examples.ts'
import { reading } from './generate/reading.ts'
import { reference } from './generate/reference.ts'
import { styles } from './generate/styles.ts'

const root = join(import.meta.dirname, '..')
let written = 0

for (const make of [contracts, reference, styles, reading, examples]) {
  const { files, folders } = await make(root)
  for (const folder of folders) await removeOthers(folder, files)
  for (const [path, text] of files) await write(path, text)
}
console.log(`${written} files changed`)

async function write(path: string, text: string): Promise<void> {
  const file = join(root, path)
  const before = await readFile(file, 'utf8').catch(() => undefined)
  if (before === text) return
  await mkdir(dirname(file), { recursive: true })
  await writeFile(file, text)
  written += 1
}

/** What is no longer generated goes away. */
async function removeOthers(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  const present = await readdir(join(root, folder), { recursive: true, withFileTypes: true }).catch(() => [])
  for (const entry of present.filter((one) => one.isFile())) {
    const file = join(entry.parentPath, entry.name)
    if (files.has(file.slice(root.length + 1))) continue
    await rm(file)
    written += 1
  }
}
