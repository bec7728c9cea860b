import type { Catalog } from '../../../catalog/load.ts'
import { answersFed, type Choices, type Composition, isAnew, partsOf } from '../../../schema.ts'
import { choicesPath, holdPath } from '../api/held-operations.ts'
import { waitedSteps } from '../flow-code.ts'
import { answersBehind, pickedByPrograms } from '../lookup-code.ts'
import type { Value } from './samples.ts'

/** The questions whose answers are picked anew for each record, by the operations that programs pick with. */
export function picksOf(composition: Composition, { types }: Catalog) {
  const examples = (name: string) => {
    const { type } = composition.record.find((one) => one.name === name)!
    return (types.get(type) as { examples?: Value[] } | undefined)?.examples ?? []
  }
  const pickOf = (name: string, choices: Choices) => ({
    list: choicesPath(name),
    asks: answersFed(choices),
    // What others are counted by is another's each time: of a limit each has its own.
    ...(choices.hold || choices.anew
      ? {}
      : { vary: Object.fromEntries(answersFed(choices).map((one) => [one, examples(one)])) }),
    ...(choices.hold ? { hold: { path: holdPath(name), with: answersBehind(choices, composition) } } : {}),
  })
  // Of what leads to something that is held each record has its own; what leads to anything else is the sample's.
  const behind = new Set(
    composition.record.flatMap(({ choices }) => (choices?.hold ? answersBehind(choices, composition) : [])),
  )
  const picked = pickedByPrograms(composition).filter((field) => isAnew(field) || behind.has(field.name))
  return picked.map(({ name, choices, upload }) => ({
    name,
    ...(upload ? { upload: holdPath(name) } : {}),
    ...(choices ? pickOf(name, choices) : {}),
  }))
}

/** Steps whose refusal leads back to a question, each with a name of the record by which a test tells its own call. */
export function turnedBack(composition: Composition): { operation: string; question: string; by: string }[] {
  const questions = waitedSteps(composition)
  const steps = Object.values(composition.phases).flat()
  return [...questions].flatMap(([id, question]) => {
    const step = steps.find((one) => one.id === id)!
    const taken = Object.values(step.inputs).map(partsOf)
    const named = composition.record.find(
      ({ name, type }) => type === 'PersonName' && taken.some(({ kind, head }) => kind === 'record' && head === name),
    )
    return named ? [{ operation: step.do!, question, by: named.name }] : []
  })
}
