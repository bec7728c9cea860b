import { chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { asTemporaryError, makeTemporary } from '../../workspace/temporary.ts'

/** What a process inside sees of /etc: one person without privileges, one host, no look-up elsewhere. */
export const etc: Readonly<Record<string, string>> = {
  passwd: 'compose:x:1000:1000::/home/compose:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n',
  group: 'compose:x:1000:\nnogroup:x:65534:\n',
  hosts: '127.0.0.1 localhost\n::1 localhost\n',
  'nsswitch.conf': 'passwd: files\ngroup: files\nhosts: files\n',
}

/** A private folder for one run, outside the sandbox: the made-up files of /etc, a place to mount a root, a home. */
export async function makeRoom(): Promise<{ path: string; remove(): Promise<void> }> {
  const path = await makeTemporary('compose-room-')
  const remove = () => rm(path, { recursive: true, force: true, maxRetries: 3 })
  try {
    for (const name of ['etc', 'root', 'home', 'tmp']) await mkdir(join(path, name), { mode: 0o700 })
    for (const [name, text] of Object.entries(etc)) {
      await writeFile(join(path, 'etc', name), text)
      await chmod(join(path, 'etc', name), 0o644)
    }
    return { path, remove }
  } catch (error) {
    await remove()
    throw asTemporaryError(error)
  }
}
