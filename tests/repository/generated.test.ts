import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { contracts } from '../../scripts/generate/contracts.ts'
import { examples } from '../../scripts/generate/examples.ts'
import type { Generated } from '../../scripts/generate/generated.ts'
import { reading } from '../../scripts/generate/reading.ts'
import { reference } from '../../scripts/generate/reference.ts'
import { styles } from '../../scripts/generate/styles.ts'
import { root } from '../support/plan.ts'

const read = (path: string) => readFile(join(root, path), 'utf8').catch(() => 'missing')

/** What differs is shown file by file; `npm run generate` brings it up to date. */
async function compare({ files, folders }: Generated): Promise<void> {
  for (const [path, text] of files) expect(await read(path), `${path} is stale: run npm run generate`).toBe(text)
  for (const folder of folders) {
    const entries = await readdir(join(root, folder), { recursive: true, withFileTypes: true })
    const present = entries
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    expect(present.sort()).toEqual([...files.keys()].filter((path) => path.startsWith(`${folder}/`)).sort())
  }
}

test('the types of the contracts are those of their openapi.yaml', async () => compare(await contracts(root)))

test('the reference is that of the schemas and operations', async () => compare(await reference()))

test('the styles of a page are those of govuk-frontend', async () => compare(await styles(root)))

test('the figures of how goals are read are those of today', async () => compare(await reading(root)))

test('each example is what its goal comes to', async () => {
  const generated = await examples(root)
  expect(generated.folders.length).toBeGreaterThanOrEqual(3)
  await compare(generated)
})

test('composed folders cut their lock from ours', async () => {
  expect(await read('templates/package-lock.json')).toBe(await read('package-lock.json'))
})
