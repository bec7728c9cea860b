import { access, constants } from 'node:fs/promises'
import { flushCompileCache, getCompileCacheDir } from 'node:module'
import { setTimeout as sleep } from 'node:timers/promises'

// Whatever a place has started ends at once, and Node keeps what it has compiled only where a process ends in order.
const folder = getCompileCacheDir()
const writable =
  folder !== undefined &&
  (await access(folder, constants.W_OK).then(
    () => true,
    () => false,
  ))
if (writable) sleep(2000, undefined, { ref: false }).then(() => flushCompileCache())
