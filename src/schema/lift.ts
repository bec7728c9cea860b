import { liftKinds } from './lift/kinds.ts'
import { liftPeople } from './lift/people.ts'
import { liftSteps } from './lift/steps.ts'

/** A composition.yaml as any version wrote it → as this version reads it. What is no composition at all stays as it is. Pure. */
export function lift(given: unknown): unknown {
  if (typeof given !== 'object' || given === null || !('version' in given) || given.version !== 1) return given
  try {
    return liftPeople(liftKinds(liftSteps(given)))
  } catch {
    // It lacks what every composition of version 1 had: the check of its shape says what.
    return given
  }
}
