import { writeFile } from 'node:fs/promises'
import { type Disk, realDisk } from '../../src/workspace/disk.ts'

/**
 * The real disk until the nth operation. There `strike` decides: `before` it is done or `after`; a file is left half written
 * in between.
 */
export function faultyDisk(
  nth: number,
  moment: 'before' | 'half' | 'after',
  strike: () => unknown,
): Disk & { count(): number } {
  let count = 0
  const guard = async (operation: () => Promise<void>, half: () => Promise<void>) => {
    count += 1
    if (count !== nth) return operation()
    if (moment === 'half') await half()
    if (moment === 'after') await operation().catch(() => undefined)
    await strike()
  }
  const nothing = async () => {}
  return {
    count: () => count,
    makeFolder: (path) => guard(() => realDisk.makeFolder(path), nothing),
    create: (path, bytes, mode) =>
      guard(
        () => realDisk.create(path, bytes, mode),
        () => writeFile(path, bytes.subarray(0, bytes.length / 2), { flag: 'wx' }),
      ),
    mark: (path, text) => guard(() => realDisk.mark(path, text), nothing),
    rename: (from, to) => guard(() => realDisk.rename(from, to), nothing),
    removeFile: (path) => guard(() => realDisk.removeFile(path), nothing),
    removeFolder: (path) => guard(() => realDisk.removeFolder(path), nothing),
    sync: (folder) => guard(() => realDisk.sync(folder), nothing),
  }
}

/** A disk on which nothing works any more once the strike has come: a crash within this process. */
export function crashingDisk(nth: number, moment: 'before' | 'half' | 'after'): Disk & { count(): number } {
  let dead = false
  const crash = () => {
    dead = true
    throw new Error('crash')
  }
  const disk = faultyDisk(nth, moment, crash)
  return new Proxy(disk, {
    get: (target, name: keyof typeof disk) => (dead && name !== 'count' ? crash : target[name]),
  })
}
