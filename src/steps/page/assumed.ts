import { onlyAnswers } from '../../schema.ts'
import type { Block, Section } from './document.ts'
import type { Facts } from './facts.ts'
import { settingsOf, setUpRows } from './rules.ts'
import { named, valueText } from './values.ts'
import { say, words } from './words.ts'

const said = words.assumed

/** What nobody said, and what such a service therefore has as usual. */
export function assumedSection({ composition, plan, proof }: Facts): Section {
  const { record, rules } = composition
  const usual = record.filter(({ because }) => because === undefined).length
  const settings = settingsOf(composition).flatMap(([name, { gives, rows }]) =>
    rows[0]!.because === undefined
      ? [say(said.rule, { rule: named(name), value: valueText(rows[0]!.is, gives.split('/')[0]!, composition) })]
      : [],
  )
  const tables = Object.entries(rules).flatMap(([name, rule]) =>
    'rows' in rule && rule.rows.length > 1 && rule.rows.every(({ because }) => because === undefined)
      ? [say(said.table, { rule: named(name) })]
      : [],
  )
  const channel = plan?.intent.constraints.some(({ kind }) => kind === 'channel')
  const ways = plan && !channel ? record.flatMap(({ question: { only = [] } }) => only) : []
  const items = [
    ...settings,
    ...tables,
    ...ways.map((way) => say(said.ways, { way: words.questions.ways[way] })),
    ...setUpRows(composition).map(([name, value]) => say(said.setup, { name, value })),
    ...(usual > 0 ? [say(said.questions, { count: String(usual) })] : []),
    ...(onlyAnswers(composition) ? [] : [said.people, ...(composition.model ? [] : [said.texts])]),
  ]
  const model = composition.model
  return {
    id: 'assumed',
    title: said.title,
    blocks: [
      ...(items.length > 0
        ? ([
            { kind: 'text', text: said.intro },
            { kind: 'list', items },
          ] as const)
        : [{ kind: 'text', text: said.none } as const]),
      ...(model && proof ? [{ kind: 'warning', text: say(said.written, { model }) } as const] : []),
      ...(model && !proof ? [{ kind: 'warning', text: said.willWrite } as const] : []),
    ],
  }
}

const always = words.notCovered

/** What no test is about, and nobody has looked at. */
export function notCoveredSection({ composition, plan }: Facts): Section {
  const all = plan?.unread ?? composition.unread ?? []
  const unread = all.some(({ kind }) => kind !== 'note')
  const items = [
    ...(unread ? [always.unread] : []),
    ...[always.verified, always.accessibility, always.load, always.security, always.welsh],
    ...(onlyAnswers(composition) ? [] : [always.phone]),
  ]
  const blocks: Block[] = [{ kind: 'list', items }]
  return { id: 'not-covered', title: always.title, blocks }
}
