import type { Plan } from '../../schema.ts'
import type { Block, Cell, Section } from './document.ts'
import { type Facts, partNamed } from './facts.ts'
import { amount, conditionText, duration, money, named, valueText } from './values.ts'
import { say, words } from './words.ts'

const { asked, open, unread } = words

/** The goal, and each finding with the words that it rests on. */
export function askedSection({ composition, plan, catalog }: Facts): Section {
  const { goal, noun, title, pattern, model } = composition
  const kind = catalog.patterns.get(pattern.name)?.file.metadata
  const uses = Object.entries(goal.use).map(([capability, component]) =>
    say(asked.useOf, { component, capability: partNamed(capability, catalog) }),
  )
  const wanting = goal.without.map((capability) => partNamed(capability, catalog))
  return {
    id: 'asked',
    title: asked.title,
    blocks: [
      { kind: 'text', text: asked.sentence },
      { kind: 'said', text: goal.sentence },
      {
        kind: 'facts',
        rows: [
          [asked.kind, kind?.title ?? named(pattern.name)],
          ...(kind ? ([[asked.does, kind.description]] as const) : []),
          [asked.name, title],
          [asked.noun, noun],
          ...(model ? ([[asked.model, model]] as const) : []),
          ...(uses.length > 0 ? ([[asked.use, uses]] as const) : []),
          ...(wanting.length > 0 ? ([[asked.without, wanting]] as const) : []),
        ],
      },
      ...findings({ composition, plan, catalog }),
    ],
  }
}

function findings({ composition, plan, catalog }: Facts): Block[] {
  if (!plan) return [{ kind: 'text', text: asked.notKept }]
  const rows = findingRows(plan, { composition, catalog }).filter(([because]) => because !== '')
  if (rows.length === 0) return [{ kind: 'text', text: asked.none }]
  return [{ kind: 'table', caption: asked.findings, head: [asked.said, asked.became], rows }]
}

/** [the goal's words, what came of them] */
function findingRows({ intent }: Plan, { composition, catalog }: Facts): [string, Cell][] {
  const { amounts, capabilities, constraints, deadline, fields, limits, rules, times } = intent
  const kind = catalog.patterns.get(intent.pattern)?.file.metadata.title ?? named(intent.pattern)
  const typeOf = (rule: string) => composition.rules[rule]?.gives.split('/')[0] ?? ''
  const outcome = (rule: string, value: string) => valueText(value, typeOf(rule), composition)
  const conditions = (when: Plan['intent']['rules'][number]['when']) =>
    when.map(({ title, is }) => conditionText(title, is))
  return [
    [intent.patternBecause, say(asked.pattern, { pattern: kind })],
    ...capabilities.map(({ id, because }): [string, Cell] => [
      because,
      say(asked.part, { part: partNamed(id, catalog) }),
    ]),
    ...constraints.map((one): [string, Cell] => [
      one.because,
      one.kind === 'channel'
        ? say(asked.channel, { value: one.value })
        : say(asked.constraint, { kind: named(one.kind), value: one.value }),
    ]),
    ...(deadline ? [[deadline.because, say(asked.within, { time: amount(deadline.target) })] as [string, Cell]] : []),
    ...times.map(({ because, of, target, when }): [string, Cell] => [
      because,
      [
        say(asked.withinIf, { time: amount(target) }),
        ...(of ? [conditionText(named(of.decides), outcome(of.decides, of.outcome))] : []),
        ...conditions(when),
      ],
    ]),
    ...rules.map((rule): [string, Cell] => [
      rule.because,
      [
        say(asked.decided, { rule: named(rule.decides), value: outcome(rule.decides, rule.outcome) }),
        ...conditions(rule.when),
      ],
    ]),
    ...limits.map(({ because, by, count, period }): [string, Cell] => {
      const facts = { count: String(count), period: duration(period) }
      return [because, by ? say(asked.limitBy, { ...facts, by }) : say(asked.limit, facts)]
    }),
    ...amounts.map(({ because, pence }): [string, Cell] => [because, say(asked.money, { amount: money(pence) })]),
    ...fields.map(({ because, title }): [string, Cell] => [because, say(asked.question, { question: title })]),
    ...Object.values(intent.values).flatMap((names) =>
      Object.entries(names).map(([value, name]): [string, Cell] => [name, say(asked.called, { value, name })]),
    ),
  ]
}

/** Words of the goal that nothing comes of. */
export function unreadSection({ composition, plan }: Facts): Section {
  const all = plan?.unread ?? (composition.unread ?? []).map((one) => ({ ...one, accepted: true as const }))
  const lost = all.filter(({ kind }) => kind !== 'note')
  const notes = all.filter(({ kind }) => kind === 'note').map((one) => one.words)
  // A person may have made by hand what was not read, and taken it out of the composition since.
  const still = (said: string) => composition.unread?.some((one) => one.words === said) ?? false
  return {
    id: 'not-read',
    title: unread.title,
    blocks: [
      ...(all.length === 0 ? [{ kind: 'text', text: unread.none } as const] : []),
      ...(lost.length > 0
        ? ([
            { kind: 'warning', text: unread.lost },
            {
              kind: 'table',
              caption: unread.title,
              head: [unread.words, unread.kind, unread.stands],
              rows: lost.map((one) => [
                one.words,
                unread.kinds[one.kind],
                one.accepted ? (still(one.words) ? unread.accepted : unread.changed) : unread.open,
              ]),
            },
          ] as const)
        : []),
      ...(notes.length > 0
        ? ([
            { kind: 'text', text: unread.notes },
            { kind: 'list', items: notes },
          ] as const)
        : []),
    ],
  }
}

/** What nothing is made before. Only a plan has it. */
export function openSection({ plan, proof }: Facts): Section[] {
  if (!plan || proof) return []
  const approvals = plan.verdicts.filter(({ verdict }) => verdict === 'needs-approval')
  if (plan.openQuestions.length + approvals.length === 0) return []
  return [
    {
      id: 'open',
      title: open.title,
      blocks: [
        { kind: 'warning', text: open.intro },
        {
          kind: 'table',
          caption: open.title,
          head: [open.question, open.options],
          rows: [
            ...plan.openQuestions.map(({ question, options, default: fallback }): Cell[] => [
              question,
              [
                ...(options.length > 0 ? options : [open.any]),
                ...(fallback === undefined ? [] : [say(open.fallback, { value: fallback })]),
              ],
            ]),
            ...approvals.map(({ detail }): Cell[] => [
              say(open.approval, { detail }),
              [words.values.yes, words.values.no],
            ]),
          ],
        },
      ],
    },
  ]
}
