/** Something that runs the services of a Compose file. Names of services are those of the file. */
export interface Engine {
  name: string
  /** Builds, starts everything in its order and waits until all of it is healthy. */
  up(): Promise<void>
  stop(service: string): Promise<void>
  /** Waits until all of them are healthy. */
  start(service: string): Promise<void>
  restart(service: string): Promise<void>
  /** Runs containers/people.ts where the published ports are reached. Gives what it printed. */
  people(...args: string[]): Promise<string>
  /** The last lines of every service. */
  logs(): Promise<string>
  down(): Promise<void>
}
