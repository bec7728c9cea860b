import type { AgentSpec } from './brain/agents.ts'
import type { Brain } from './brain/brain.ts'
import type { Catalog } from './catalog/load.ts'
import type { Journal } from './journal/journal.ts'
import type { Shown } from './reports/shown.ts'
import type { World } from './world.ts'

/** What the main path works with; faces make it once per command. */
export interface Tools {
  world: World
  brain: Brain
  journal: Journal
  agents: ReadonlyMap<string, AgentSpec>
  catalog: Catalog
  /** compose's own folder: templates/ and package-lock.json are read from it. */
  root: string
}

/** Where the result goes, and how long it may take. */
export interface Target {
  /** Absolute path of the folder to make or bring up to date. */
  folder: string
  /** Milliseconds for the whole run. */
  timeout: number
  /** How often at most what failed goes back to a model. */
  laps: number
  /** A person said that what a model wrote may run at sandbox level `process`. */
  unsafe?: boolean | undefined
  /** Told of what verification has shown, once nothing of it changes any more. */
  shown?: ((shown: Shown) => void) | undefined
}
