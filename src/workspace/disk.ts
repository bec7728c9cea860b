import { chmod, mkdir, open, rename, rmdir, symlink, unlink } from 'node:fs/promises'

/**
 * Every change that the workspace makes on a disk, one system call's worth each.
 * Tests put a disk in its place that fails, or kills the process, at the nth of them.
 */
export interface Disk {
  /** Makes one folder, mode 755 whatever the umask; fails if it is there. */
  makeFolder(path: string): Promise<void>
  /** Makes one file with these bytes and this mode, and waits until it is on the disk; fails if it is there, and leaves no half of one. */
  create(path: string, bytes: Buffer, mode: '644' | '755'): Promise<void>
  /** Makes a symbolic link that points nowhere and says `text`: a mark that appears whole or not at all. */
  mark(path: string, text: string): Promise<void>
  rename(from: string, to: string): Promise<void>
  removeFile(path: string): Promise<void>
  removeFolder(path: string): Promise<void>
  /** Waits until the names in a folder are on the disk. */
  sync(folder: string): Promise<void>
}

export const realDisk: Disk = {
  async makeFolder(path) {
    await mkdir(path)
    await chmod(path, 0o755)
  },
  async create(path, bytes, mode) {
    const file = await open(path, 'wx', 0o600)
    try {
      await file.writeFile(bytes)
      await file.chmod(mode === '755' ? 0o755 : 0o644)
      await file.sync()
    } catch (error) {
      // On a full disk half a file is left, and nothing else knows of it.
      await unlink(path).catch(() => undefined)
      throw error
    } finally {
      await file.close()
    }
  },
  mark: (path, text) => symlink(text, path),
  rename,
  removeFile: unlink,
  removeFolder: rmdir,
  async sync(folder) {
    const handle = await open(folder, 'r')
    try {
      await handle.sync()
    } catch (error) {
      // Some network and FUSE file systems cannot sync a folder; the renames are then as safe as they let them be.
      if (!['EINVAL', 'ENOTSUP', 'EPERM', 'EBADF'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
    } finally {
      await handle.close()
    }
  },
}

/** The code of a file-system error (`ENOENT` …), or undefined for anything else. */
export function codeOf(error: unknown): string | undefined {
  return error instanceof Error ? (error as NodeJS.ErrnoException).code : undefined
}

/** Runs `work` and takes these error codes as done. */
export async function unless(codes: readonly string[], work: Promise<void>): Promise<void> {
  await work.catch((error) => {
    if (!codes.includes(codeOf(error) ?? '')) throw error
  })
}
