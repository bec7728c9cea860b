import { liftChoices } from './lift/choices.ts'
import { liftKinds } from './lift/kinds.ts'
import { liftPeople } from './lift/people.ts'
import { liftScenarios } from './lift/scenarios.ts'
import { liftSteps } from './lift/steps.ts'

/** A composition.yaml as any version wrote it → as this version reads it. What is no composition at all stays as it is. Pure. */
export function lift(given: unknown): unknown {
  if (typeof given !== 'object' || given === null || !('version' in given)) return given
  try {
    if (given.version === 1) return liftScenarios(liftChoices(liftPeople(liftKinds(liftSteps(given))) as object))
    return given.version === 2 ? liftScenarios(liftChoices(given)) : given
  } catch {
    // It lacks what every composition of version 1 had: the check of its shape says what.
    return given
  }
}
