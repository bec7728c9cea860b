import { accessSync, chmodSync, constants, mkdtempSync, readFileSync, realpathSync, rmSync, statfsSync } from 'node:fs'
import { freemem, tmpdir } from 'node:os'
import { join } from 'node:path'

/** For `globalSetup`: all that the tests leave behind is in one folder, which is gone after the run. */
export default function setup(): () => void {
  const folder = mkdtempSync(join(process.env.TMPDIR || !hasRoom(memory) ? realpathSync(tmpdir()) : memory, 'tests-'))
  // Some tests do their work as another user.
  chmodSync(folder, 0o1777)
  process.env.TMPDIR = folder
  return () => rmSync(folder, { recursive: true, force: true })
}

// Hundreds of databases are made and thrown away, and thousands of folders: on a disk that is a tenth of all work.
const memory = '/dev/shm'

/** Several times what a whole run has there at once. */
const room = 4 * 2 ** 30

/** Whether a folder in memory has room for the tests, which run programs from there. */
function hasRoom(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK)
    const { bavail, bsize } = statfsSync(folder)
    const mount = readFileSync('/proc/self/mounts', 'utf8')
      .split('\n')
      .findLast((line) => line.split(' ')[1] === folder)
    return mount !== undefined && !/\bnoexec\b/.test(mount) && Math.min(bavail * bsize, freemem()) >= room
  } catch {
    return false
  }
}
