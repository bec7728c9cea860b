import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { serviceTestEnv, type TestRun } from './staged.ts'

export type { TestRun }

/** One more run of a service's own tests in a place that runs. */
export interface Again {
  /** What the names of those to run match; all unless given. */
  only?: RegExp
  /** Seconds that they wait for what may never come. */
  patience: number
}

export interface KeptPlace {
  /** Starts the service as its files are now, and runs its tests. Components and database are those of the run before. */
  run(again: Again): Promise<TestRun>
  stop(): Promise<void>
}

/** A place that outlives a run of the tests in it: starting one takes as much work as most of them. */
export async function keepPlace(folder: string): Promise<KeptPlace> {
  const script = fileURLToPath(new URL('kept-place-process.ts', import.meta.url))
  const child = fork(script, {
    cwd: folder,
    env: serviceTestEnv,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    serialization: 'advanced',
  })
  const ended = once(child, 'exit').then(([status]) => {
    throw new Error(`the process of the tests ended with status ${status}`)
  })
  ended.catch(() => {})
  const heard = async () => (await Promise.race([once(child, 'message'), ended]))[0]
  await heard()
  return {
    run: async (again) => {
      child.send(again)
      const answer = (await heard()) as TestRun | { error: string }
      if ('error' in answer) throw new Error(answer.error)
      return answer
    },
    stop: async () => {
      child.disconnect()
      await ended.catch(() => {})
    },
  }
}
