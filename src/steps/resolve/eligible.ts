import { notAny } from '../../goal/ranges.ts'
import { type Intent, type PatternFile, type Plan, type Rule, stopRules } from '../../schema.ts'

/** What stops whoever the service is not for, by the name of the pattern's setting; what the pattern has no such setting for is `left`. */
export function stopsOf(
  { eligible }: Pick<Intent, 'eligible'>,
  { journeys, settings }: PatternFile['spec'],
): { rules: Record<string, Rule>; left: string[] } {
  const all = eligible.map(({ when }) => when)
  const [first] = eligible
  if (!first) return { rules: {}, left: [] }
  const name = stopRules({ journeys }).find((one) => settings[one] && 'says' in settings[one])
  const setting = name === undefined ? undefined : settings[name]
  const refused = notAny(all)
  if (!name || !setting || !('says' in setting) || !refused?.length)
    return { rules: {}, left: eligible.map(({ because }) => because) }
  const is = setting.says.replaceAll('{whom}', first.whom)
  const inputs = Object.fromEntries(all.flat().map(({ field }) => [field, `record.${field}`]))
  const rows = refused.map((when) => ({
    when: Object.fromEntries(when.map((one) => [one.field, one.is])),
    is,
    because: first.because,
  }))
  return { rules: { [name]: { gives: setting.gives, inputs, rows } }, left: [] }
}

/** The pattern's journeys with those of their stops that there are; none where nothing but the usual is left of them. */
export function journeysOf(
  { journeys, settings }: PatternFile['spec'],
  rules: Readonly<Record<string, unknown>>,
  found: readonly string[],
): Plan['journeys'] {
  const settled = journeys?.map(({ ends, stops = [], ...journey }) => {
    const left = stops.filter((name) => rules[name] || !settings[name])
    return {
      ...journey,
      ...(left.length > 0 ? { stops: left } : {}),
      ends: ends === 'found' ? { answer: [...found] } : ends,
    }
  })
  return settled?.every(({ ends, stops }) => ends === 'submit' && !stops) ? undefined : settled
}
