import { styleFor } from '../../src/cli/show/colour.ts'
import { frame } from '../../src/cli/talk/frame.ts'
import { begin, reduce } from '../../src/cli/talk/reduce.ts'
import type { Action, Read, Talk, Wish } from '../../src/cli/talk/state.ts'
import type { Key } from '../../src/cli/talk/typing.ts'
import type { Plan } from '../../src/schema.ts'
import { unreadProblems } from '../../src/steps/unread.ts'
import { catalog, planOf } from './plan.ts'

/** A conversation without a terminal: what is shown after each action, and what was wished for. */
export class Talking {
  talk: Talk
  readonly wishes: Wish[] = []

  constructor(sentence: string, size = { columns: 80, rows: 24 }) {
    const [talk, wish] = begin(sentence, size)
    this.talk = talk
    if (wish) this.wishes.push(wish)
  }

  act(...actions: Action[]): this {
    for (const action of actions) {
      const [talk, wish] = reduce(this.talk, action)
      this.talk = talk
      if (wish) this.wishes.push(wish)
    }
    return this
  }

  /** Keys by their names; a single letter, or what follows a colon, is typed. */
  press(...names: string[]): this {
    return this.act(...names.map((name): Action => ({ type: 'key', key: keyOf(name) })))
  }

  get last(): Wish | undefined {
    return this.wishes.at(-1)
  }

  get screen(): string {
    return frame(this.talk, styleFor(false)).join('\n')
  }
}

function keyOf(name: string): Key {
  if (name.startsWith(':') || name.length === 1) return { name: 'text', text: name.replace(/^:/, '') }
  const [, control] = /^ctrl-(.)$/.exec(name) ?? []
  return control ? { name: 'ctrl', text: control } : { name: name as Key['name'] }
}

/** What the built-in reader makes of a sentence, as the first screen is told it. */
export async function readingOf(sentence: string, change: (plan: Plan) => Plan = (plan) => plan): Promise<Read> {
  const plan = change(await planOf(sentence))
  return { plan, problems: unreadProblems(plan, catalog, 'the last choice') }
}

/** A conversation about a goal that has been read. */
export async function talkAbout(sentence: string, size?: { columns: number; rows: number }): Promise<Talking> {
  return new Talking(sentence, size).act({ type: 'read', read: await readingOf(sentence) })
}
