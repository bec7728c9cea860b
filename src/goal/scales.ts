import type { Spoken, SpokenPattern } from '../schema.ts'
import { capitalise, findPhrase } from './words.ts'

export interface Scale {
  /** Outcome → phrases, with those of the goal's own scale. */
  outcomes: Record<string, readonly string[]>
  /** Type → value → what the goal calls it. */
  values: Record<string, Record<string, string>>
}

/** The outcomes of a rule as a goal calls them: a scale of names (red, amber, green) is meant where two of them stand. */
export function scaleOf(
  sentence: string,
  decides: string,
  pattern: SpokenPattern['spec'],
  { outcomes, scales }: Pick<Spoken, 'outcomes' | 'scales'>,
): Scale {
  const known = outcomes[decides] ?? {}
  const said = (words: Readonly<Record<string, string>>) =>
    Object.values(words).filter((word) => findPhrase(sentence, word).length > 0).length
  const [scale] = (scales[decides] ?? []).filter((one) => said(one) > 1).sort((a, b) => said(b) - said(a))
  if (!scale) return { outcomes: known, values: {} }
  const [type = ''] = (pattern.rules[decides]?.gives ?? '').split('/')
  return {
    outcomes: Object.fromEntries(
      Object.entries(known).map(([value, phrases]) => [value, scale[value] ? [...phrases, scale[value]] : phrases]),
    ),
    values: {
      [type]: Object.fromEntries(
        Object.keys(known).flatMap((value) => (scale[value] ? [[value, capitalise(scale[value])]] : [])),
      ),
    },
  }
}
