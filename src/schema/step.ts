import * as z from 'zod'
import { OptionalTest } from './goal.ts'
import { EventType, Identifier, Slug } from './names.ts'
import { Source, sourceKinds } from './source.ts'

/** The name of a step. It stands before the dot where others use what the step answered. */
export const StepName = Slug.refine((name) => !(sourceKinds as readonly string[]).includes(name), {
  message: `must be none of ${sourceKinds.join(', ')}`,
})

const constant = z.union([z.string(), z.number(), z.boolean()])

/** What one thing is done with: exactly one of do, emit or await. */
const does = {
  id: StepName,
  do: z.string().optional(),
  emit: Slug.optional(),
  /** What stands behind it begins with this event; nothing waits. */
  await: EventType.optional(),
  /** It is only done where all of this holds. */
  if: z.record(Source, OptionalTest).optional(),
  /** Left out where an input that it needs is not there. */
  optional: z.boolean().optional(),
  /** Inputs that it can do without, but that are worth looking up. */
  wants: z.array(Identifier).optional(),
  /** Constants for inputs of the operation. */
  with: z.record(z.string(), constant).optional(),
}

/** A step as a pattern or a capability brings it; where its inputs come from is found out. */
export const BroughtStep = z.strictObject({
  ...does,
  /** The texts it sends: acknowledgement → acknowledgementSubject, acknowledgementBody. */
  text: z.string().optional(),
})
export type BroughtStep = z.infer<typeof BroughtStep>

/** A step as it is settled. */
export const Step = z.strictObject({ ...does, inputs: z.record(z.string(), Source).default({}) })
export type Step = z.infer<typeof Step>

/** What is done when an event has come, whenever that is. */
const reaction = <S extends z.ZodType>(step: S) => z.strictObject({ event: EventType, steps: z.array(step).min(1) })
export const BroughtReaction = reaction(BroughtStep).extend({
  /** Parts, and operations that steps do, without which it makes no sense: it is left out where the service lacks one. */
  onlyWith: z.array(z.string().regex(/^[a-z][a-z0-9-]{0,62}(\.[a-z][A-Za-z0-9]{0,63})?$/)).default([]),
})
export type BroughtReaction = z.infer<typeof BroughtReaction>
export const Reaction = reaction(Step)
export type Reaction = z.infer<typeof Reaction>

/** Done once, when a service first starts, and before there is any record: it takes what rules give without one, and constants. */
export const setupPhase = 'setup'
/** What people wait for when they send. What is refused there leads back to the question that it is about. */
export const submitPhase = 'submit'

/** Phase → its steps. Phases are gone through in the order they stand in. */
export const BroughtPhases = z.record(Slug, z.array(BroughtStep))
export const Phases = z.record(Slug, z.array(Step))
export type Phases = z.infer<typeof Phases>

interface Holder {
  lookups: readonly Step[]
  phases: Phases
  on: readonly Reaction[]
}

/** All steps with the phase or event that they stand under, in the order in which they are written. */
export function stepsOf({ lookups, phases, on }: Holder): (Step & { under: string })[] {
  const under = (name: string, steps: readonly Step[]) => steps.map((step) => ({ ...step, under: name }))
  return [
    ...under('lookups', lookups),
    ...Object.entries(phases).flatMap(([phase, steps]) => under(phase, steps)),
    ...on.flatMap(({ event, steps }) => under(event, steps)),
  ]
}
