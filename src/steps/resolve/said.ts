import { isAmountOfTime } from '../../catalog/asks.ts'
import type { Catalog } from '../../catalog/load.ts'
import { kindOfUnread } from '../../goal/weight.ts'
import { findPhrase, overlaps } from '../../goal/words.ts'
import {
  type BroughtRule,
  type Intent,
  type PatternFile,
  type Plan,
  partsOf,
  type Rule,
  type RuleRow,
  type Source,
} from '../../schema.ts'

// What a goal says of times and limits, as rules of the plan; and what of it nothing comes of.

/** The role of what is of the record as a whole. */
const ofRecord = 'record'

/**
 * The goal's own times to answer decide before those of the catalogue: each where its outcome or its conditions hold, the
 * one for all wherever none does. A table whose rows leave no outcome out needs no last row. They are times to answer what was
 * sent: what takes its time later, such as a second stage, is another rule.
 */
export function withTimes(
  name: string,
  rule: BroughtRule,
  { deadline, rules, times: all }: Intent,
  pattern: PatternFile['spec'],
  types: Catalog['types'],
): BroughtRule {
  const stage = all.find((one) => one.rule === name)
  if (stage) return { ...rule, rows: [{ when: {}, is: stage.target, because: stage.because }] }
  const [type = '', role] = rule.gives.split('/')
  const times = all.filter((one) => one.rule === undefined)
  if (role !== ofRecord || !isAmountOfTime(types, type) || (!deadline && times.length === 0)) return rule
  const inputs: Record<string, Source> = {}
  const own = times.map(({ because, of, target, when }): RuleRow => {
    if (of) inputs[of.decides] = `rule.${of.decides}`
    for (const { field } of when) inputs[field] = `record.${field}`
    const outcome = of ? { [of.decides]: of.outcome } : {}
    return {
      when: { ...outcome, ...Object.fromEntries(when.map(({ field, is }) => [field, is])) },
      is: target,
      because,
    }
  })
  const conditional = rule.rows.filter((row) => Object.keys(row.when).length > 0)
  const last = deadline
    ? [{ when: {}, is: deadline.target, because: deadline.because }]
    : rule.rows.filter((row) => !conditional.includes(row))
  const [first] = times
  const decided = first?.of ? outcomesOf(first.of.decides, pattern, rules) : []
  const covered = decided.length > 0 && decided.every((is) => times.some(({ of }) => of?.outcome === is))
  return { ...rule, inputs: { ...inputs, ...rule.inputs }, rows: [...own, ...conditional, ...(covered ? [] : last)] }
}

/** All that a rule may give, by the pattern and by the goal. */
function outcomesOf(decides: string, pattern: PatternFile['spec'], rules: Intent['rules']): string[] {
  const given = (pattern.rules[decides]?.rows ?? []).map(({ is }) => String(is))
  return [...new Set([...given, ...rules.filter((rule) => rule.decides === decides).map(({ outcome }) => outcome)])]
}

/** The rules that give the goal's limits. `sourceOf` says where it comes from whose count it is, and asks for it if need be. */
export function limitRules(
  { limits }: Intent,
  { settings }: PatternFile['spec'],
  sourceOf: (setting: string, type: string, role: string) => Source,
): Record<string, Rule> {
  return Object.fromEntries(
    limits.flatMap(({ because, by, count, period, setting }): [string, Rule][] => {
      const said = settings[setting]
      if (!said || 'says' in said) return []
      const [type = '', role = ''] = (said.by[by ?? ''] ?? Object.values(said.by)[0]!).split('/')
      const source = sourceOf(setting, type, role)
      const { head } = partsOf(source)
      return [
        [
          setting,
          {
            gives: said.gives,
            inputs: { [head]: source },
            rows: [{ when: {}, is: { count, period, key: `$${head}` }, because }],
          },
        ],
      ]
    }),
  )
}

/** Each piece of the goal that nothing comes of: what the reader made nothing of, and words of parts that nothing calls. */
export function unreadOf(
  intent: Intent,
  { also }: PatternFile['spec'],
  uncalled: readonly string[],
  left: readonly string[],
  catalog: Catalog,
): Plan['unread'] {
  const { sentence } = intent.goal
  const said = (phrases: readonly string[]) => phrases.flatMap((phrase) => findPhrase(sentence, phrase))
  const wordsOf = (ids: readonly string[]) =>
    said(ids.flatMap((id) => catalog.capabilities.get(id)?.file.spec.words ?? []))
  const called = intent.capabilities.map(({ id }) => id).filter((id) => !uncalled.includes(id))
  // Words of another part that something calls are read, and what the pattern itself is asked with needs no part.
  const read = [...said(also), ...wordsOf(called)]
  const mentioned = wordsOf(uncalled)
    .filter((one) => !read.some((other) => overlaps(one, other)))
    .filter(
      (one, _, all) =>
        !all.some((other) => other !== one && overlaps(one, other) && other.text.length > one.text.length),
    )
    .sort((a, b) => a.start - b.start)
    .map(({ text }) => text)
  const words = [...new Set([...intent.unread, ...left, ...mentioned])].sort(
    (a, b) => sentence.indexOf(a) - sentence.indexOf(b),
  )
  return words.map((said) => ({ words: said, kind: kindOfUnread(said, catalog.vocabulary) }))
}
