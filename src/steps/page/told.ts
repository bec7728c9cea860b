import { type Composition, partsOf, type Step } from '../../schema.ts'
import { messageText } from './values.ts'

/** The texts that a step sends, with what is filled in said in words; undefined for a step that sends none. */
export function toldBy(
  { inputs }: Pick<Step, 'inputs'>,
  { texts }: Pick<Composition, 'texts'>,
): { subject: string; body: string } | undefined {
  const sent = (input: string) => {
    const { kind, head } = partsOf(inputs[input] ?? '')
    return kind === 'text' ? texts[head] : undefined
  }
  const body = sent('body')
  return body === undefined ? undefined : { subject: messageText(sent('subject') ?? ''), body: messageText(body) }
}
