import { parentPort, workerData } from 'node:worker_threads'

/** What the thread of the rule and this one share. */
export interface Watched {
  /** 1 while the rule works. */
  working: Int32Array<SharedArrayBuffer>
  /** The id of the process that started this one. */
  service: number
  /** Bytes that the whole process may grow by. */
  mostGrown: number
}

// A thread beside the rule's, which may be stuck in one long call of the engine and then hears nothing. While the rule
// works, this one looks whether the service is still there and what the process takes; else it sleeps.

const { working, service, mostGrown } = workerData as Watched
const most = process.memoryUsage.rss() + mostGrown
parentPort!.postMessage('ready')

for (;;) {
  Atomics.wait(working, 0, 0)
  Atomics.wait(working, 0, 1, 25)
  if (process.ppid !== service || process.memoryUsage.rss() > most) process.kill(process.pid, 'SIGKILL')
}
