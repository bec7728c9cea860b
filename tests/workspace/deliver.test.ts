import { mkdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withBaseStore } from '../../src/workspace/base-store.ts'
import { deliver } from '../../src/workspace/deliver.ts'
import { digestFileSet } from '../../src/workspace/digest.ts'
import { inspectFolder } from '../../src/workspace/inspect.ts'
import { keepFailed } from '../../src/workspace/keep-failed.ts'
import { recover } from '../../src/workspace/recover.ts'
import { place, setOf, treeOf, treeOfSet, write } from './sets.ts'

const first = setOf({ 'a.txt': 'one', 'service/src/b.ts': 'two', 'run.sh*': 'three', 'gone/c.txt': 'four' })
const second = setOf({ 'a.txt': 'ONE', 'service/src/b.ts': 'two', 'run.sh': 'three', 'new/d.txt': 'five' })

test('an absent folder is made whole, with the exact modes', async () => {
  const top = await place()
  await deliver(join(top, 'svc'), first, { replace: false })
  expect(await treeOf(top)).toEqual({ svc: 'folder', ...prefixed('svc', treeOfSet(first)) })
  expect(await inspectFolder(join(top, 'svc'))).toMatchObject({ kind: 'ours', edited: [], extra: [] })
})

test('an empty folder, or one with only .git, is filled in place', async () => {
  const folder = await place()
  await write(folder, { '.git/HEAD': 'ref' })
  expect(await inspectFolder(folder)).toEqual({ kind: 'empty' })
  await deliver(folder, first, { replace: false })
  expect(await treeOf(folder)).toEqual({ '.git': 'folder', '.git/HEAD': '644 ref', ...treeOfSet(first) })
})

test('our own folder is replaced; what was dropped goes, what the person added stays', async () => {
  const folder = await place()
  await deliver(folder, first, { replace: false })
  await write(folder, { 'mine.txt': 'm', '.data/x': 'db', 'node_modules/y/z': 'n', 'service/notes/k': 'k' })
  await deliver(folder, second, { replace: true })
  expect(await treeOf(folder)).toMatchObject({ ...treeOfSet(second), 'mine.txt': '644 m', '.data/x': '644 db' })
  expect(Object.keys(await treeOf(folder))).not.toContain('gone')
  expect(await inspectFolder(folder)).toMatchObject({ edited: [], extra: ['mine.txt', 'service/notes/k'] })
})

test('the receipt is replaced, and the base store holds no more than the set', async () => {
  const folder = await place()
  const withReceipt = (files: typeof first, text: string) =>
    new Map([
      ...withBaseStore(files),
      ['receipt.json', { bytes: Buffer.from(text), mode: '644', zone: 'generated' }] as const,
    ])
  await deliver(folder, withReceipt(first, 'r1'), { replace: false })
  await deliver(folder, withReceipt(second, 'r2'), { replace: true })
  expect(await treeOf(folder)).toEqual(treeOfSet(withReceipt(second, 'r2')))
})

test('the same set again changes nothing, not even without leave to replace', async () => {
  const folder = await place()
  await deliver(folder, first, { replace: false })
  await deliver(folder, first, { replace: false })
  await expect(deliver(folder, second, { replace: false })).rejects.toMatchObject({ code: 'folder-not-ours' })
  expect(await treeOf(folder)).toEqual(treeOfSet(first))
})

test('an edit, a removal, and a file in the way of a new one stop it; all are named', async () => {
  const folder = await place()
  await deliver(folder, first, { replace: false })
  await write(folder, { 'a.txt': 'edited', 'new/d.txt': 'mine' })
  await rm(join(folder, 'gone/c.txt'))
  const before = await treeOf(folder)
  const error = await deliver(folder, second, { replace: true }).catch((thrown) => thrown)
  expect(error).toMatchObject({ code: 'edits-would-be-lost', exitStatus: 9 })
  expect(error.problems.map((problem: { where: string }) => problem.where)).toEqual(['a.txt', 'new/d.txt'])
  expect(error.problems.every((problem: { suggestion?: string }) => problem.suggestion)).toBe(true)
  expect(await treeOf(folder)).toEqual(before)
})

test('an edit that the new set holds too is no loss', async () => {
  const folder = await place()
  await deliver(folder, first, { replace: false })
  await write(folder, { 'a.txt': 'ONE' })
  await deliver(folder, second, { replace: true })
  expect(await treeOf(folder)).toEqual(treeOfSet(second))
})

test('a folder of somebody else is refused by name of what is in it', async () => {
  const folder = await place()
  await write(folder, { 'thesis.doc': 'x', 'composition.lock.json': '{}' })
  expect(await inspectFolder(folder)).toEqual({ kind: 'foreign', examples: ['composition.lock.json', 'thesis.doc'] })
  await expect(deliver(folder, first, { replace: true })).rejects.toThrow(/thesis\.doc/)
  await writeFile(join(folder, 'file'), '')
  await expect(deliver(join(folder, 'file'), first, { replace: true })).rejects.toMatchObject({
    code: 'folder-not-ours',
  })
})

