import type { ComposeEvent } from '../../events.ts'
import type { Plan, Problem } from '../../schema.ts'
import type { Tested } from '../../world.ts'
import type { Progress } from './progress.ts'
import type { Key, Typing } from './typing.ts'

/** What is asked for: the sentence, and the answers to open questions by their ids. */
export interface Asked {
  sentence: string
  answers: Readonly<Record<string, string>>
}

/** What a reading of the goal came to: a plan, or why there is none. */
export interface Read {
  plan?: Plan
  /** Of a plan: each clause that would be lost, in `where`. Without one: what went wrong. */
  problems: readonly Problem[]
}

/** What is typed, and what it is for. */
export type Purpose = { for: 'sentence' } | { for: 'clause'; words: string } | { for: 'question'; id: string }

/** All that the three screens show. */
export interface Talk {
  columns: number
  rows: number
  screen: 'understood' | 'plan' | 'run'
  goal: Asked
  reading: boolean
  read?: Read | undefined
  /** Clauses that the person goes on without. */
  left: readonly string[]
  /** Which choice is marked. */
  at: number
  typing?: (Typing & { purpose: Purpose }) | undefined
  /** A page that explains lies over the screen. */
  explains: boolean
  /** Which part of the plan. */
  section: number
  /** The first line that shows; undefined where the marked choice decides. */
  top?: number | undefined
  /** Something to be told once. */
  notice: string
  /** What is wrong with the plan as the editor left it, and its text. */
  draft?: { text: string; problems: readonly Problem[] } | undefined
  /** The policy wants an approval, and the person has been asked. */
  approving: boolean
  /** Texts of the service by name, and what leads nowhere; there once the plan was looked through. */
  preview?: { texts: Readonly<Record<string, string>>; problems: readonly Problem[] } | undefined
  progress: Progress
  stopping: boolean
}

export type Action =
  | { type: 'key'; key: Key }
  | { type: 'size'; columns: number; rows: number }
  | { type: 'read'; read: Read }
  | { type: 'previewed'; preview: NonNullable<Talk['preview']> }
  | { type: 'edited'; plan: Plan }
  | { type: 'not-edited'; notice: string; draft?: Talk['draft'] }
  | { type: 'event'; event: ComposeEvent; now: number }
  | { type: 'tested'; test: Tested; of: number; now: number }
  | { type: 'tick'; now: number }

/** What must be done besides showing something else. */
export type Wish =
  | { do: 'read'; goal: Asked }
  | { do: 'preview'; plan: Plan }
  | { do: 'edit'; plan: Plan; draft: string | undefined }
  | { do: 'make'; plan: Plan; approved: boolean }
  | { do: 'leave' }
  | { do: 'stop' }
