import { isDeepStrictEqual } from 'node:util'
import { type Composition, type Never, type OptionalTest, type Step, stepsOf } from '../../schema.ts'

/** Steps that might do what must never be done: those whose own condition does not rule it out. */
export function mightDo({ do: what, if: when }: Never, composition: Composition): (Step & { under: string })[] {
  return stepsOf(composition).filter(
    (step) =>
      step.do !== undefined &&
      (step.do === what || step.do.startsWith(`${what}.`)) &&
      !Object.entries(when).some(([source, test]) => {
        const own = step.if?.[source]
        return own !== undefined && ruleOut(own, test)
      }),
  )
}

/** Whether no value meets both of two tests; of what cannot be told at once it is not said. */
function ruleOut(one: OptionalTest, other: OptionalTest): boolean {
  if (typeof one !== 'object' && typeof other !== 'object') return one !== other
  if (typeof one === 'object' && typeof other === 'object' && 'given' in one && 'given' in other)
    return !isDeepStrictEqual(one, other)
  return false
}
