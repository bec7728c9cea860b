import { spawn } from 'node:child_process'
import { mkdir, readdir, symlink } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { deliver } from '../../src/workspace/deliver.ts'
import { type Disk, realDisk } from '../../src/workspace/disk.ts'
import { holdFolder } from '../../src/workspace/hold.ts'
import { isAlive, markOf } from '../../src/workspace/process-mark.ts'
import { recover } from '../../src/workspace/recover.ts'
import { place, setOf, treeOf, treeOfSet, write } from './sets.ts'

const first = setOf({ a: 'one' })
const second = setOf({ a: 'two' })

async function deadMark(): Promise<string> {
  const child = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' })
  const mark = `${await markOf(child.pid!)}@${hostname()}`
  await new Promise((ended) => child.once('close', ended))
  return mark
}

test.each(['absent', 'there'])('two cannot change one folder at once (%s)', async (kind) => {
  const folder = join(await place(), 'svc')
  if (kind === 'there') await deliver(folder, first, { replace: false })
  const hold = await holdFolder(folder)
  await expect(holdFolder(folder)).rejects.toMatchObject({ code: 'folder-busy', suggestion: expect.any(String) })
  await expect(deliver(folder, second, { replace: true })).rejects.toMatchObject({ code: 'folder-busy' })
  await hold.release()
  await deliver(folder, second, { replace: true })
  expect(await treeOf(folder)).toEqual(treeOfSet(second))
})

test('a hold taken for the whole run serves its own delivery', async () => {
  const folder = join(await place(), 'svc')
  const hold = await holdFolder(folder)
  await deliver(folder, first, { replace: false, hold })
  await hold.release()
  expect(await readdir(join(folder, '..'))).toEqual(['svc'])
})

test('of many deliveries at once, each is whole or refused', async () => {
  const folder = join(await place(), 'svc')
  await deliver(folder, first, { replace: false })
  const sets = [first, second, setOf({ a: 'three', b: 'four' })]
  const results = await Promise.allSettled(
    Array.from({ length: 9 }, (_, n) => deliver(folder, sets[n % 3]!, { replace: true })),
  )
  for (const result of results)
    if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'folder-busy' })
  expect(results.some(({ status }) => status === 'fulfilled')).toBe(true)
  expect(sets.map(treeOfSet)).toContainEqual(await treeOf(folder))
})

test('the mark of a dead process is taken over; that of another machine is not', async () => {
  const folder = join(await place(), 'svc')
  await deliver(folder, first, { replace: false })
  const child = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' })
  const dead = await markOf(child.pid!)
  await new Promise((ended) => child.once('close', ended))
  await mkdir(join(folder, '.compose'))
  await symlink(`${dead}@${hostname()}`, join(folder, '.compose/lock'))
  await recover(folder)
  expect(await treeOf(folder)).toEqual(treeOfSet(first))

  await mkdir(join(folder, '.compose'))
  await symlink(`${dead}@${hostname()}`, join(folder, '.compose/lock'))
  await (await holdFolder(folder)).release()
  await mkdir(join(folder, '.compose'))
  await symlink(`${dead}@elsewhere`, join(folder, '.compose/lock'))
  await expect(deliver(folder, second, { replace: true })).rejects.toMatchObject({ code: 'folder-busy' })
})

test('of three that find the same dead mark, one gets the folder, whenever the others come in between', async () => {
  const dead = await deadMark()
  // The others try just before the first and second of these operations of one that takes the folder over.
  const most = 6
  for (let second = 1; second <= most; second += 1) {
    for (let third = second; third <= most; third += 1) {
      const folder = join(await place(), 'svc')
      await mkdir(join(folder, '.compose'), { recursive: true })
      await symlink(dead, join(folder, '.compose/lock'))
      const others: Promise<unknown>[] = []
      let count = 0
      const disk = new Proxy(realDisk, {
        get:
          (target, name: keyof Disk) =>
          async (...given: [string, string & Buffer, '644']) => {
            count += 1
            for (const when of [second, third]) if (when === count) others.push(holdFolder(folder))
            await Promise.allSettled(others)
            await target[name](...given)
          },
      })
      const first = holdFolder(folder, disk)
      await first.catch(() => undefined)
      const results = await Promise.allSettled([first, ...others])
      for (const result of results)
        if (result.status === 'rejected') expect(result.reason).toMatchObject({ code: 'folder-busy' })
      const holds = results.filter(({ status }) => status === 'fulfilled').length
      expect(holds, `in between at ${second} and ${third} of ${count}`).toBeLessThanOrEqual(1)
      if (holds === 0) await (await holdFolder(folder)).release()
    }
  }
})

test.each([[['lock', 'lock.next']], [['lock.next']]])(
  'a take-over that was cut off is taken over too, and cleared away: %s',
  async (names) => {
    const dead = await deadMark()
    const folder = join(await place(), 'svc')
    await deliver(folder, first, { replace: false })
    const leave = async () => {
      await mkdir(join(folder, '.compose'), { recursive: true })
      for (const name of names) await symlink(dead, join(folder, '.compose', name))
    }
    await leave()
    await recover(folder)
    expect(await treeOf(folder)).toEqual(treeOfSet(first))
    await leave()
    await deliver(folder, second, { replace: true })
    await recover(folder)
    expect(await treeOf(folder)).toEqual(treeOfSet(second))
  },
)

test('a process is told from a later one of the same number', async () => {
  const mark = await markOf(process.pid)
  expect(await isAlive(mark)).toBe(true)
  expect(await isAlive(`${process.pid}.1`)).toBe(mark.endsWith('.0'))
})

test('a change under way is not touched by others, and is told as busy', async () => {
  const folder = join(await place(), 'svc')
  await deliver(folder, first, { replace: false })
  const hold = await holdFolder(folder)
  await write(folder, { '.compose/transaction/folders.json': '[]' })
  await expect(recover(folder)).rejects.toMatchObject({ code: 'folder-busy' })
  await hold.release()
  expect(await recover(folder)).toBe('rolled-back')
  expect(await treeOf(folder)).toEqual(treeOfSet(first))
})

test('recovery of a folder where all is well writes nothing', async () => {
  const folder = join(await place(), 'svc')
  const refuse = () => {
    throw new Error('written')
  }
  const disk = {
    makeFolder: refuse,
    create: refuse,
    mark: refuse,
    rename: refuse,
    removeFile: refuse,
    removeFolder: refuse,
    sync: refuse,
  }
  expect(await recover(folder, disk)).toBe('nothing')
  await deliver(folder, first, { replace: false })
  expect(await recover(folder, disk)).toBe('nothing')
})

test('waste beside the folder is removed only when its process is dead and its name is ours', async () => {
  const top = await place()
  const folder = join(top, 'svc')
  const child = spawn(process.execPath, ['-e', ''], { stdio: 'ignore' })
  const dead = await markOf(child.pid!)
  await new Promise((ended) => child.once('close', ended))
  const keep = [
    `.svc.compose-${await markOf(process.pid)}-00000000`,
    '.svc.compose-mine',
    `.svcx.compose-${dead}-00000000`,
    'svc.compose',
  ]
  for (const name of [...keep, `.svc.compose-${dead}-00000000`, `.svc.failed.compose-${dead}-00000000`])
    await write(top, { [`${name}/a`]: '' })
  await recover(folder)
  expect((await readdir(top)).sort()).toEqual(keep.sort())
})
