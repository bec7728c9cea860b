import type { Choice, Question } from '../../src/pages/index.ts'
import { Problem } from '../../src/problem.ts'

export const TIMES = ['monday-9', 'monday-10', 'tuesday-9', 'tuesday-10']

/** What a part that keeps times would hold: one place for each, and whoever may have only so many. */
export class Diary {
  readonly held = new Map<string, { time: string; until: number; who: string }>()
  readonly booked = new Map<string, string>()
  readonly released: string[] = []
  readonly keys: string[] = []
  readonly #answers = new Map<string, { id: string; until: string }>()
  minutes = 15
  most = Number.POSITIVE_INFINITY
  failing: Error | undefined
  /** after it was done, as when the answer is lost */
  failingLate: Error | undefined

  #taken(time: string): boolean {
    const now = Date.now()
    const held = [...this.held.values()].some((one) => one.time === time && one.until > now)
    return held || [...this.booked.values()].includes(time)
  }

  offered(): Choice[] {
    const free = TIMES.filter((time) => !this.#taken(time))
    return free.map((value) => ({ value, text: value.split('-')[1]!, group: value.split('-')[0]! }))
  }

  hold(time: string, who: string, key: string): { id: string; until: string } {
    this.keys.push(key)
    if (this.failing) throw this.failing
    const before = this.#answers.get(key)
    if (before !== undefined) return before
    if (this.#taken(time)) throw new Problem('gone', 'That time has just been taken.')
    const counted = [...this.held.values()].filter((one) => one.who === who && one.until > Date.now())
    if (counted.length >= this.most) throw new Problem('limit-reached', 'You have had 12 visits in a year.')
    const id = `hold-${this.keys.length}`
    const until = Date.now() + this.minutes * 60_000
    this.held.set(id, { time, until, who })
    this.#answers.set(key, { id, until: new Date(until).toISOString() })
    if (this.failingLate) throw this.failingLate
    return this.#answers.get(key)!
  }

  release(id: string): void {
    this.released.push(id)
    this.held.delete(id)
  }

  confirm(id: string): void {
    const held = this.held.get(id)
    if (held === undefined || held.until <= Date.now()) throw new Problem('gone', 'This time is no longer held.')
    this.held.delete(id)
    this.booked.set(id, held.time)
  }
}

/** Of a person, their town, the time they choose, and what they say behind it. */
export const diaryQuestions = (diary: () => Diary): Question[] => [
  { name: 'who', title: 'Who are you?', kind: 'text', missing: 'Enter who you are' },
  {
    name: 'town',
    title: 'Which town?',
    kind: 'choice',
    options: ['north', 'south'].map((value) => ({ value, text: value })),
    missing: 'Select a town',
  },
  {
    name: 'time',
    title: 'When do you want to come?',
    kind: 'pick',
    needs: ['town'],
    optional: true,
    missing: 'Select a time',
    lookup: async () => diary().offered(),
    hold: async ({ who }, picked, key) => diary().hold(picked, String(who), key),
    release: async (id) => diary().release(id),
    gone: 'The time you chose is no longer free. Choose another.',
    held: 'We keep this time for you until {until}.',
  },
  { name: 'note', title: 'What should we know?', kind: 'text', missing: 'Enter what we should know' },
  { name: 'last', title: 'Is that all?', kind: 'yes-no', missing: 'Select yes if that is all' },
]
