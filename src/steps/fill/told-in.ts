import { type Composition, partsOf, stepsOf } from '../../schema.ts'

type Steps = Parameters<typeof stepsOf>[0] & Pick<Composition, 'panels'>

/** The panel in which stands what people were told: that of the part whose operation takes a text first. */
export function toldIn(composition: Steps): string | undefined {
  const telling = stepsOf(composition).filter(({ do: operation, inputs }) =>
    operation ? Object.values(inputs).some((source) => partsOf(source).kind === 'text') : false,
  )
  const [first] = telling.map((step) => step.do!.split('.')[0])
  return composition.panels.find(({ from }) => from.split('.')[0] === first)?.id
}
