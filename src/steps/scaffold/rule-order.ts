import { type Composition, partsOf, type Rule } from '../../schema.ts'

type Rules = Composition['rules']

/** The rules that a rule compares. */
function compares(rule: Rules[string]): string[] {
  if ('code' in rule) return []
  return Object.values(rule.inputs)
    .map(partsOf)
    .flatMap(({ kind, head }) => (kind === 'rule' ? [head] : []))
}

/** Names of rules, each behind those that it compares. */
export function inOrder(rules: Rules): string[] {
  const ordered = new Set<string>()
  const add = (name: string, above: readonly string[]) => {
    if (ordered.has(name) || above.includes(name)) return
    for (const other of compares(rules[name]!)) if (rules[other]) add(other, [...above, name])
    ordered.add(name)
  }
  for (const name of Object.keys(rules)) add(name, [])
  return [...ordered]
}

/** A rule that, through others, compares itself; undefined when there is none. */
export function circleOf(rules: Rules): string | undefined {
  const reaches = (name: string, goal: string, seen: ReadonlySet<string>): boolean =>
    compares(rules[name] ?? { gives: '', inputs: {}, rows: [] }).some(
      (other) => other === goal || (!seen.has(other) && reaches(other, goal, new Set([...seen, other]))),
    )
  return Object.keys(rules).find((name) => reaches(name, name, new Set()))
}

/** The answers that a rule follows from, also through others. */
export function neededBy(name: string, rules: Rules): string[] {
  const rule = rules[name]
  if (!rule || 'code' in rule) return []
  const needed = Object.values(rule.inputs)
    .map(partsOf)
    .flatMap(({ kind, head }) => (kind === 'rule' ? neededBy(head, rules) : [head]))
  return [...new Set(needed)]
}

/** What no row of a table decides, in words; undefined when its rows decide everything. */
export function undecided(rule: Rule, { rules, record }: Pick<Composition, 'rules' | 'record'>): string | undefined {
  // Of nothing the sum is nought; the least or most of nothing is not.
  if (rule.hit === 'sum') return undefined
  if (rule.rows.some(({ when }, at) => Object.keys(when).length === 0 && (rule.hit || at === rule.rows.length - 1)))
    return undefined
  const [input, second] = [...new Set(rule.rows.flatMap((row) => Object.keys(row.when)))]
  if (!input || second) return 'what meets none of the conditions'
  const { kind, head } = partsOf(rule.inputs[input] ?? `record.${input}`)
  const possible =
    kind === 'rule'
      ? valuesOf(rules[head])
      : record.find(({ name }) => name === head)?.type === 'YesNo'
        ? [true, false]
        : undefined
  const decided = rule.rows.map((row) => row.when[input])
  if (!possible) return 'what meets none of the conditions'
  const open = possible.filter((value) => !decided.includes(value))
  return open.length === 0 ? undefined : `${input}: ${open.join(', ')}`
}

/** All values that a rule can give, where they are words. */
function valuesOf(rule: Rules[string] | undefined): (string | boolean)[] | undefined {
  if (!rule) return undefined
  if ('code' in rule) return rule.values
  const values = rule.rows.map((row) => row.is)
  return values.every((value) => typeof value === 'string') ? [...new Set(values)] : undefined
}
