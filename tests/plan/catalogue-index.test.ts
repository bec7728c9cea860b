import { appendFile, chmod, chown, cp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Catalog, loadCatalog } from '../../src/catalog/load.ts'
import { temporaryFolder } from '../cli/run.ts'
import { resealed } from '../support/kept.ts'
import { catalog as own, planOf } from '../support/plan.ts'

// The index saves reading YAML; it never changes what is read.

const shown = ({ folder: _, cache: _cache, files, ...rest }: Catalog) =>
  JSON.parse(
    JSON.stringify({
      ...rest,
      maps: [rest.types, rest.capabilities, rest.patterns].map((map) => [...map]),
      files: [...files.keys()],
    }),
  )

const asKept = (text: string) => text.replace('"title":"Triage"', '"title":"As kept"')

async function places() {
  const [folder, cache] = [await temporaryFolder(), await temporaryFolder()]
  for (const one of ['types', 'capabilities', 'patterns', 'components', 'policy.yaml', 'vocabulary.yaml'])
    await cp(join(own.folder, one), join(folder, one), { recursive: true })
  const index = async () => join(cache, (await readdir(cache))[0]!)
  return { folder, cache, index }
}

test('from the index comes what reading gives, and it is the index that is read', async () => {
  const { folder, cache, index } = await places()
  const read = await loadCatalog(folder, cache)
  expect(shown(await loadCatalog(folder, cache))).toEqual(shown(read))
  expect(shown(read)).toEqual(shown(await loadCatalog(folder)))
  await writeFile(await index(), resealed(await readFile(await index(), 'utf8'), asKept))
  expect((await loadCatalog(folder, cache)).patterns.get('triage')?.file.metadata.title).toBe('As kept')
})

test('one byte more in the catalogue and it is read anew; there is never more than one index of it', async () => {
  const { folder, cache } = await places()
  await loadCatalog(folder, cache)
  const path = join(folder, 'patterns/triage.yaml')
  await writeFile(path, (await readFile(path, 'utf8')).replace('title: Triage', 'title: Triage now'))
  expect((await loadCatalog(folder, cache)).patterns.get('triage')?.file.metadata.title).toBe('Triage now')
  expect(await readdir(cache)).toHaveLength(1)
})

test.each([
  ['cut off', (text: string) => text.slice(0, -20)],
  ['empty', () => ''],
  ['of another catalogue', (text: string) => text.replace('"key":"sha256:', '"key":"sha256:0')],
  ['changed in one word', asKept],
])('an index that is %s counts for nothing', async (_what, spoil) => {
  const { folder, cache, index } = await places()
  const read = await loadCatalog(folder, cache)
  await writeFile(await index(), spoil(await readFile(await index(), 'utf8')))
  expect(shown(await loadCatalog(folder, cache))).toEqual(shown(read))
})

test.runIf(process.geteuid)(
  'an index that others may write is not theirs to fill: it is not read, and made anew',
  async () => {
    const { folder, cache, index } = await places()
    const read = await loadCatalog(folder, cache)
    await writeFile(await index(), resealed(await readFile(await index(), 'utf8'), asKept))
    await chmod(await index(), 0o666)
    expect(shown(await loadCatalog(folder, cache))).toEqual(shown(read))
    expect((await stat(await index())).mode & 0o777).toBe(0o600)
  },
)

test.runIf(process.geteuid?.() === 0)('an index of another user is not read', async () => {
  const { folder, cache, index } = await places()
  const read = await loadCatalog(folder, cache)
  await writeFile(await index(), resealed(await readFile(await index(), 'utf8'), asKept))
  await chown(await index(), 12345, 12345)
  expect(shown(await loadCatalog(folder, cache))).toEqual(shown(read))
})

test('a link in place of an index leads nowhere, neither to read nor to write', async () => {
  const { folder, cache, index } = await places()
  const read = await loadCatalog(folder, cache)
  const [path, elsewhere] = [await index(), join(await temporaryFolder(), 'mine')]
  await writeFile(elsewhere, resealed(await readFile(path, 'utf8'), asKept))
  const before = await readFile(elsewhere)
  for (const link of [path, `${path}.${process.pid}`]) {
    await rm(link, { force: true })
    await symlink(elsewhere, link)
  }
  expect(shown(await loadCatalog(folder, cache))).toEqual(shown(read))
  expect(await readFile(elsewhere)).toEqual(before)
})

test('what the index does not hold is noticed too: a plan tells the part whose source has changed', async () => {
  const { folder, cache } = await places()
  const digests = async () => {
    const { choices } = await planOf('case triage service', {}, await loadCatalog(folder, cache))
    return choices.map(({ component, digest }) => `${component} ${digest}`)
  }
  const before = await digests()
  expect(await digests()).toEqual(before)
  await appendFile(join(folder, 'components/audit-embedded/src/chain.ts'), '// changed\n')
  expect((await digests()).filter((one) => !before.includes(one))).toEqual([expect.stringMatching(/^audit-embedded /)])
})

test('a catalogue that is wrong is refused the second time too, and where nothing can be kept it is read all the same', async () => {
  const { folder, cache } = await places()
  await writeFile(join(cache, 'file'), '')
  expect((await loadCatalog(folder, join(cache, 'file/catalogue'))).patterns.size).toBe(own.patterns.size)
  await writeFile(join(folder, 'policy.yaml'), 'version: 1\n')
  for (let time = 0; time < 2; time += 1) await expect(loadCatalog(folder, cache)).rejects.toThrow('policy.yaml')
})
