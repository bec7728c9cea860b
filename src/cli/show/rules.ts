import type { BroughtStep, Hit, Plan, Step } from '../../schema.ts'
import type { Page } from './layout.ts'

type Rows = Plan['rules'][string]['rows']

/** Decision tables, each from its top. What gives one value always is a setting, and stands in a line. `unless` ends the headings. */
export function showRules(
  rules: Readonly<Record<string, { rows: Rows; hit?: Hit | undefined }>>,
  on: Page,
  unless = '',
): void {
  const all = Object.entries(rules)
  const settings = all.filter(([, { rows, hit }]) => !hit && rows.every(({ when }) => Object.keys(when).length === 0))
  if (settings.length > 0) {
    on.heading(`Settings${unless}`)
    on.table(settings.map(([name, { rows }]) => [name, valueText(rows[0]!.is)]))
  }
  for (const [name, { rows, hit = 'first' }] of all.filter((one) => !settings.includes(one))) {
    on.heading(`Rule ${name}, ${counts[hit]}${unless}`)
    on.table(
      rows.map(({ when, is }) => [
        valueText(is),
        Object.entries(when)
          .map(([field, test]) => `${field} is ${JSON.stringify(test)}`)
          .join(' and ') || 'otherwise',
      ]),
    )
  }
}

const counts: Readonly<Record<Hit, string>> = {
  first: 'from the top',
  sum: 'what holds is added up',
  min: 'the least that holds',
  max: 'the greatest that holds',
}

const valueText = (is: Rows[number]['is']) => (typeof is === 'string' ? is : JSON.stringify(is))

/** What is done once before there is any record: where times come from, how many at once, what else it is given. */
export function showSetUp(steps: readonly (BroughtStep | Step)[], on: Page): void {
  if (steps.length === 0) return
  on.heading('Set up once, before it opens')
  on.table(
    steps.flatMap((step) => {
      const { id, with: constants = {} } = step
      const given = [...('inputs' in step ? Object.entries(step.inputs) : []), ...Object.entries(constants)]
      return given.map(([name, value], index) => [index === 0 ? id : '', name, String(value)])
    }),
  )
}
