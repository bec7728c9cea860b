import type { Catalog } from '../catalog/load.ts'
import { ComposeError } from '../errors.ts'
import type { Unplaced } from '../schema.ts'

/** That no pattern fits a goal, or none alone, with what was heard of it. */
export class NotPlaced extends ComposeError {
  readonly unplaced: Unplaced

  constructor(unplaced: Unplaced, ...of: ConstructorParameters<typeof ComposeError>) {
    super(...of)
    this.unplaced = unplaced
  }
}

/** Why a goal comes to no plan, and what can be done. No word to add is advised: it would make the goal another one. */
export function notPlaced(unplaced: Unplaced, { patterns }: Pick<Catalog, 'patterns'>): NotPlaced {
  const { between, missing, nearest, understood } = unplaced
  if (between) {
    const [one, other] = between.map(({ because, pattern }) => `${pattern} ("${because}")`)
    const answers = between.map(({ pattern }) => `--answer pattern=${pattern}`)
    return new NotPlaced(
      unplaced,
      'open-question',
      `The goal may ask for either of two kinds of service: ${one} or ${other}.`,
      {
        suggestion: `Say which is meant: ${answers.join(' or ')}.`,
      },
    )
  }
  const heard = understood.length > 0 ? ` Understood: ${understood.join(', ')}.` : ''
  const about = (id: string) => {
    const [what = ''] = patterns.get(id)!.file.metadata.description.split(/\.(?:\s|$)/)
    return lowerFirst(what)
  }
  const known = [...patterns].map(([id, { file }]) => `"${file.spec.words[0] ?? id}": ${about(id)}`)
  const made = `What can be made so far, and how a goal calls it: ${known.join('; ')}. Another kind needs a pattern of its own, which is one file: see "How to extend the catalogue" in the README.`
  if (missing) {
    const message = `The goal asks for a service of a kind for which there is no pattern yet: ${missing.kind} ("${missing.because}").${heard}`
    return new NotPlaced(unplaced, 'no-pattern', message, { suggestion: made })
  }
  const near = nearest ? `Nearest is ${nearest} (${about(nearest)}), but the goal does not say that this is done. ` : ''
  return new NotPlaced(unplaced, 'no-pattern', `No pattern of the catalogue fits this goal.${heard}`, {
    suggestion: `${near}${made}`,
  })
}

const lowerFirst = (text: string): string => text.slice(0, 1).toLowerCase() + text.slice(1)
