import type { Problem } from '../../errors.ts'
import type { Composition, FileSet } from '../../schema.ts'

/** What the static checks look at: files as values, nothing that runs. */
export interface Subject {
  files: FileSet
  composition: Composition
  /** Names of the packages that a composed service may use. */
  allowed: ReadonlySet<string>
}

/** One thing that is looked for in the files. No problems means it passes; `saw` says what it went through. */
export interface StaticCheck {
  id: string
  run(subject: Subject): Promise<{ saw: string; problems: Problem[] }>
}
