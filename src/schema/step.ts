import * as z from 'zod'
import { OptionalTest } from './goal.ts'
import { EventType, Identifier, Slug, TypeName } from './names.ts'
import { Source, sourceKinds } from './source.ts'

/** The name of a step. It stands before the dot where others use what the step answered. */
export const StepName = Slug.refine((name) => !(sourceKinds as readonly string[]).includes(name), {
  message: `must be none of ${sourceKinds.join(', ')}`,
})

/** <capability>.<operation> */
const OperationName = z.string().regex(/^[a-z][a-z0-9-]{0,62}\.[a-z][A-Za-z0-9]{0,63}$/)

const constant = z.union([z.string(), z.number(), z.boolean()])

/** What one thing is done with: exactly one of do, emit, await or withdraw. */
const does = {
  id: StepName,
  do: z.string().optional(),
  emit: Slug.optional(),
  /** What stands behind it begins with this event; nothing waits. */
  await: EventType.optional(),
  /** What was done about the record is undone, last first. */
  withdraw: z.literal(true).optional(),
  /** It is only done where all of this holds. */
  if: z.record(Source, OptionalTest).optional(),
  /** Left out where an input that it needs is not there. */
  optional: z.boolean().optional(),
  /** Inputs that it can do without, but that are worth looking up. */
  wants: z.array(Identifier).optional(),
  /** Constants for inputs of the operation. */
  with: z.record(z.string(), constant).optional(),
}

/** The texts that a step sends: acknowledgement → acknowledgementSubject, acknowledgementBody. */
const text = z.string().optional()
const inputs = z.record(z.string(), Source).default({})

/** How what a step did is undone: an operation, and what it is done with beside what it finds by type and role. */
const undoes = { do: OperationName, with: does.with, optional: does.optional }
const Undo = z.strictObject({ ...undoes, inputs })

/** A step as a pattern or a capability brings it; where its inputs come from is found out. */
export const BroughtStep = z.strictObject({
  ...does,
  text,
  /** Role of its operation's contract → role that it takes there. */
  as: z.record(z.string(), z.string()).optional(),
  undo: z.union([OperationName, z.strictObject({ ...undoes, text })]).optional(),
})
export type BroughtStep = z.infer<typeof BroughtStep>

/** Parts, and operations that steps do, without which something makes no sense: it is left out where the service lacks one. */
const onlyWith = z.array(z.string().regex(/^[a-z][a-z0-9-]{0,62}(\.[a-z][A-Za-z0-9]{0,63})?$/)).default([])

/** A step that a part brings to a phase, in whatever pattern it is: it stands behind the pattern's own steps there. */
export const PlacedStep = BroughtStep.extend({
  phase: Slug,
  onlyWith,
  /**
   * Done for each question of this type that the goal calls for, before the pattern's own steps, since what is held ends. {role}
   * in `as` and `with` is the role of the answer.
   */
  each: TypeName.optional(),
})
export type PlacedStep = z.infer<typeof PlacedStep>

/** A step as it is settled. */
export const Step = z.strictObject({ ...does, undo: Undo.optional(), inputs })
export type Step = z.infer<typeof Step>

/** What is done when an event has come, whenever that is. */
const reaction = <S extends z.ZodType>(step: S) => z.strictObject({ event: EventType, steps: z.array(step).min(1) })
export const BroughtReaction = reaction(BroughtStep).extend({ onlyWith })
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

/** A step with the phase or event that it stands under. */
export interface Placed extends Step {
  under: string
  /** The step that it undoes. */
  undoes?: string
}

/** All steps, in the order in which they are written, and behind them what undoes some of them. */
export function stepsOf(holder: Holder): Placed[] {
  const { lookups, phases, on } = holder
  const under = (name: string, steps: readonly Step[]) => steps.map((step) => ({ ...step, under: name }))
  return [
    ...under('lookups', lookups),
    ...Object.entries(phases).flatMap(([phase, steps]) => under(phase, steps)),
    ...on.flatMap(({ event, steps }) => under(event, steps)),
    ...undoSteps(holder),
  ]
}

/** What undoes steps, each as a step of its own, that of the last first. Where one was not done, neither is its undo. */
export function undoSteps({ phases }: Pick<Holder, 'phases'>): (Placed & { undoes: string })[] {
  const steps = Object.values(phases).flat().reverse()
  return steps.flatMap(({ id, undo, if: when, optional }) =>
    undo ? [{ id: undoOf(id), optional, ...undo, ...(when ? { if: when } : {}), under: 'withdraw', undoes: id }] : [],
  )
}

/** The name of the step that undoes another: book → undo-book */
export const undoOf = (id: string): string => `undo-${id}`

/** The steps at which what was done is undone. */
export function withdrawals({ phases, on }: Pick<Holder, 'phases' | 'on'>): Placed[] {
  return stepsOf({ lookups: [], phases, on }).filter((step) => step.withdraw)
}
