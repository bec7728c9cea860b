import type { Plan } from '../../schema.ts'
import type { Talk } from './state.ts'

/** Something that the person can do about what waits for them. */
export type Choice = { label: string } & (
  | { does: 'reword' | 'leave-out' | 'leave'; words: string }
  | { does: 'choose'; id: string; option: string }
  | { does: 'type'; id: string }
  | { does: 'edit' | 'sentence' | 'go-on' }
)

/** Something that waits for the person, or the way on. */
export interface Item {
  title: string
  advice: string
  settled: boolean
  choices: readonly Choice[]
}

type Asking = Pick<Talk, 'read' | 'left'>

/** What waits for the person before there can be a service, in the order in which it is shown; the way on comes last. */
export function itemsOf({ read, left }: Asking): Item[] {
  if (!read) return []
  const { plan, problems } = read
  if (!plan) {
    const [first] = problems
    const more = problems.slice(1).map(({ message }) => message)
    return [
      {
        title: [first?.message ?? '', ...more].join('\n'),
        advice: first?.suggestion ?? '',
        settled: false,
        choices: [{ does: 'sentence', label: 'Say the goal in other words' }],
      },
    ]
  }
  const lost = problems.map(({ message, suggestion = '', where: words = '' }): Item => {
    const settled = left.includes(words)
    return {
      title: message,
      advice: settled ? '' : suggestion,
      settled,
      choices: [
        { does: 'reword', words, label: 'Say it in other words' },
        { does: 'leave-out', words, label: 'Take it out of the goal' },
        { does: 'leave', words, label: settled ? 'Go on without it (chosen)' : 'Go on without it' },
      ],
    }
  })
  const open = plan.openQuestions.map(
    ({ default: fallback, id, options, question }): Item => ({
      title: question,
      advice: fallback === undefined ? '' : `Where nothing is said it is ${fallback}.`,
      settled: fallback !== undefined,
      choices: [
        ...options.map((option) => ({ does: 'choose' as const, id, option, label: option })),
        ...(options.length === 0
          ? [{ does: 'type' as const, id, label: 'Type the answer; it goes into the goal' }]
          : []),
        { does: 'edit' as const, label: 'Write it into the plan, in your editor' },
      ],
    }),
  )
  const items = [...lost, ...open]
  const waiting = items.filter(({ settled }) => !settled).length
  const go: Item = {
    title: '',
    advice: '',
    settled: waiting === 0,
    choices: [
      { does: 'go-on', label: waiting === 0 ? 'Go on to the plan' : `Go on to the plan, once ${counted(waiting)}` },
    ],
  }
  return [...items, go]
}

const counted = (waiting: number): string =>
  waiting === 1 ? 'what waits for you is settled' : `the ${waiting} things that wait for you are settled`

/** The choice to be marked first: of what waits, else the way on. */
export function firstChoice(items: readonly Item[]): number {
  const item = Math.max(
    0,
    items.findIndex(({ settled }, index) => !settled || index === items.length - 1),
  )
  return items.slice(0, item).reduce((sum, { choices }) => sum + choices.length, 0)
}

/** The plan with what the person goes on without. */
export function settledPlan(plan: Plan, left: readonly string[]): Plan {
  return {
    ...plan,
    unread: plan.unread.map((one) =>
      one.kind !== 'note' && left.includes(one.words) ? { ...one, accepted: true as const } : one,
    ),
  }
}
