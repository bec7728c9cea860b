import { reasonOf } from './alone.ts'

/** Something that has to run: a child process, a database. */
export interface Part {
  /** As it is called in what is said. */
  name: string
  /** Begins it and waits until it is ready. Throws when it does not get there, or when the signal ends the try. */
  begin(signal: AbortSignal): Promise<Begun>
}

export interface Begun {
  /** Settles when it has ended, with the reason. */
  ended: Promise<string>
  stop(): Promise<void>
}

export interface Supervisor {
  /** Begins a part and keeps it running. Throws when it does not get ready the first time for a reason that stays. */
  keep(part: Part): Promise<void>
  /** Stops all parts, the last one first. */
  stop(): Promise<void>
}

/** A part that could not get ready. `passing`: the same try may succeed later. */
export class NotReady extends Error {
  override readonly name = 'NotReady'
  readonly passing: boolean

  constructor(message: string, passing: boolean) {
    super(message)
    this.passing = passing
  }
}

const shortest = 200
const longest = 10_000

/** Milliseconds after which a part counts as having run well, so that the waits between restarts begin anew. */
const settled = 30_000

/** Starts what ended again, after a growing wait and for as long as it takes, and says so through `say`. */
export function supervisor(say: (line: string) => void): Supervisor {
  const stopping = new AbortController()
  const kept: { now: Promise<Begun> | undefined; watching: Promise<void> }[] = []

  const pause = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      stopping.signal.addEventListener('abort', () => {
        clearTimeout(timer)
        resolve()
      })
    })

  return {
    async keep(part) {
      const entry: (typeof kept)[number] = { now: undefined, watching: Promise.resolve() }
      kept.push(entry)
      let wait = shortest / 2
      /** Tries until it is ready; `last` decides which failure ends the tries. */
      const begin = async (last: (error: unknown) => boolean): Promise<Begun | undefined> => {
        while (!stopping.signal.aborted) {
          try {
            entry.now = part.begin(stopping.signal)
            return await entry.now
          } catch (error) {
            if (stopping.signal.aborted) return undefined
            if (last(error)) throw error
            wait = Math.min(wait * 2, longest)
            say(`It is tried again in ${wait / 1000} s: ${reasonOf(error)}.`)
            await pause(wait)
          }
        }
        return undefined
      }
      const watch = async (first: Begun): Promise<void> => {
        for (let running: Begun | undefined = first; running; ) {
          const since = Date.now()
          const reason = await running.ended
          if (stopping.signal.aborted) return
          wait = Date.now() - since > settled ? shortest : Math.min(wait * 2, longest)
          say(`The ${part.name} ended (${reason}); it starts again in ${wait / 1000} s.`)
          await running.stop()
          await pause(wait)
          running = await begin(() => false)
          if (running) say(`The ${part.name} runs again.`)
        }
      }
      const first = await begin((error) => !(error instanceof NotReady && error.passing))
      if (first) entry.watching = watch(first)
    },
    async stop() {
      stopping.abort()
      for (const { now, watching } of kept.toReversed()) {
        const running = await now?.catch(() => undefined)
        await running?.stop()
        await watching
      }
    },
  }
}
