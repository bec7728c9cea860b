import { capitalise } from '../../goal/words.ts'
import { type Composition, type Hit, partsOf, type Rule, stopRules, type Value } from '../../schema.ts'
import { commented, quoted, testCode } from './code.ts'
import { mayLack } from './presence.ts'
import { inOrder } from './rule-order.ts'

/** The rules as the templates name them, each behind those that it compares. */
export function rulesView({ rules, record, journeys }: Pick<Composition, 'rules' | 'record' | 'journeys'>) {
  const stops = stopRules({ journeys })
  const open = new Set(record.filter(mayLack).map(({ name }) => `record.${name}`))
  const all = inOrder(rules).map((name) => [name, rules[name]!] as const)
  const decided = all.map(([name, rule]) => ({
    name,
    stops: stops.includes(name),
    code: 'code' in rule ? `await ${name}(record)` : callOf(name, rule),
  }))
  return {
    /** Whether any rule looks at what was sent. */
    recordDecides: decided.some(({ code }) => /\brecord\b/.test(code)),
    ruleNames: all.map(([name]) => name),
    /** Rules whose values others compare, with the type of them. */
    compared: [...new Set(all.flatMap(([, rule]) => ('rows' in rule ? comparedIn(rule) : [])))].map((name) => ({
      name,
      type: `${capitalise(name)}Given`,
    })),
    codedRules: all.flatMap(([name, rule]) =>
      'code' in rule ? [{ name, values: rule.values.map(quoted).join(', '), allowed: rule.values.join(', ') }] : [],
    ),
    rules: all.flatMap(([name, rule]) => ('rows' in rule ? [tableView(name, rule, open, stops.includes(name))] : [])),
    decided,
  }
}

/** `open` are the answers that may be missing; a table that only `stops` people need not decide. */
function tableView(name: string, rule: Rule, open: ReadonlySet<string>, stops: boolean) {
  const inputs = Object.entries(rule.inputs)
  const rows = rule.rows.map((row) => {
    const condition = Object.entries(row.when)
      .map(([input, test]) => testCode(input, test, open.has(rule.inputs[input] ?? '')))
      .join(' && ')
    return {
      condition,
      says: condition.replaceAll('|', '\\|') || 'nothing above holds',
      value: valueCode(row.is),
      shown: commented(shown(row.is)).replaceAll('|', '\\|'),
      because: row.because ? commented(row.because).replaceAll('|', '\\|') : '',
      reason: row.because ? quoted(commented(row.because)) : '',
      comment: row.because ? ` // ${commented(row.because)}` : '',
    }
  })
  const { hit = 'first' } = rule
  // A table whose rows decide everything ends with one that needs no condition in code.
  if (!stops && hit === 'first') rows.at(-1)!.condition = ''
  return {
    name,
    hit,
    tried: tried[hit],
    gives: rule.gives.split('/')[0]!,
    rows,
    stops,
    given:
      inputs.length === 0
        ? ''
        : `{ ${inputs.map(([input]) => input).join(', ')} }: { ${inputs.map(([input, source]) => `${input}: ${typeOf(source)}`).join('; ')} }`,
  }
}

/** How a table is read. */
const tried: Readonly<Record<Hit, string>> = {
  first: 'Tried from the top; the first row that holds decides.',
  sum: 'All rows that hold are added up.',
  min: 'The least of the rows that hold counts.',
  max: 'The greatest of the rows that hold counts.',
}

function comparedIn({ inputs }: Rule): string[] {
  return Object.values(inputs)
    .map(partsOf)
    .flatMap(({ kind, head }) => (kind === 'rule' ? [head] : []))
}

function typeOf(source: string): string {
  const { kind, head } = partsOf(source)
  // Within the function of the other its very name is the input.
  return kind === 'rule' ? `${capitalise(head)}Given` : `Submission[${quoted(head)}]`
}

function callOf(name: string, { inputs }: Rule): string {
  const given = Object.entries(inputs).map(([input, source]) => {
    const { kind, head } = partsOf(source)
    return `${input}: ${kind === 'rule' ? `${head}Given` : `record.${head}`}`
  })
  return `${name}(${given.length > 0 ? `{ ${given.join(', ')} }` : ''})`
}

/** A value as TypeScript has it, narrow enough for the inputs that it is given to. */
function valueCode(value: Value): string {
  return `${literal(value)} as const`
}

function literal(value: Value): string {
  if (typeof value === 'string') return value.startsWith('$') ? value.slice(1) : quoted(value)
  if (Array.isArray(value)) return `[${value.map(literal).join(', ')}]`
  if (typeof value !== 'object') return String(value)
  return `{ ${Object.entries(value)
    .map(([name, member]) => `${/^[A-Za-z_]\w*$/.test(name) ? name : quoted(name)}: ${literal(member)}`)
    .join(', ')} }`
}

/** A value as documents show it. */
function shown(value: Value): string {
  if (Array.isArray(value)) return value.map(shown).join(', ')
  return typeof value === 'object' ? Object.values(value).map(shown).join(' ') : String(value)
}