test('links are never written through: the folder itself, a parent inside it, a file of it, .compose', async () => {
  const top = await place()
  const outside = join(top, 'outside')
  await mkdir(outside)
  await symlink(outside, join(top, 'link'))
  await expect(deliver(join(top, 'link'), first, { replace: true })).rejects.toMatchObject({ code: 'folder-not-ours' })

  const folder = join(top, 'svc')
  await deliver(folder, first, { replace: false })
  await symlink(outside, join(folder, 'new'))
  await expect(deliver(folder, second, { replace: true })).rejects.toMatchObject({ code: 'folder-not-ours' })
  await rm(join(folder, 'new'))

  await write(outside, { 'c.txt': 'four' })
  await rm(join(folder, 'gone'), { recursive: true })
  await symlink(outside, join(folder, 'gone'))
  await expect(deliver(folder, second, { replace: true })).resolves.toBeUndefined()
  expect(await readFile(join(outside, 'c.txt'), 'utf8')).toBe('four')

  await symlink(outside, join(folder, '.compose'))
  await expect(deliver(folder, first, { replace: true })).rejects.toMatchObject({ code: 'folder-not-ours' })
  expect(await treeOf(outside)).toEqual({ 'c.txt': '644 four' })
})

test('a cut-off change that came with a clone cannot reach outside the folder', async () => {
  const top = await place()
  const folder = join(top, 'svc')
  await deliver(folder, first, { replace: false })
  const journal = (path: string) =>
    JSON.stringify({ version: 1, deletes: [], puts: [{ path, staged: '0', is: 'x', was: null }] })
  await write(folder, {
    '.compose/transaction/journal.json': journal('../escaped'),
    '.compose/transaction/new/0': 'evil',
  })
  await expect(recover(folder)).rejects.toMatchObject({ code: 'bad-file' })
  expect(Object.keys(await treeOf(top))).not.toContain('escaped')

  await rm(join(folder, '.compose'), { recursive: true })
  await write(top, { 'secrets/0': 'private' })
  await write(folder, { '.compose/transaction/journal.json': journal('stolen') })
  await symlink(join(top, 'secrets'), join(folder, '.compose/transaction/new'))
  await recover(folder)
  expect(await treeOf(top)).toMatchObject({ 'secrets/0': '644 private' })
  expect(Object.keys(await treeOf(folder))).not.toContain('stolen')
})

test.each([
  '../x',
  '/etc/x',
  'a/../../x',
  'a//b',
  '.git/hooks/x',
  'node_modules/x',
  '.data/x',
  '.compose/lock',
  'a\\b',
  'a\0',
])('a set with the path %j is refused before anything is written', async (path) => {
  const top = await place()
  await expect(deliver(join(top, 'svc'), setOf({ [path]: '' }), { replace: false })).rejects.toMatchObject({
    code: 'bug',
  })
  expect(await treeOf(top)).toEqual({})
})

test('a parent that is not there is named with advice', async () => {
  const error = await deliver(join(await place(), 'no/svc'), first, { replace: false }).catch((thrown) => thrown)
  expect(error).toMatchObject({ code: 'folder-unwritable', suggestion: expect.stringContaining('make it first') })
})

test('what failed is kept beside the folder and replaced the next time', async () => {
  const top = await place()
  const folder = join(top, 'svc')
  expect(await keepFailed(folder, first)).toBe(join(top, 'svc.failed'))
  await write(top, { 'svc.failed/scribble': 'x' })
  await keepFailed(folder, second)
  expect(await treeOf(top)).toEqual({ 'svc.failed': 'folder', ...prefixed('svc.failed', treeOfSet(second)) })
})

test('the digest of a set depends on paths, modes and bytes only', () => {
  expect(digestFileSet(new Map([...first].reverse()))).toBe(digestFileSet(first))
  expect(digestFileSet(second)).not.toBe(digestFileSet(first))
  expect(digestFileSet(setOf({ 'a*': '' }))).not.toBe(digestFileSet(setOf({ a: '' })))
})

test('the base store holds pristine bytes of everything but vendored files', () => {
  const files = new Map([...first, ['kit/k.ts', { bytes: Buffer.from('kit'), mode: '644', zone: 'vendored' }] as const])
  const stored = [...withBaseStore(files)].filter(([path]) => path.startsWith('.compose/base/'))
  expect(stored.map(([, file]) => file.bytes.toString()).sort()).toEqual(['four', 'one', 'three', 'two'])
})

function prefixed(name: string, tree: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(tree).map(([path, seen]) => [`${name}/${path}`, seen]))
}
