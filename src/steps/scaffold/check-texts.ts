import { type Composition, partsOf, setupPhase, stepsOf } from '../../schema.ts'
import { always, pageTexts, placeholdersIn } from '../fill/placeholders.ts'
import { waitedSteps } from './flow-code.ts'

type Report = (where: string, message: string, suggestion: string) => void

/** Reports what a text holds in braces and is not known where it is read: people would read the braces. */
export function checkTexts(composition: Composition, report: Report): void {
  const ids = stepsOf(composition).map(({ id }) => id)
  for (const [name, text] of Object.entries(composition.texts)) {
    if (!isRead(name, composition)) continue
    const known = knownIn(name, composition)
    const advice =
      known.length > 0
        ? `It may hold {reference} and what these answer: ${known.filter((one) => !always.includes(one)).join(', ') || 'no step'}.`
        : 'Say it without braces; only messages hold values, and what is said to people who waited for a step.'
    const meant = placeholdersIn(text)
    for (const held of new Set([...text.matchAll(/\{([^{}]*)\}/g)].map(([, one = '']) => one))) {
      const head = always.includes(held) ? held : partsOf(held).head
      if (!meant.includes(held)) report(`texts.${name}`, `holds {${held}}, which stands for nothing`, advice)
      else if ((always.includes(head) || ids.includes(head)) && !known.includes(head))
        report(`texts.${name}`, `holds {${held}}, which is not known where it is read`, advice)
    }
  }
}

/** Whether anybody reads it: what no step sends, and no page says, is left from what was taken out. */
const isRead = (name: string, composition: Composition): boolean =>
  pageTexts.includes(name) || stepsOf(composition).some(({ inputs }) => Object.values(inputs).includes(`text.${name}`))

/** What a text may hold: of every record, and the steps that are done before it is read. */
function knownIn(name: string, composition: Composition): readonly string[] {
  if (name === 'confirmationNext') {
    const waited = [...waitedSteps(composition).keys()]
    return waited.length > 0 ? ['reference', ...waited] : []
  }
  const steps = stepsOf(composition)
  const sent = steps.findIndex(({ inputs }) => Object.values(inputs).includes(`text.${name}`))
  if (sent < 0) return []
  const { undoes } = steps[sent]!
  if (undoes !== undefined) return [...always, undoes]
  const before = steps.slice(0, sent).filter(({ under, do: done }) => under !== setupPhase && done)
  return [...always, ...before.map(({ id }) => id)]
}
