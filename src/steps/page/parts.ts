import type { Plan } from '../../schema.ts'
import { partRows } from '../scaffold/part-rows.ts'
import type { Block, Cell, Section } from './document.ts'
import { type Facts, partNamed } from './facts.ts'
import { purposeOfStep } from './questions.ts'
import { named } from './values.ts'
import { say, words } from './words.ts'

const said = words.parts

/** The parts with what each does and why it is there, and those that were passed over. */
export function partsSection(facts: Facts): Section {
  const { composition, plan, catalog } = facts
  const rows = partRows(composition, catalog).map(({ capability, description, id, licence }): Cell[] => {
    const { version } = composition.components[capability]!
    return [
      [partNamed(capability, catalog), say(said.version, { component: id, version })],
      [catalog.capabilities.get(capability)!.file.metadata.description, description],
      [...whyChosen(capability, id, facts), say(said.licence, { licence })],
    ]
  })
  const passed = plan?.choices.flatMap(({ rejected }) =>
    rejected.map(({ component, reason }) => say(said.passedOver, { component, reason })),
  )
  const { catalogue, own } = plan?.reuse ?? { catalogue: 0, own: 0 }
  return {
    id: 'parts',
    title: said.title,
    blocks: [
      { kind: 'text', text: rows.length > 0 ? said.intro : said.none },
      ...(rows.length > 0
        ? [{ kind: 'table', caption: said.caption, head: [said.part, said.does, said.why], rows } as const]
        : []),
      ...(catalogue + own > 0
        ? [
            {
              kind: 'text',
              text: say(said.reuse, { all: String(catalogue + own), catalogue: String(catalogue) }),
            } as const,
          ]
        : []),
      ...listed(said.passed, passed ?? []),
      ...(rows.length > 0 ? listed(said.policy, (plan?.verdicts ?? []).map(policyLine)) : []),
    ],
  }
}

function policyLine({ detail, rule, verdict }: Plan['verdicts'][number]): string {
  const names: Readonly<Record<string, string>> = said.policyRules
  return say(verdict === 'pass' ? said.policyRule : said.approval, { rule: names[rule] ?? named(rule), detail })
}

const listed = (heading: string, items: readonly Cell[]): Block[] =>
  items.length === 0
    ? []
    : [
        { kind: 'heading', text: heading },
        { kind: 'list', items },
      ]

/** Why a part was chosen, as long as it is still the one of the plan. */
function whyChosen(capability: string, component: string, { composition, plan, catalog }: Facts): string[] {
  const choice = plan?.choices.find((one) => one.capability === capability && one.component === component)
  if (!choice) return []
  const { why } = choice
  if (/^the pattern \S+ uses it$/.test(why)) return [said.usual]
  const [, step] = /^(\S+) needs \S+ \(/.exec(why) ?? []
  if (step && Object.hasOwn(composition.rules, step)) return [say(words.questions.neededBy, { rule: named(step) })]
  if (step) return [say(said.needed, { purpose: purposeOfStep(step, { composition, catalog }) })]
  const [, goal] = /^the goal says "(.*)"$/.exec(why) ?? []
  return [goal === undefined ? why : say(said.said, { words: goal })]
}
