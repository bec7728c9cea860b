import type { Catalog } from '../../../catalog/load.ts'
import { answersFed, type Composition, partsOf } from '../../../schema.ts'
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
  return pickedByPrograms(composition).map(({ name, choices }) => ({
    name,
    list: choicesPath(name),
    asks: answersFed(choices!),
    // What others are counted by is another's each time: of a limit each has its own.
    ...(choices!.hold ? {} : { vary: Object.fromEntries(answersFed(choices!).map((one) => [one, examples(one)])) }),
    ...(choices!.hold ? { hold: { path: holdPath(name), with: answersBehind(choices!, composition) } } : {}),
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
